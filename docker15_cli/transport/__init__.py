"""Reaching an engine: addresses, dialers, sessions, hijacked connections. Nothing of Docker."""
