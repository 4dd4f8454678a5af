"""One function per endpoint of API 1.5, with 1.5 shapes in and out. No printing, no arguments."""
