"""A part of the terminal that is drawn again and again, without a flicker.

Each frame is one write, and is drawn over the one before: nothing is ever erased first.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Callable, Sequence

from docker15_cli.errors import OutputError
from docker15_cli.output.streams import STDOUT, Streams
from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt
from docker15_cli.terminal.tty import size

_ENTER, _LEAVE = "\033[?1049h\033[?25l", "\033[?25h\033[?1049l"  # screen of its own, no cursor
_HOME, _TO_END_OF_LINE, _TO_END_OF_SCREEN = "\033[H", "\033[K", "\033[J"
_DEFAULT_SIZE = (24, 80)
_OTHERS = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


class Screen:
    """While entered, the terminal on stdout shows what is drawn, on a screen of its own.

    Afterwards, and while the process is stopped, it is as before. Then it shows the last frame,
    whatever ended it.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._signals = SignalPipe()
        self._undo = contextlib.ExitStack()
        self._is_entered = False
        self._frame = ""
        self._lines: Sequence[str] = ()

    def __enter__(self) -> Screen:
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._signals)
            stack.enter_context(self._signals.reading(_OTHERS))
            stack.callback(self._end)
            self._undo = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._undo.close()

    @property
    def size(self) -> tuple[int, int]:
        """(rows, columns)."""
        return size(self._streams.stdout) or _DEFAULT_SIZE

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines, or as many as there is room for; the last then says what is missing."""
        rows, _ = self.size
        shown = list(lines)
        if len(shown) > rows:
            shown[rows - 1 :] = [f"… {len(shown) - rows + 1} more"]
        text = "\r\n".join(f"{line}{_TO_END_OF_LINE}" for line in shown)
        frame = f"{_HOME}{text}{_TO_END_OF_SCREEN}"
        self._lines = lines
        if frame != self._frame or not self._is_entered:
            enter = "" if self._is_entered else _ENTER
            self._frame, self._is_entered = frame, True  # first: a signal may end the write
            self._write(f"{enter}{frame}")

    def wait(self, fd: int, resized: Callable[[], None]) -> None:
        """Until `fd` is readable. A new size, and the end of a stop, call `resized`.

        Raises KeyboardInterrupt or Signalled for a signal that ends docker15.
        """
        poll = select.poll()
        for one in (fd, self._signals.fileno()):
            poll.register(one, select.POLLIN)
        while True:
            readable = [one for one, _ in poll.poll()]
            if self._signals.fileno() in readable:
                self._heed(resized)
            if fd in readable:
                return

    def _heed(self, resized: Callable[[], None]) -> None:
        for number in self._signals.read():
            if number == signal.SIGTSTP:
                self._leave()
                signal.raise_signal(signal.SIGSTOP)
            elif number in (signal.SIGCONT, signal.SIGWINCH):
                self._frame = ""
                resized()
            elif number in FORWARDED:
                interrupt(number)

    def _write(self, text: str) -> None:
        with self._signals.raising():  # a terminal may accept nothing for a while
            self._streams.write_to(STDOUT, text.encode(errors="replace"))

    def _leave(self) -> None:
        if self._is_entered:
            self._write(_LEAVE)
            self._is_entered = False

    def _end(self) -> None:
        with contextlib.suppress(OutputError, BrokenPipeError):  # the terminal is gone
            if self._is_entered:
                self._leave()
                self._write("".join(f"{line}\r\n" for line in self._lines))


class Wake:
    """Something that threads make readable."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __call__(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is readable already
            os.write(self._writer, b"x")

    def fileno(self) -> int:
        """Readable after a call, until `clear`."""
        return self._reader

    def clear(self) -> None:
        """Make it unreadable."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._reader, 4096):
                pass
