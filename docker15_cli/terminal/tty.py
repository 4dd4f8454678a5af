"""The user's terminal: raw mode, its size, whether it is ours to read."""

from __future__ import annotations

import contextlib
import os
import termios
from typing import Any

Mode = list[Any]  # what termios.tcgetattr gives
_INPUT, _OUTPUT, _CONTROL, _LOCAL, _SPECIAL = 0, 1, 2, 3, 6  # its parts


class RawMode:
    """While entered, every key goes to the container, and the container draws the screen.

    Leaving it restores what was before, whatever the reason for leaving.
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
        """As it was before; also for a stop, for not every parent restores it then."""
        _set(self._fd, self._before)

    def enter(self) -> None:
        """Also after a stop (SIGTSTP): the shell has set the terminal to its own taste since."""
        _set(self._fd, _raw(self._before))


def _raw(mode: Mode) -> Mode:
    """As cfmakeraw(3) does it."""
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
        # Now: what was typed ahead is kept, and a terminal that takes no output can't hang us.
        termios.tcsetattr(fd, termios.TCSANOW, mode)


def size(fd: int) -> tuple[int, int] | None:
    """(rows, columns); None where there is no terminal, or it does not know."""
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        return None
    return (rows, columns) if rows and columns else None


def is_foreground(fd: int) -> bool:
    """Whether reading `fd` is safe: a job in the background is stopped if it reads the terminal."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True
