"""What is sent to the engine from a file or stdin, in pieces."""

from __future__ import annotations

import os
from collections.abc import Iterator

from docker15_cli.errors import Docker15Error

_PIECE = 256 * 1024  # bytes


def chunks(fd: int, name: str) -> Iterator[bytes]:
    """What is read from `fd`, to its end. Raises Docker15Error, with `name`, if it can't be."""
    while chunk := read(fd, name):
        yield chunk


def read(fd: int, name: str) -> bytes:
    """The next bytes; none at the end. Raises as `chunks` does."""
    try:
        return os.read(fd, _PIECE)
    except OSError as error:
        raise Docker15Error(f"can't read {name}: {error.strerror}") from error
