"""Types for JSON values that are passed on without being examined."""

from typing import Any

Json = Any
"""A value from outside: whoever looks into it has to check its shape first."""
JsonObject = dict[str, Json]
"""An object with the keys and values of whoever wrote it."""
