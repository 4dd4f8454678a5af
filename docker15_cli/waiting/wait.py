"""Waiting for a container: `--wait` of the commands that start one, `wait --condition healthy`."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from docker15_cli.api import container_life, containers
from docker15_cli.app import App
from docker15_cli.contract import features
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import Docker15Error, EngineError, NotFound, TimedOut, WaitFailed
from docker15_cli.fanout import workers
from docker15_cli.output import units_06
from docker15_cli.waiting import goals, listening, log_search
from docker15_cli.waiting.goals import Goal

Result = TypeVar("Result")
_FIRST_PAUSE, _LAST_PAUSE, _GROWTH = 0.05, 1.0, 1.5  # between inspects: seconds, seconds, factor
_LAST_LOOK = 2  # seconds that the inspect for the message of a timeout may take
_RESTART_PATIENCE = 5  # seconds: Podman does not report that it is about to restart a container
_ID_LENGTH = 64
_NO_CHECK: tuple[list[str] | None, ...] = (None, [], ["NONE"])


def require(app: App, goal: Goal) -> None:
    """Raise NotSupported, before anything is started, if the engine does not know such a goal."""
    if goal.kind == goals.HEALTHY:
        app.client.require(features.HEALTH)


def run(
    app: App,
    container: str,
    start: Callable[[], None],
    goal: Goal,
    timeout: float | None,
) -> None:
    """Call `start`, and wait until the container has reached the goal, at most `timeout` seconds.

    Raises TimedOut, WaitFailed with the container's exit status if it ends first, Docker15Error for
    a container without a health check.
    """
    search = _search(app, container, goal)
    start()
    _reach_in_time(app, container, goal, timeout, search)


def restart(
    app: App,
    container: str,
    goal: Goal,
    timeout: float | None,
    *,
    grace: int | None,
    signal: str,
) -> None:
    """Restart a container, and wait as `run` does; `grace` (seconds) and `signal` are for the stop.

    For a search it is stopped and then started, as what it writes while it stops does not count.
    """
    client = app.client
    if goal.kind == goals.LOG:
        container_life.stop(client, container, grace, signal)
        run(app, container, partial(container_life.start, client, container), goal, timeout)
        return
    again = partial(container_life.restart, client, container, grace, signal)
    run(app, container, again, goal, timeout)


def name_of(container: str) -> str:
    """A container's name, or its id cut to 12 digits."""
    is_id = len(container) == _ID_LENGTH and container.isalnum()
    return units_06.short_id(container) if is_id else container


def _search(
    app: App, container: str, goal: Goal, *, is_new: bool = False
) -> log_search.Search | None:
    if goal.kind != goals.LOG:
        return None
    return log_search.Search(app, container, goal.regex, is_new=is_new)


def reach(
    app: App,
    container: str,
    goal: Goal,
    timeout: float | None,
    *,
    is_new: bool = False,
) -> None:
    """Wait as `run` does, for a container that has been started.

    `is_new`: all of its log is of this run. Only then can a line of it be waited for.
    """
    search = _search(app, container, goal, is_new=True) if is_new else None
    _reach_in_time(app, container, goal, timeout, search)


def _reach_in_time(
    app: App,
    container: str,
    goal: Goal,
    timeout: float | None,
    search: log_search.Search | None,
) -> None:
    within(
        timeout,
        partial(_reach, app, container, goal, search),
        lambda: _too_late(app, container, goal, f"{timeout:.10g}s"),
    )


def within(timeout: float | None, action: Callable[[], Result], text: Callable[[], str]) -> Result:
    """What `action` returns. Raises TimedOut with `text` if it takes more than `timeout` seconds.

    It runs in a daemon thread: even if it hangs, the process ends. Without a `timeout` it is called
    directly.
    """
    job = workers.Job(action)
    if timeout is None:
        return job.result()
    workers.start([job], 1)
    if not job.is_done(timeout):
        raise TimedOut(text())
    return job.result()


def _reach(app: App, container: str, goal: Goal, search: log_search.Search | None) -> None:
    if search:
        if not _is_found(app, container, goal, search):
            raise _ended(container, goal, _inspect(app, container, goal))
        return
    if goal.kind != goals.PORT:
        goal = _resolved(app, container, goal, containers.inspect(app.client, container))
    tests: dict[str, Callable[[Inspected], bool]] = {
        goals.PORT: partial(listening.is_listening, app, port=goal.port),
        goals.RUNNING: is_running,
        goals.HEALTHY: is_healthy,
    }
    _poll(app, container, goal, tests[goal.kind])


