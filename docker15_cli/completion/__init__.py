"""Tab: what can be completed, the shells' scripts, and the names that an engine knows."""
