"""Where a call's output, warnings and errors go: the library prints nothing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, NamedTuple, Protocol

from docker15_cli.api.attached_stream import STDERR, STDOUT, Piece
from docker15_cli.archive.atomic import write_all
from docker15_cli.errors import AnswerBroken, Docker15Error, OutputError
from docker15_cli.output.streams import Streams

LIMIT = 16 * 1024 * 1024
"""Bytes of output that are held at most, unless a caller says otherwise."""
Warn = Callable[[str], object]


class Writer(Protocol):
    """A binary file, or the like: `write` returns how many bytes it has taken, or None for all."""

    def write(self, data: bytes, /) -> int | None: ...


Output = Writer | Callable[[bytes], object] | None
"""Where a stream goes: to a file, to a function, or (None) into the result."""
Source = bytes | int | IO[Any]
"""Bytes; or an open file or its descriptor, which is read from its position to its end."""
Input = Source | None
"""What a process reads, if it reads anything."""


class Result(NamedTuple):
    """A command's exit status, and what it wrote; b"" of a stream that went to an `Output`."""

    exit_status: int
    stdout: bytes
    stderr: bytes


class EngineWarning(UserWarning):
    """A warning: what the command line would write to stderr."""


def warn_by_default(text: str) -> None:
    """Issue `text` as an EngineWarning, by Python's warnings."""
    warnings.warn(text, EngineWarning, stacklevel=2)


class Taker:
    """A pump's Writable (terminal/pump.py), which calls `take` with what a stream gets."""

    fd = -1
    is_terminal = False

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take

    def write(self, data: bytes | memoryview) -> int:
        self._take(bytes(data))
        return len(data)

    def close(self) -> None:
        """Do nothing: what `take` passes on to belongs to the caller."""


class Outlet(Streams):
    """The streams of one call. Warnings go to `warn`, errors are kept for `check`.

    `stdin` is a file descriptor, -1 for none; `takers` get the container's output.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        warn: Warn,
        *,
        stdin: int = -1,
        takers: Mapping[int, Taker] | None = None,
    ) -> None:
        super().__init__(environ, stdin=stdin, stdout=-1, stderr=-1)
        # A library asks no questions, and does not change a terminal.
        self.stdin_isatty = self.stdout_isatty = self.stderr_isatty = False
        self.errors: list[str] = []
        self._warn = warn
        self._takers = takers or {}

    @property
    def outputs(self) -> Mapping[int, Taker]:
        return self._takers

    def write_to(self, stream: int, data: bytes | memoryview) -> None:
        if stream in self._takers:
            self._takers[stream].write(data)

    def write(self, data: str | bytes) -> None:
        """Drop what the command line would print: the call's result says the same."""

    def flush(self) -> None:
        """Do nothing: nothing is buffered."""

    def note(self, text: str) -> None:
        self._warn(text.removeprefix("Warning: ").removeprefix("WARNING: "))

    def error(self, message: object) -> None:
        self.errors.append(str(message))

    def check(self, kind: type[Docker15Error] = AnswerBroken) -> None:
        """Raise the errors that were reported, if any, as a `kind`."""
        if self.errors:
            raise kind("; ".join(self.errors))


class Outputs:
    """Where stdout and stderr of one call go; without an Output they are kept for the result.

    Raises OutputError beyond `limit` bytes.
    """

    def __init__(self, stdout: Output, stderr: Output, limit: int) -> None:
        self._limit = limit
        self._kept = {STDOUT: bytearray(), STDERR: bytearray()}
        self.takers = {
            STDOUT: taker(stdout, otherwise=partial(self._keep, STDOUT)),
            STDERR: taker(stderr, otherwise=partial(self._keep, STDERR)),
        }

    def result(self, exit_status: int) -> Result:
        """The Result of a call that has ended."""
        return Result(exit_status, bytes(self._kept[STDOUT]), bytes(self._kept[STDERR]))

    def _keep(self, stream: int, data: bytes) -> None:
        if sum(map(len, self._kept.values())) + len(data) > self._limit:
            raise OutputError(
                f"the output is longer than the limit of {self._limit} bytes: "
                "give a file or a function as stdout and stderr"
            )
        self._kept[stream] += data


def taker(output: Output, otherwise: Callable[[bytes], object]) -> Taker:
    """A Taker that passes on to `output`, or to `otherwise` if that is None."""
    if output is None:
        return Taker(otherwise)
    return Taker(partial(_pass_to, output if callable(output) else partial(_write, output)))


def _pass_to(take: Callable[[bytes], object], data: bytes) -> None:
    try:
        take(data)
    except OSError as error:
        raise OutputError(f"can't write the output: {error.strerror or error}") from error


def _write(writer: Writer, data: bytes) -> None:
    while data:
        count = writer.write(data)
        data = b"" if count is None else data[count:]


class Pieces:
    """Collects what is written to both streams, in order, until the next `take`.

    Raises OutputError if it gets too much, which only the missing end of a log can be.
    """

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._size = 0
        self.takers = {number: Taker(partial(self._add, number)) for number in (STDOUT, STDERR)}

    def take(self) -> list[Piece]:
        """The pieces since the last call."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        return pieces

    def _add(self, stream: int, data: bytes) -> None:
        self._size += len(data)
        if self._size > LIMIT:
            raise OutputError(f"the end of the log was lost, and is longer than {LIMIT} bytes")
        self._pieces.append((stream, data))


@contextmanager
def descriptor(source: Input) -> Iterator[int]:
    """A file descriptor to read `source` from, within the `with` block; -1 without a source."""
    if source is None or isinstance(source, int):
        yield -1 if source is None else source
        return
    if not isinstance(source, bytes):
        yield source.fileno()
        return
    memory = os.memfd_create("docker15")
    try:
        write_all(memory, source)
        os.lseek(memory, 0, os.SEEK_SET)
        yield memory
    finally:
        os.close(memory)
