"""Several targets at once: worked on concurrently, reported in the order given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, EngineUnreachable
from docker15_cli.fanout import workers

AT_ONCE = 64  # threads, and so connections to the engine, which may allow less


def each(
    app: App,
    targets: Sequence[str],
    action: Callable[[str], str],
    at_once: Callable[[], int] = lambda: AT_ONCE,
) -> int:
    """Do `action` for each target and show the line that it returns; the exit status.

    A target that fails is a line on stderr and makes the status 1; the others are done all the
    same. Each is reported as soon as those before it are. `at_once` says how many are worked on at
    a time; after a 0 it is asked again when the next target is done. With an engine that can't be
    reached nobody waits for one after the other.
    """
    jobs = [workers.Job(partial(action, target)) for target in targets]
    status = limit = 0
    is_there = True
    for number, target in enumerate(targets):
        if not limit:
            limit = at_once() if is_there else AT_ONCE
            _start(app, jobs[number:], limit)
        try:
            app.streams.line(jobs[number].result())
            app.streams.flush()
        except Docker15Error as error:
            is_there = not isinstance(error, EngineUnreachable)
            status = max(status, app.report_error(error, target))
    return status


def _start(app: App, jobs: Sequence[workers.Job[str]], limit: int) -> None:
    """With threads, where more than one is to be done at a time."""
    if len(jobs) > 1:
        limit = min(limit, app.client.endpoint.at_once)
    if min(len(jobs), limit) > 1:
        workers.start(jobs, limit)


def printing_name(action: Callable[[str], None]) -> Callable[[str], str]:
    """For actions without a result: the line is the target's name."""

    def act(target: str) -> str:
        action(target)
        return target

    return act
