"""Reaching an engine: addresses, dialers, ordinary calls, hijacked connections. Not the API."""
