"""Lines of many logs in one order, with bounded memory.

Each log is read by a thread, which puts batches of lines into an outlet, and waits there until they
are taken: whether the terminal or one of the engines is slow, nothing is read ahead of it.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Sequence

from docker15_cli.logs.entries import Entry

Show = Callable[["Outlet", Entry], None]


class Outlet:
    """Takes the lines of one log, from the thread that reads it.

    Until it has caught up, or is closed, other logs' lines wait, since this one's may be earlier.
    """

    def __init__(self, merge: Merge, number: int, labels: Sequence[str]) -> None:
        self.number = number
        self.labels = labels
        self.prefixes: dict[int, bytes] = {}  # what is shown before a line, by stream
        self.waiting: Sequence[Entry] = ()
        self.batch: Sequence[Entry] = ()
        self.at = 0  # the index of the next line in the batch
        self.has_caught_up = False
        self.is_closed = False
        self.room = threading.Condition(merge.lock)
        self._merge = merge

    def put(self, lines: Sequence[Entry]) -> None:
        """Pass on lines, which are in order; wait until the previous ones have been taken."""
        with self._merge.lock:
            while self.waiting:
                self.room.wait()
            self.waiting = lines
            self._merge.changed(self)

    def catch_up(self) -> None:
        """Note that the existing log has been put: from now on lines are shown as they come."""
        with self._merge.lock:
            self.has_caught_up = True
            self._merge.changed(self)

    def close(self) -> None:
        """Note that there are no more lines."""
        with self._merge.lock:
            self.is_closed = True
            self._merge.changed(self)


class Merge:
    """Shows the lines of all outlets, sorted by time; those of one log keep their order.

    `patience` is for how many seconds lines wait for those of other logs; None: without limit.
    """

    def __init__(self, patience: float | None = None) -> None:
        self.lock = threading.Lock()
        self._news = threading.Condition(self.lock)
        self._changed: set[Outlet] = set()
        self._open: set[Outlet] = set()
        self._awaited: set[Outlet] = set()
        self._next: list[tuple[int, int, Outlet]] = []  # a heap, by the time of the next line
        self._count = 0
        self._deadline = None if patience is None else time.monotonic() + patience
        self._error: BaseException | None = None

    def outlet(self, labels: Sequence[str] = ()) -> Outlet:
        """Create an outlet. At least one has to be open until the last has been created."""
        with self.lock:
            self._count += 1
            made = Outlet(self, self._count, labels)
            self._open.add(made)
            self._awaited.add(made)
        return made

    def changed(self, outlet: Outlet) -> None:
        """Note a change of an outlet; the caller holds the lock."""
        self._changed.add(outlet)
        self._news.notify()

    def fail(self, error: BaseException) -> None:
        """Make `run` raise `error`."""
        with self.lock:
            self._error = error
            self._news.notify()

    def run(self, show: Show, flush: Callable[[], None], settled: Callable[[], None]) -> None:
        """Show all lines until every outlet is closed.

        `flush` is called before each pause, and `settled` once, when only new lines are still to
        come. Raises the error passed to `fail`.
        """
        is_settled = False
        while self._take_changed():
            is_held = self._is_held()
            if not (is_held or is_settled):
                is_settled = True
                settled()
            if self._next and not is_held:
                self._show_batch(show)
            else:
                flush()
                self._wait()
        if not is_settled:
            settled()

    def _take_changed(self) -> bool:
        """Take the batches of the outlets that have changed; return whether any is open."""
        with self.lock:
            if self._error:
                raise self._error
            for outlet in self._changed:
                self._take(outlet)
            self._changed.clear()
            return bool(self._open)

    def _take(self, outlet: Outlet) -> None:
        if outlet.batch:  # not all of it has been shown
            return
        self._awaited.discard(outlet)
        if outlet.waiting:
            outlet.batch, outlet.waiting, outlet.at = outlet.waiting, (), 0
            outlet.room.notify()
            heapq.heappush(self._next, (outlet.batch[0].time, outlet.number, outlet))
        elif outlet.is_closed:
            self._open.discard(outlet)
        elif not outlet.has_caught_up:
            self._awaited.add(outlet)

    def _show_batch(self, show: Show) -> None:
        """Show lines until all of one outlet's batch have been shown."""
        while True:
            _, number, outlet = self._next[0]
            batch, at = outlet.batch, outlet.at
            show(outlet, batch[at])
            outlet.at = at = at + 1
            if at == len(batch):
                break
            heapq.heapreplace(self._next, (batch[at].time, number, outlet))
        heapq.heappop(self._next)
        with self.lock:
            outlet.batch = ()
            self._changed.add(outlet)

    def _is_held(self) -> bool:
        """Whether an earlier line may still come."""
        return bool(self._awaited) and self._patience_left() != 0

    def _patience_left(self) -> float | None:
        """How many seconds lines still wait for others; None: without limit."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def _wait(self) -> None:
        with self.lock:
            if not (self._changed or self._error):
                self._news.wait(self._patience_left() or None if self._awaited else None)
