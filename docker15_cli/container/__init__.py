"""The container of `run` and `create`: options, their values, and what is sent to the engine."""
