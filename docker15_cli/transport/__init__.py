"""Reaching an engine: addresses, dialers, sessions, hijacked connections. No Docker knowledge."""
