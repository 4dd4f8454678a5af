"""What the user sees: tables, templates, human-readable times and sizes."""
