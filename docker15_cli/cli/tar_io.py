"""Tar archives and other data in chunks: from a file or stdin, and to a file or stdout."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docker15_cli.app import App
from docker15_cli.archive import atomic
from docker15_cli.archive.passthrough import require_complete_tar
from docker15_cli.errors import Docker15Error, OutputError, UsageError

if TYPE_CHECKING:
    from docker15_cli.cli.parameters import Callback

_PIECE = 128 * 1024  # bytes; more does not fit into a socket's buffer, and takes half as long again


def tar_on_stdin(app: App) -> int:
    """The file descriptor of stdin, for a tar archive. Raises UsageError if it is a terminal."""
    if app.streams.stdin_isatty:
        raise UsageError(
            "refusing to read a tar archive from a terminal: redirect stdin, or name a file"
        )
    return app.streams.stdin


def tar_in(app: App, file: str) -> int:
    """The file descriptor of a tar archive: `file`, opened, or stdin if that is "".

    Raises UsageError.
    """
    if not file:
        return tar_on_stdin(app)
    try:
        return os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"-i {file}: {error.strerror}") from error


def chunks(fd: int, name: str) -> Iterator[memoryview]:
    """Read `fd` to its end; each chunk is only valid until the next one is read.

    Raises Docker15Error, which calls the file `name`, if it can't be read.
    """
    buffer = memoryview(bytearray(_PIECE))  # reused: allocating one per chunk is slower
    try:
        while size := os.readv(fd, [buffer]):
            yield buffer[:size]
    except OSError as error:
        raise _unreadable(name, error) from error


def tar_chunks(fd: int, name: str) -> Iterator[memoryview]:
    """`chunks` of a tar archive. Raises Docker15Error at once if it is empty.

    Engines accept an empty one: they import an empty image, or copy nothing, without an error.
    """
    rest = chunks(fd, name)
    first = next(rest, None)
    if first is None:
        raise Docker15Error(f"{name} is empty: not a tar archive")
    return itertools.chain([first], rest)


def read(fd: int, name: str) -> bytes:
    """The next bytes of `fd`; b"" at the end. Raises as `chunks` does."""
    try:
        return os.read(fd, _PIECE)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> Docker15Error:
    return Docker15Error(f"can't read {name}: {error.strerror}")


def input_option(function: Callback) -> Callback:
    """`-i FILE` → `source`, for `tar_in`."""
    from docker15_cli.cli.parameters import option

    return option(
        "-i",
        "--input",
        "source",
        default="",
        metavar="FILE",
        completes="files",
        help="Read from this file instead of stdin.",
    )(function)


def output_option(function: Callback) -> Callback:
    """`-o FILE` → `output`, for TarOutput."""
    from docker15_cli.cli.parameters import option

    return option(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        completes="files",
        help="Write to this file instead of stdout.",
    )(function)


class TarOutput:
    """Writes a tar archive to the file of `-o`, or to stdout if that is "".

    Raises UsageError for a terminal or a directory when it is made, before any request.
    """

    def __init__(self, app: App, file: str) -> None:
        self._app = app
        self._file = file
        if not file:
            require_no_terminal(app, "use -o FILE")
        elif Path(file).is_dir():
            raise UsageError(f"-o takes a file, but {file} is a directory")

    def write(self, chunks: Iterable[bytes | memoryview]) -> None:
        """Write the archive; a file only if it is complete. Raises AnswerBroken, OutputError."""
        if not self._file:
            to_stdout(self._app, chunks)
            return
        try:
            atomic.write_file(self._file, require_complete_tar(chunks))
        except OSError as error:
            raise OutputError(f"can't write {self._file}: {error.strerror}") from error


def require_no_terminal(app: App, instead: str) -> None:
    """Raise UsageError, which says to do `instead`, if stdout is a terminal."""
    if app.streams.stdout_isatty:
        raise UsageError(
            f"refusing to write a tar archive to a terminal: redirect stdout, or {instead}"
        )


def to_stdout(app: App, chunks: Iterable[bytes | memoryview]) -> None:
    """Write a tar archive to stdout. Raises AnswerBroken if it is incomplete."""
    for chunk in require_complete_tar(chunks):
        app.streams.write_to(1, chunk)
