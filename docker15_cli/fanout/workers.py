"""Jobs that threads do concurrently, whose results are collected in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Job(Generic[Result]):
    """A call of `action`, by a thread, or else when its result is asked for."""

    def __init__(self, action: Callable[[], Result]) -> None:
        self._action = action
        self._done: threading.Event | None = None
        self._results: list[Result] = []
        self._error: BaseException | None = None

    def promise(self) -> None:
        """Declare that a thread will call `work`."""
        self._done = threading.Event()

    def work(self) -> None:
        """Do the job, and keep its result or error."""
        try:
            self._results.append(self._action())
        except BaseException as error:  # raised by result()
            self._error = error
        if self._done:
            self._done.set()

    def is_done(self, seconds: float) -> bool:
        """Wait until a thread has done it, at most `seconds`; return whether it has."""
        assert self._done
        return self._done.wait(seconds)

    def result(self) -> Result:
        """The result, waited for or computed now. Raises what the action raised."""
        if self._done:
            self._done.wait()
        else:
            self.work()
        if self._error:
            raise self._error
        return self._results[0]


def start(jobs: Sequence[Job[Any]], at_once: int) -> None:
    """Start threads that do the jobs, `at_once` at a time."""
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
        threading.Thread(target=worker, daemon=True).start()  # daemons: Ctrl-C does not wait
