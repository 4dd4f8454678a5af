"""docker15: a command-line client for the Docker Remote API 1.5."""

__version__ = "0.2.0"
