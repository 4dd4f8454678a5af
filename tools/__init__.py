"""For who works on docker15; not installed."""
