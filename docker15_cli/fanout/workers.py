"""Work that threads do at once, and whose results are taken in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Job(Generic[Result]):
    """One piece of work; done by a thread, or else when its result is wanted."""

    def __init__(self, action: Callable[[], Result]) -> None:
        self._action = action
        self._done: threading.Event | None = None
        self._results: list[Result] = []
        self._error: BaseException | None = None

    def promise(self) -> None:
        """A thread will call `work`."""
        self._done = threading.Event()

    def work(self) -> None:
        """Do it, and keep what came of it."""
        try:
            self._results.append(self._action())
        except BaseException as error:  # who wants the result raises it
            self._error = error
        if self._done:
            self._done.set()

    def result(self) -> Result:
        """Wait for it. Raises what the action raised."""
        if self._done:
            self._done.wait()
        else:
            self.work()
        if self._error:
            raise self._error
        return self._results[0]


def start(jobs: Sequence[Job[Any]], at_once: int) -> None:
    """Have the jobs done, so many at a time."""
    queue = iter(jobs)
    lock = threading.Lock()

    def worker() -> None:
        while True:
            with lock:
                job = next(queue, None)
            if job is None:
                return
            job.work()

    for job in jobs:
        job.promise()
    for _ in range(min(len(jobs), at_once)):
        threading.Thread(target=worker, daemon=True).start()  # Ctrl-C need not wait for them
