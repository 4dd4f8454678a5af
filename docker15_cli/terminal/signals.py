"""Signals as bytes to read: a self-pipe, so that a loop can wait for them among other things."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from docker15_cli.errors import Signalled

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class SignalPipe:
    """While entered, the given signals do nothing but become readable here.

    Not in a thread: signals are for the main one, and none comes.
    """

    def __init__(self, numbers: Iterable[signal.Signals]) -> None:
        self._numbers = tuple(numbers)
        self._handlers: dict[signal.Signals, Any] = {}
        self._wakeup: int | None = None

    def __enter__(self) -> SignalPipe:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        if threading.current_thread() is not threading.main_thread():
            return self
        self._wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in self._numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a script's `&`
                self._handlers[number] = signal.signal(number, _ignore)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._wakeup is not None:
            signal.set_wakeup_fd(self._wakeup)
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        """Readable when a signal has come."""
        return self._reader

    def read(self) -> list[signal.Signals]:
        """The signals that have come, in order."""
        try:
            return [signal.Signals(number) for number in os.read(self._reader, 64)]
        except BlockingIOError:
            return []

    @contextmanager
    def raising(self) -> Iterator[None]:
        """In here, where nothing reads them, the signals that may end us do so at once."""
        may_end = [number for number in FORWARDED if number in self._handlers]
        for number in may_end:
            signal.signal(number, _interrupt)
        try:
            yield
        finally:
            for number in may_end:
                signal.signal(number, _ignore)


def interrupt(number: int) -> NoReturn:
    """Raise what ends docker15 as the signal wants it."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Signalled(number)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    interrupt(number)


def _ignore(number: int, frame: FrameType | None) -> None:
    """Not SIG_IGN: children would inherit that."""
