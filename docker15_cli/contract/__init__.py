"""API 1.5 as data: its operations, the requests and their shapes. Nothing is sent from here."""
