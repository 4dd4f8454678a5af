"""The user's terminal: raw mode, its size, and whether we may read it."""

from __future__ import annotations

import contextlib
import os
import termios
from typing import Any

Mode = list[Any]  # the result of termios.tcgetattr
_INPUT, _OUTPUT, _CONTROL, _LOCAL, _SPECIAL = 0, 1, 2, 3, 6  # its parts


class RawMode:
    """While entered, every key goes to the container, and the container draws the screen.

    The previous mode is restored on leaving, whatever the reason.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: Mode = []

    def __enter__(self) -> RawMode:
        self._before = termios.tcgetattr(self._fd)
        self.enter()
        return self

    def __exit__(self, *_error: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Restore the previous mode; also to be called before a stop: not every parent does it."""
        _set(self._fd, self._before)

    def enter(self) -> None:
        """Set raw mode; also to be called after a stop (SIGTSTP), as the shell changes the mode."""
        _set(self._fd, _raw(self._before))


def _raw(mode: Mode) -> Mode:
    """The mode, changed as by cfmakeraw(3)."""
    raw = [*mode[:_SPECIAL], list(mode[_SPECIAL])]
    raw[_INPUT] &= ~(
        termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP
        | termios.INLCR | termios.IGNCR | termios.ICRNL | termios.IXON
    )  # fmt: skip
    raw[_OUTPUT] &= ~termios.OPOST
    raw[_LOCAL] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN)
    raw[_CONTROL] = raw[_CONTROL] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
    raw[_SPECIAL][termios.VMIN] = 1
    raw[_SPECIAL][termios.VTIME] = 0
    return raw


def _set(fd: int, mode: Mode) -> None:
    with contextlib.suppress(termios.error):  # the terminal is gone
        # TCSANOW keeps what was typed ahead, and does not hang if the terminal accepts no output.
        termios.tcsetattr(fd, termios.TCSANOW, mode)


def size(fd: int) -> tuple[int, int] | None:
    """(rows, columns); None if it is not a terminal, or does not know its size."""
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        return None
    return (rows, columns) if rows and columns else None


def is_foreground(fd: int) -> bool:
    """Whether it is safe to read `fd`: a background job is stopped when it reads the terminal."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True
