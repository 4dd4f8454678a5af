"""Several targets at once: worked on concurrently, reported in the order given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from docker15_cli.app import App
from docker15_cli.commands import _jobs
from docker15_cli.errors import Docker15Error

_AT_ONCE = 64  # threads, and so connections to the engine, which may allow less


def each(
    app: App, targets: Sequence[str], action: Callable[[str], str], at_once: int = _AT_ONCE
) -> int:
    """Do `action` for each target and show the line that it returns; the exit status.

    A target that fails is a line on stderr and makes the status 1; the others are done all the
    same. Each is reported as soon as those before it are.
    """
    jobs = [_jobs.Job(partial(action, target)) for target in targets]
    if len(jobs) > 1:
        at_once = min(at_once, app.client.endpoint.at_once)
    if min(len(jobs), at_once) > 1:
        _jobs.start(jobs, at_once)
    status = 0
    for target, job in zip(targets, jobs, strict=True):
        try:
            app.streams.line(job.result())
            app.streams.flush()
        except Docker15Error as error:
            status = max(status, app.failed(error, target))
    return status


def name(action: Callable[[str], None]) -> Callable[[str], str]:
    """For actions without a result: the line is the target's name."""

    def act(target: str) -> str:
        action(target)
        return target

    return act
