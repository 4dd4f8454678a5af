"""One file per command: arguments in, one API function, the result to output."""
