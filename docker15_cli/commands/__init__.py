"""One file per command: it parses arguments, calls an API function, and prints the result."""
