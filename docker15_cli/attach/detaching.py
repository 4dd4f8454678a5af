"""The keys that detach from a terminal."""

from docker15_cli.errors import UsageError
from docker15_cli.terminal import keys


def parse_keys(text: str) -> bytes:
    """The bytes that the keys of `--detach-keys` send; b"" for none. Raises UsageError."""
    try:
        return keys.parse(text)
    except ValueError as error:
        raise UsageError(f"--detach-keys: {error}") from error
