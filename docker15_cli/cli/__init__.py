"""The command line: the root, the table of commands, and what several commands share."""
