"""Signals as readable bytes: a self-pipe, so that a loop can wait for them among other things."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from docker15_cli.errors import Signalled

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class SignalPipe:
    """While entered, the signals in FORWARDED are either raised at once, to end docker15, or kept.

    `keep` sets how many of the next ones are kept, and for how long. Those make the pipe readable,
    for `read`, or are raised by `release`. `count` is how many have arrived in all. Signals only
    arrive in the main thread, and only if it `listens`: else they are left to the process that
    docker15 is a part of.
    """

    def __init__(self, *, listens: bool = True) -> None:
        self.count = 0
        self._listens = listens
        self._room = 0.0
        self._patience = math.inf
        self._deadline = math.inf
        self._kept: list[signal.Signals] = []
        self._handlers: dict[signal.Signals, Any] = {}
        self._wakeup: int | None = None
        self._beat: Any = None

    def __enter__(self) -> SignalPipe:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._listens and threading.current_thread() is threading.main_thread():
            self._wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
            self._handle(FORWARDED)
            self._beat = signal.signal(signal.SIGALRM, self._check)
        return self

    def __exit__(self, *_error: object) -> None:
        self._restore(list(self._handlers))
        if self._wakeup is not None:
            signal.set_wakeup_fd(self._wakeup)
            signal.signal(signal.SIGALRM, self._beat)
        os.close(self._reader)
        os.close(self._writer)

    def keep(self, room: int, patience: float) -> None:
        """Keep the next `room` signals; one more is raised at once.

        After `patience` seconds the first of those kept is raised, too.
        """
        self._room, self._patience = room, patience

    def release(self) -> None:
        """Stop keeping signals: raise the first of those kept."""
        self._room, self._deadline = 0, math.inf
        if self._kept:
            interrupt(self._kept[0])

    @contextmanager
    def reading(self, others: Iterable[signal.Signals] = ()) -> Iterator[None]:
        """In here every signal is kept for `read`, and so are `others`."""
        others = list(others)
        room, self._room = self._room, math.inf
        self._patience = self._deadline = math.inf
        if self._wakeup is not None:
            self._handle(others)
        try:
            yield
        finally:
            self._restore(others)
            self._room = min(room, 0)

    @contextmanager
    def raising(self, *, after: int = 0) -> Iterator[None]:
        """In here, where nothing reads them, signals in FORWARDED are raised at once.

        The first `after` of them are kept.
        """
        room, self._room = self._room, after
        try:
            yield
        finally:
            self._room = room

    def fileno(self) -> int:
        """A descriptor that is readable when a signal has been kept."""
        return self._reader

    def read(self) -> list[signal.Signals]:
        """The signals that have been kept since the last call, in order."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._reader, 64)
        kept, self._kept = self._kept, []
        return kept

    def _handle(self, numbers: Iterable[signal.Signals]) -> None:
        for number in numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or `&` in a script
                self._handlers[number] = signal.signal(number, self._arrived)

    def _restore(self, numbers: Iterable[signal.Signals]) -> None:
        for number in numbers:
            if number in self._handlers:
                signal.signal(number, self._handlers.pop(number))

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        if number in FORWARDED:
            self.count += 1
            if not self._room:
                interrupt(number)
            self._room -= 1
            self._deadline = min(self._deadline, time.monotonic() + self._patience)
        self._kept.append(signal.Signals(number))

    def _check(self, number: int, frame: FrameType | None) -> None:
        """Check whether patience has run out; called by an interval timer."""
        if callable(self._beat):
            self._beat(number, frame)
        if self._kept and time.monotonic() > self._deadline:
            self.release()


def interrupt(number: int) -> NoReturn:
    """Raise the exception that ends docker15 for this signal."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Signalled(number)
