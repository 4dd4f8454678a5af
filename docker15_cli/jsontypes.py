"""JSON as Python has it, for what is passed on and not looked into."""

from typing import Any

Json = Any
"""A value that somebody else wrote: whoever looks into it has checked its shape, or does."""
JsonObject = dict[str, Json]
"""An object with the keys and values of whoever wrote it."""
