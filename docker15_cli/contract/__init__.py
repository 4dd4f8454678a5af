"""API 1.5 as data: its operations, the requests, and the shapes of both sides. No I/O."""
