"""The user's side of an attached container: pump, signals, terminal. Nothing of Docker."""
