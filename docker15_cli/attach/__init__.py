"""An attached container, or an exec, from its stream to its exit code."""
