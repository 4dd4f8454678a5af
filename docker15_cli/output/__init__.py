"""What the user sees: tables, progress, human-readable times and sizes, the standard streams."""
