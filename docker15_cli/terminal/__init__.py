"""The user's side of an attached container: pump, signals, terminal. No Docker knowledge."""
