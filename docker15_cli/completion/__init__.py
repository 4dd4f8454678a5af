"""Tab: the shells' scripts, and the names that an engine knows."""
