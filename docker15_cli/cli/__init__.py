"""The command line: its root, the table of commands, and what commands have in common."""
