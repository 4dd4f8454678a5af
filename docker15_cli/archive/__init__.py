"""Tar archives: read as they come, and extracted safely. Nothing of Docker."""
