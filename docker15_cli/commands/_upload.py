"""What is sent to the engine from a file or stdin, in pieces."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, UsageError

_PIECE = 256 * 1024  # bytes


def tar_on_stdin(app: App) -> int:
    """The descriptor of a tar on stdin. Raises UsageError where that is a terminal."""
    if app.streams.stdin_isatty:
        raise UsageError("a tar is no thing to type: redirect stdin, or name a file")
    return app.streams.stdin


def chunks(fd: int, name: str) -> Iterator[bytes]:
    """What is read from `fd`, to its end. Raises Docker15Error, with `name`, if it can't be."""
    while chunk := read(fd, name):
        yield chunk


def tar_chunks(fd: int, name: str) -> Iterator[bytes]:
    """`chunks` of what has to be a tar. Raises Docker15Error at once for nothing at all.

    Engines take that: they import an empty image, or copy nothing, and call it a success.
    """
    first = read(fd, name)
    if not first:
        raise Docker15Error(f"{name} is empty: that is no tar")
    return itertools.chain([first], chunks(fd, name))


def read(fd: int, name: str) -> bytes:
    """The next bytes; none at the end. Raises as `chunks` does."""
    try:
        return os.read(fd, _PIECE)
    except OSError as error:
        raise Docker15Error(f"can't read {name}: {error.strerror}") from error
