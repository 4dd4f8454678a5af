"""Reading a line that a person types, with or without showing it."""

from __future__ import annotations

import contextlib
import os
import termios
from collections.abc import Iterator

_LOCAL = 3  # of what termios.tcgetattr gives
_LONGEST = 64 * 1024  # bytes; a terminal's own limit is 4096


@contextlib.contextmanager
def silenced(fd: int) -> Iterator[None]:
    """While entered, the terminal does not show what is typed, but the end of the line.

    It does again afterwards, whatever the reason for leaving. What was typed ahead is kept.
    """
    before = termios.tcgetattr(fd)
    quiet = [*before]
    quiet[_LOCAL] = quiet[_LOCAL] & ~termios.ECHO | termios.ECHONL
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(fd, termios.TCSANOW, before)


def read_line(fd: int) -> str | None:
    """The next line from a terminal, without its end; None at the end of input.

    Bytes that are not UTF-8 become lone surrogates.
    """
    line = os.read(fd, _LONGEST)
    return line.decode("utf-8", "surrogateescape").rstrip("\r\n") if line else None
