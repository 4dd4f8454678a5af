"""Reading a line that a person types, with or without echo."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
from collections.abc import Callable

from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt
from docker15_cli.terminal.tty import Mode

_LOCAL = 3  # index into the result of termios.tcgetattr
_LONGEST = 64 * 1024  # bytes; a terminal's own limit is 4096


class Silence:
    """While entered, the terminal does not echo what is typed, except for the end of the line.

    Echo is always restored afterwards, and while the process is stopped: signals are held back
    until they are handled here. What was typed ahead is kept.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: Mode = []
        self._signals = SignalPipe()
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Silence:
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._signals)
            stack.enter_context(self._signals.reading((signal.SIGTSTP, signal.SIGCONT)))
            self._before = termios.tcgetattr(self._fd)
            stack.callback(self._end)
            self._begin()
            self._undo = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._undo.close()

    def ask(self, show: Callable[[], None]) -> str | None:
        """`show` the question (again after a stop), and read the answer, as `read_line` does.

        Raises KeyboardInterrupt or Signalled for a signal that ends docker15.
        """
        with self._signals.raising():  # output to the terminal may block
            show()
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        poll.register(self._signals, select.POLLIN)
        while True:
            readable = [fd for fd, _ in poll.poll()]
            if self._signals.fileno() in readable:
                self._handle_signals(show)
            elif self._fd in readable:
                return read_line(self._fd)

    def _handle_signals(self, show: Callable[[], None]) -> None:
        for number in self._signals.read():
            if number == signal.SIGTSTP:
                self._end()
                signal.raise_signal(signal.SIGSTOP)
            elif number == signal.SIGCONT:  # the shell has changed the terminal's settings
                self._begin()
                show()
            elif number in FORWARDED:
                interrupt(number)

    def _begin(self) -> None:
        quiet = [*self._before]
        quiet[_LOCAL] = quiet[_LOCAL] & ~termios.ECHO | termios.ECHONL
        termios.tcsetattr(self._fd, termios.TCSANOW, quiet)

    def _end(self) -> None:
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self._fd, termios.TCSANOW, self._before)


def read_line(fd: int) -> str | None:
    """The next line from a terminal, without its end; None at the end of input.

    Bytes that are not UTF-8 become lone surrogates.
    """
    line = os.read(fd, _LONGEST)
    return line.decode("utf-8", "surrogateescape").rstrip("\r\n") if line else None