def _is_found(app: App, container: str, goal: Goal, search: log_search.Search) -> bool:
    try:
        return search.found()
    except EngineError:  # a container that is being removed may have no log any more
        if not has_ended(_inspect(app, container, goal)):
            raise
        return False


def _resolved(app: App, container: str, goal: Goal, inspected: Inspected) -> Goal:
    """The goal for this container, BEST resolved. Raises Docker15Error without a health check."""
    has_check = has_health_check(inspected)
    if goal.kind == goals.HEALTHY and not has_check:
        raise Docker15Error(
            f"{name_of(container)} has no health check: run it with --health-cmd, or wait for "
            "running, port:P or log:REGEX"
        )
    if goal.kind != goals.BEST:
        return goal
    return Goal(goals.HEALTHY if has_check and app.client.has(features.HEALTH) else goals.RUNNING)


def _poll(app: App, container: str, goal: Goal, is_reached: Callable[[Inspected], bool]) -> None:
    """Inspect the container until `is_reached`. Raises WaitFailed if it ends before."""
    pause, ended = _FIRST_PAUSE, 0.0
    while True:
        inspected = _inspect(app, container, goal)
        if not has_ended(inspected):
            ended = 0.0
            if is_reached(inspected):
                return
        elif not _may_start_again(app, inspected):
            raise _ended(container, goal, inspected)
        elif not ended:
            ended = time.monotonic()
        elif time.monotonic() > ended + _RESTART_PATIENCE:
            raise _ended(container, goal, inspected)
        time.sleep(pause)
        pause = min(_LAST_PAUSE, pause * _GROWTH)


def _inspect(app: App, container: str, goal: Goal) -> Inspected:
    try:
        return containers.inspect(app.client, container)
    except NotFound:
        name = name_of(container)
        text = f"{name} ended, and was removed, before it was {goal}"
        raise WaitFailed(text).with_status(1) from None


def _ended(container: str, goal: Goal, inspected: Inspected) -> Docker15Error:
    """The error for a container that has ended first, with its exit status, or 1 instead of 0."""
    code = int((inspected.get("State") or {}).get("ExitCode") or 0)
    name = name_of(container)
    text = f"{name} ended with status {code} before it was {goal}"
    return WaitFailed(text).with_status(code or 1)


def is_running(inspected: Inspected) -> bool:
    """Whether the container runs, and is not just being restarted."""
    state = inspected.get("State") or {}
    return bool(state.get("Running")) and not state.get("Restarting")


def is_healthy(inspected: Inspected) -> bool:
    """Whether the container is healthy."""
    return containers.health(inspected) == "healthy"


def has_health_check(inspected: Inspected) -> bool:
    """Whether the container has a health check, its own or its image's."""
    check = (inspected.get("Config") or {}).get("Healthcheck") or {}
    return check.get("Test") not in _NO_CHECK


def has_ended(inspected: Inspected) -> bool:
    """Whether the container has run and ended; before API 1.21, only whether it does not run."""
    state = inspected.get("State") or {}
    if state.get("Restarting"):
        return False
    if "Status" not in state:
        return not state.get("Running")
    return state["Status"] in ("exited", "stopped", "dead", "removing")


def _may_start_again(app: App, inspected: Inspected) -> bool:
    """Whether a restart policy may start it again; on Docker Restarting says so."""
    policy = ((inspected.get("HostConfig") or {}).get("RestartPolicy") or {}).get("Name") or "no"
    return app.client.dialect.hides_restarts and policy != "no"


def _too_late(app: App, container: str, goal: Goal, time_: str) -> str:
    """The message that the goal was not reached, and the container's state, if known quickly."""
    seen = ""
    with suppress(Docker15Error):
        inspected = within(_LAST_LOOK, partial(containers.inspect, app.client, container), str)
        seen = containers.health(inspected) or str(
            (inspected.get("State") or {}).get("Status") or ""
        )
        goal = _resolved(app, container, goal, inspected)
    text = f"{name_of(container)} was not {goal} within {time_}"
    return f"{text} (it is {seen})" if seen else text
