"""Sessions with an attached container or exec, from its stream to its exit code."""
