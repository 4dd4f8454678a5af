"""The three standard streams: data to stdout, everything else to stderr; what a terminal allows."""

from __future__ import annotations

import contextlib
import os
import select
import termios
from collections.abc import Mapping
from functools import cached_property

from docker15_cli.errors import OutputError
from docker15_cli.output.sanitize import sanitize

STDOUT, STDERR = 1, 2

_OUTPUT = 1  # of what termios.tcgetattr gives
_BUFFER = 64 * 1024  # bytes kept back on the way to a pipe or a file


class Streams:
    """The file descriptors of the user's streams, and the environment that styles them.

    What is written to stdout is kept until `flush`, or until there is much of it, except on a
    terminal. Raises BrokenPipeError where nobody reads any more, OutputError for other failures.
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
        """Whether a person may type."""
        return os.isatty(self.stdin)

    @cached_property
    def stdout_isatty(self) -> bool:
        """Whether a person reads the data."""
        return os.isatty(self.stdout)

    @cached_property
    def stderr_isatty(self) -> bool:
        """Whether a person reads the rest."""
        return os.isatty(self.stderr)

    @property
    def width(self) -> int:
        """Columns of the terminal that stdout is."""
        with contextlib.suppress(OSError):
            return os.get_terminal_size(self.stdout).columns or 80
        return 80

    @property
    def colour(self) -> bool:
        """Whether data may be coloured: on a capable terminal, or where CLICOLOR_FORCE wants it.

        NO_COLOR forbids both.
        """
        is_forced = self._environ.get("CLICOLOR_FORCE", "") not in ("", "0")
        if self.stdout_isatty or not is_forced:
            return self.is_live(STDOUT)
        return not self._environ.get("NO_COLOR")

    def is_live(self, stream: int) -> bool:
        """Whether what STDOUT or STDERR shows may be redrawn; the same terminals as for colour."""
        dumb = self._environ.get("TERM", "dumb") == "dumb"
        isatty = self.stderr_isatty if stream == STDERR else self.stdout_isatty
        return isatty and not dumb and not self._environ.get("NO_COLOR")

    def write(self, data: str | bytes) -> None:
        """Data for stdout, as it is."""
        raw = _encoded(data) if isinstance(data, str) else data
        self._pending.append(raw)
        self._size += len(raw)
        if self._size > _BUFFER or self.stdout_isatty:
            self.flush()

    def text(self, text: str) -> None:
        """Lines of data, or parts of them. Engine text in them can't drive a terminal."""
        self.write(sanitize(text, keep="\n") if self.stdout_isatty else text)

    def line(self, text: str) -> None:
        """A line of data. Engine text in it can't drive a terminal."""
        self.write((sanitize(text) if self.stdout_isatty else text) + "\n")

    def flushed_line(self, text: str) -> None:
        """A line of data that somebody waits for."""
        self.line(text)
        self.flush()

    def write_to(self, stream: int, data: bytes | memoryview) -> None:
        """A container's output, as it is and at once; `stream` 2 is stderr, others stdout."""
        if stream == 2:
            self._write_all(self.stderr, "stderr", data)
        else:
            self._write_all(self.stdout, "stdout", data)

    def flush(self) -> None:
        """Write what is kept back."""
        data, self._pending, self._size = b"".join(self._pending), [], 0
        self._write_all(self.stdout, "stdout", data)

    def note(self, text: str) -> None:
        """A line on stderr: progress, a warning, an error. A stderr that is gone is no failure."""
        line = f"{sanitize(text)}{self._line_end()}" if self.stderr_isatty else f"{text}\n"
        with contextlib.suppress(OutputError, BrokenPipeError):
            self._write_all(self.stderr, "stderr", _encoded(line))

    def _line_end(self) -> str:
        """On the terminal that stderr is: while it is raw, it does not return by itself."""
        try:
            is_cooked = termios.tcgetattr(self.stderr)[_OUTPUT] & termios.OPOST
        except termios.error:  # it is gone
            return "\n"
        return "\n" if is_cooked else "\r\n"

    def error(self, message: object) -> None:
        """An error, in one line."""
        self.note(f"Error: {message}")

    @staticmethod
    def _write_all(fd: int, name: str, data: bytes | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(fd, rest) :]
            except BlockingIOError:  # somebody made it non-blocking
                select.select([], [fd], [])
            except BrokenPipeError:
                raise
            except OSError as error:
                raise OutputError(f"can't write to {name}: {error.strerror}") from error


def _encoded(text: str) -> bytes:
    """UTF-8, and the bytes of arguments as they were; half a character of an engine's JSON is ?."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")
