"""Several targets at once: worked on concurrently, reported in the order given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, EngineError

_AT_ONCE = 64  # threads, and so connections to the engine, which may allow less


def each(
    app: App, targets: Sequence[str], action: Callable[[str], str], at_once: int = _AT_ONCE
) -> int:
    """Do `action` for each target and show the line that it returns; the exit status.

    A target that fails is a line on stderr and makes the status 1; the others are done all the
    same. Each is reported as soon as those before it are.
    """
    jobs = [_Job(action, target) for target in targets]
    if len(jobs) > 1:
        at_once = min(at_once, app.client.endpoint.at_once)
    if min(len(jobs), at_once) > 1:
        _start(jobs, at_once)
    status = 0
    for job in jobs:
        try:
            app.streams.line(job.result())
            app.streams.flush()
        except Docker15Error as error:
            app.streams.error(_naming(job.target, error))
            status = 1
    return status


def _naming(target: str, error: Docker15Error) -> str:
    """The error's text; an engine does not always say which of the targets it means."""
    text = str(error)
    return f"{target}: {text}" if isinstance(error, EngineError) and target not in text else text


def name(action: Callable[[str], None]) -> Callable[[str], str]:
    """For actions without a result: the line is the target's name."""

    def act(target: str) -> str:
        action(target)
        return target

    return act


class _Job:
    """One target's work; done by a thread, or else when its result is wanted."""

    def __init__(self, action: Callable[[str], str], target: str) -> None:
        self._action = action
        self.target = target
        self._done: threading.Event | None = None
        self._line = ""
        self._error: BaseException | None = None

    def promise(self) -> None:
        """A thread will call `work`."""
        self._done = threading.Event()

    def work(self) -> None:
        try:
            self._line = self._action(self.target)
        except BaseException as error:  # the main thread raises it
            self._error = error
        if self._done:
            self._done.set()

    def result(self) -> str:
        if self._done:
            self._done.wait()
        else:
            self.work()
        if self._error:
            raise self._error
        return self._line


def _start(jobs: Sequence[_Job], at_once: int) -> None:
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
