"""The standard streams: data goes to stdout, everything else to stderr."""

from __future__ import annotations

import contextlib
import os
import select
import termios
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from docker15_cli.errors import OutputError
from docker15_cli.output.sanitize import sanitize

STDOUT, STDERR = 1, 2

_OUTPUT = 1  # index into the result of termios.tcgetattr
_BUFFER = 64 * 1024  # bytes to buffer for a pipe or a file


class Streams:
    """The file descriptors of the user's streams, and whether they are terminals with colours.

    Unless it is a terminal, stdout is buffered until `flush`, or until the buffer is full. Writing
    raises BrokenPipeError if nothing reads it any more, OutputError for other failures.
    """

    def __init__(
        self, environ: Mapping[str, str], *, stdin: int = 0, stdout: int = 1, stderr: int = 2
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self._environ = environ
        self._pending: list[bytes] = []
        self._size = 0

    @cached_property
    def stdin_isatty(self) -> bool:
        """Whether stdin is a terminal: a person can type something."""
        return os.isatty(self.stdin)

    @cached_property
    def stdout_isatty(self) -> bool:
        """Whether stdout is a terminal: a person sees the data."""
        return os.isatty(self.stdout)

    @cached_property
    def stderr_isatty(self) -> bool:
        """Whether stderr is a terminal: a person sees everything else."""
        return os.isatty(self.stderr)

    @property
    def outputs(self) -> Mapping[int, Any]:
        """Where a container's STDOUT and STDERR go, for the pump of an attached session.

        File descriptors; or Writables (terminal/pump.py) if the streams are not the user's.
        """
        return {STDOUT: self.stdout, STDERR: self.stderr}

    @property
    def width(self) -> int:
        """The number of columns of the terminal on stdout."""
        with contextlib.suppress(OSError):
            return os.get_terminal_size(self.stdout).columns or 80
        return 80

    @property
    def colour(self) -> bool:
        """Whether to colour data: on a capable terminal, or with CLICOLOR_FORCE.

        NO_COLOR takes precedence over both.
        """
        is_forced = self._environ.get("CLICOLOR_FORCE", "") not in ("", "0")
        if self.stdout_isatty or not is_forced:
            return self.is_live(STDOUT)
        return not self._environ.get("NO_COLOR")

    def is_live(self, stream: int) -> bool:
        """Whether lines on STDOUT or STDERR can be redrawn: a capable terminal, no NO_COLOR."""
        dumb = self._environ.get("TERM", "dumb") == "dumb"
        isatty = self.stderr_isatty if stream == STDERR else self.stdout_isatty
        return isatty and not dumb and not self._environ.get("NO_COLOR")

    def write(self, data: str | bytes) -> None:
        """Write data to stdout unchanged."""
        raw = _encoded(data) if isinstance(data, str) else data
        self._pending.append(raw)
        self._size += len(raw)
        if self._size > _BUFFER or self.stdout_isatty:
            self.flush()

    def text(self, text: str) -> None:
        """Write lines of data, or parts of them, to stdout, made safe for a terminal."""
        self.write(sanitize(text, keep="\n") if self.stdout_isatty else text)

    def line(self, text: str) -> None:
        """Write a line of data to stdout, made safe for a terminal."""
        self.write((sanitize(text) if self.stdout_isatty else text) + "\n")

    def flushed_line(self, text: str) -> None:
        """Write a line of data, and flush, as a reader may be waiting for it."""
        self.line(text)
        self.flush()

    def write_to(self, stream: int, data: bytes | memoryview) -> None:
        """Write a container's output unchanged, at once; `stream` 2 is stderr, others stdout."""
        if stream == 2:
            self._write_all(self.stderr, "stderr", data)
        else:
            self._write_all(self.stdout, "stdout", data)

    def flush(self) -> None:
        """Write what is buffered."""
        data, self._pending, self._size = b"".join(self._pending), [], 0
        self._write_all(self.stdout, "stdout", data)

    def note(self, text: str) -> None:
        """Write a line to stderr: progress, a warning, an error. A closed stderr is ignored."""
        line = f"{sanitize(text)}{self._line_end()}" if self.stderr_isatty else f"{text}\n"
        with contextlib.suppress(OutputError, BrokenPipeError):
            self._write_all(self.stderr, "stderr", _encoded(line))

    def _line_end(self) -> str:
        """The end of a line on stderr: a terminal in raw mode needs a carriage return, too."""
        try:
            is_cooked = termios.tcgetattr(self.stderr)[_OUTPUT] & termios.OPOST
        except termios.error:  # the terminal is gone
            return "\n"
        return "\n" if is_cooked else "\r\n"

    def error(self, message: object) -> None:
        """Write an error to stderr, on one line."""
        self.note(f"Error: {message}")

    @staticmethod
    def _write_all(fd: int, name: str, data: bytes | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(fd, rest) :]
            except BlockingIOError:  # another process made it non-blocking
                select.select([], [fd], [])
            except BrokenPipeError:
                raise
            except OSError as error:
                raise OutputError(f"can't write to {name}: {error.strerror}") from error


def _encoded(text: str) -> bytes:
    """Encode as UTF-8; undecodable bytes of arguments unchanged, JSON's lone surrogates as ?."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")
