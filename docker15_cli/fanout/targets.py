"""Several targets at once: handled concurrently, reported in the order given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, EngineUnreachable
from docker15_cli.fanout import workers

AT_ONCE = 64  # threads, and so connections; an endpoint may allow fewer


def each(
    app: App,
    targets: Sequence[str],
    action: Callable[[str], str],
    at_once: Callable[[], int] = lambda: AT_ONCE,
) -> int:
    """Call `action` for each target, and show the line that it returns; return the exit status.

    A target that fails causes a line on stderr and a status as of Reporter.error, the worst of
    which counts; the others are still handled. Each is reported as soon as those before it have
    been. `at_once` returns how many to handle at a time; if that is 0, it is called again after the
    next target. If the engine can't be reached, the remaining targets are tried at once, not one
    after the other.
    """
    jobs = [workers.Job(partial(action, target)) for target in targets]
    status = limit = 0
    is_there = True
    for number, target in enumerate(targets):
        if not limit:
            limit = at_once() if is_there else AT_ONCE
            start(app, jobs[number:], limit)
        try:
            app.streams.line(jobs[number].result())
            app.streams.flush()
        except Docker15Error as error:
            is_there = not isinstance(error, EngineUnreachable)
            status = max(status, app.report_error(error, target))
    return status


def start(app: App, jobs: Sequence[workers.Job[Any]], limit: int = AT_ONCE) -> None:
    """Start threads for the jobs, `limit` at a time, unless only one can be done at a time.

    Jobs without a thread are done when their results are asked for.
    """
    if len(jobs) > 1:
        limit = min(limit, app.client.endpoint.at_once)
    if min(len(jobs), limit) > 1:
        workers.start(jobs, limit)


def printing_name(action: Callable[[str], None]) -> Callable[[str], str]:
    """Make an action that returns nothing return the target's name, to be printed."""

    def act(target: str) -> str:
        action(target)
        return target

    return act
