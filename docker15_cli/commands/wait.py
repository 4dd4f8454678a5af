"""`docker15 wait`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import click

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli.command import ACTIVE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import option
from docker15_cli.cli.shared_options import CONCURRENT, SELECTING, containers_argument
from docker15_cli.fanout import targets
from docker15_cli.waiting import goals

_NOT_RUNNING, _HEALTHY = "not-running", goals.HEALTHY
# What has not happened, for the message of a timeout.
_NOT_YET = {
    _NOT_RUNNING: "has not ended",
    "next-exit": "has not ended",
    "removed": "has not been removed",
}


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ACTIVE,
    examples=(
        "docker15 wait $(docker15 run -d busybox sleep 5)",
        "docker15 wait --timeout 1m CONTAINER",
    ),
    manual=(
        "Prints the exit codes, one per line, in the order given. `--condition next-exit` also "
        "waits for a stopped container to run and exit, and `removed` until it is gone. `healthy` "
        "needs a health check (API 1.24), and prints that word when it has passed; if the "
        "container exits first, docker15 exits with its status (1 if that is 0).",
        "After `--timeout`, a line on stderr says what has not happened, and the exit status is "
        "124.",
        CONCURRENT,
        SELECTING,
    ),
    related=("logs", "ps", "run"),
)
@containers_argument(completes="containers")
@option(
    "--condition",
    type=click.Choice([*_NOT_YET, _HEALTHY]),
    default=_NOT_RUNNING,
    metavar="CONDITION",
    help="What to wait for: not-running, next-exit, removed or healthy.  [default: not-running]",
)
@goals.timeout_option("--timeout", "Give up after this time, with exit status 124.")
def command(app: App, containers: Sequence[str], condition: str, timeout: float | None) -> int:
    if condition == _HEALTHY:
        return targets.each(app, containers, _until_healthy(app, timeout))
    if timeout is None:
        return targets.each(app, containers, lambda target: _wait(app, condition, target))
    from docker15_cli.waiting import wait

    def in_time(target: str) -> str:
        text = f"{target} {_NOT_YET[condition]} after {timeout:.10g}s"
        return wait.within(timeout, partial(_wait, app, condition, target), lambda: text)

    return targets.each(app, containers, in_time)


def _wait(app: App, condition: str, target: str) -> str:
    """Wait for the container as `condition` says; return the exit code as text."""
    if condition == _NOT_RUNNING:
        return str(api.wait(app.client, target))
    return str(api.wait_for(app.client, target, condition))


def _until_healthy(app: App, timeout: float | None) -> Callable[[str], str]:
    from docker15_cli.waiting import wait

    goal = goals.Goal(_HEALTHY)
    wait.require(app, goal)

    def act(target: str) -> str:
        wait.reach(app, target, goal, timeout)
        return _HEALTHY

    return act
