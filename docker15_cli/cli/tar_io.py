"""Tar archives and other data in chunks: from a file or stdin to the engine, or to stdout."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator

from docker15_cli.app import App
from docker15_cli.archive.passthrough import require_complete_tar
from docker15_cli.errors import Docker15Error, UsageError

_PIECE = 256 * 1024  # bytes


def tar_on_stdin(app: App) -> int:
    """The descriptor of a tar archive on stdin. Raises UsageError if stdin is a terminal."""
    if app.streams.stdin_isatty:
        raise UsageError(
            "refusing to read a tar archive from a terminal: redirect stdin, or name a file"
        )
    return app.streams.stdin


def chunks(fd: int, name: str) -> Iterator[memoryview]:
    """The data of `fd`, to its end; each chunk is only valid until the next one is read.

    Raises Docker15Error, with `name`, if it can't be read.
    """
    buffer = memoryview(bytearray(_PIECE))  # reused: allocating one per chunk is slower
    try:
        while size := os.readv(fd, [buffer]):
            yield buffer[:size]
    except OSError as error:
        raise _unreadable(name, error) from error


def tar_chunks(fd: int, name: str) -> Iterator[memoryview]:
    """`chunks` of a tar archive. Raises Docker15Error at once if there is no data.

    Engines accept that: they import an empty image, or copy nothing, without an error.
    """
    rest = chunks(fd, name)
    first = next(rest, None)
    if first is None:
        raise Docker15Error(f"{name} is empty: not a tar archive")
    return itertools.chain([first], rest)


def read(fd: int, name: str) -> bytes:
    """The next bytes; empty at the end. Raises like `chunks`."""
    try:
        return os.read(fd, _PIECE)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> Docker15Error:
    return Docker15Error(f"can't read {name}: {error.strerror}")


def require_no_terminal(app: App, instead: str) -> None:
    """Raise UsageError if a tar archive would go to a terminal."""
    if app.streams.stdout_isatty:
        raise UsageError(
            f"refusing to write a tar archive to a terminal: redirect stdout, or {instead}"
        )


def to_stdout(app: App, chunks: Iterable[bytes]) -> None:
    """Write a tar archive to stdout. Raises AnswerBroken if it is incomplete."""
    for chunk in require_complete_tar(chunks):
        app.streams.write_to(1, chunk)
