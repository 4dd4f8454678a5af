"""Redrawing a terminal's screen without flicker.

Each frame is one write, and is drawn over the previous one: nothing is erased first.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Callable, Mapping, Sequence

from docker15_cli.app import App
from docker15_cli.errors import OutputError
from docker15_cli.output.streams import STDOUT, Streams
from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt
from docker15_cli.terminal.tty import size

_ENTER, _LEAVE = "\033[?1049h\033[?25l", "\033[?25h\033[?1049l"  # screen of its own, no cursor
_HOME, _TO_END_OF_LINE, _TO_END_OF_SCREEN = "\033[H", "\033[K", "\033[J"
_DEFAULT_SIZE = (24, 80)
_OTHERS = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


class Screen:
    """While entered, the terminal on stdout shows what is drawn, on its alternate screen.

    Afterwards, and while the process is stopped, its normal screen is back. At the end the last
    frame is written there, even after an exception.
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

    def draw(self, lines: Sequence[str], below: Sequence[str] = ()) -> None:
        """Show these lines, or as many as there is room for, and how many are missing.

        The lines `below` come after them, and are the last to be left out.
        """
        height, _ = self.size
        rows = max(1, height - len(below))
        shown = list(lines)
        if len(shown) > rows:
            shown[rows - 1 :] = [f"… {len(shown) - rows + 1} more"]
        shown = [*shown, *below][:height]
        text = "\r\n".join(f"{line}{_TO_END_OF_LINE}" for line in shown)
        frame = f"{_HOME}{text}{_TO_END_OF_SCREEN}"
        self._lines = [*lines, *below]
        if frame != self._frame or not self._is_entered:
            enter = "" if self._is_entered else _ENTER
            self._frame, self._is_entered = frame, True  # before the write, which a signal may end
            self._write(f"{enter}{frame}")

    def wait(self, fd: int, resized: Callable[[], None]) -> None:
        """Wait until `fd` is readable. A new size, and the end of a stop, call `resized`.

        Raises KeyboardInterrupt or Signalled for a signal that ends docker15.
        """
        poll = select.poll()
        for one in (fd, self._signals.fileno()):
            poll.register(one, select.POLLIN)
        while True:
            readable = [one for one, _ in poll.poll()]
            if self._signals.fileno() in readable:
                self._handle_signals(resized)
            if fd in readable:
                return

    def _handle_signals(self, resized: Callable[[], None]) -> None:
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


def collected(app: App, show: Callable[[], None]) -> list[str]:
    """The lines that `show` writes with app.streams, which is replaced meanwhile."""
    held, streams = app.streams, _Collecting(app.environ)
    app.streams = streams
    try:
        show()
    finally:
        app.streams = held
    return b"".join(streams.pieces).decode(errors="replace").splitlines()


class _Collecting(Streams):
    """Streams that keep what is written to stdout."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.pieces: list[bytes] = []

    def write(self, data: str | bytes) -> None:
        self.pieces.append(data.encode(errors="replace") if isinstance(data, str) else data)


class Wake:
    """A file descriptor that threads make readable by calling this object."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __call__(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full, so that it is readable already
            os.write(self._writer, b"x")

    def fileno(self) -> int:
        """Readable after a call, until `clear`."""
        return self._reader

    def clear(self) -> None:
        """Make it unreadable."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._reader, 4096):
                pass
