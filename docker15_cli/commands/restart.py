"""`docker15 restart`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli.command import ACTIVE, ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.shared_options import (
    CONCURRENT,
    GRACE,
    SELECTING,
    containers_argument,
    stop_options,
)
from docker15_cli.fanout import targets
from docker15_cli.waiting import goals


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ACTIVE,
    multi_engine=ON_REQUEST,
    examples=("docker15 restart -t 2 CONTAINER", "docker15 restart --wait CONTAINER"),
    manual=(GRACE, CONCURRENT, SELECTING, goals.MANUAL, goals.PORTS),
    related=("start", "stop"),
)
@containers_argument(completes="containers")
@stop_options
@goals.wait_options
def command(
    app: App,
    containers: Sequence[str],
    timeout: int | None,
    signal: str,
    wait: goals.Goal | None,
    wait_timeout: float | None,
) -> int:
    goals.check(wait, wait_timeout)
    if signal:
        api.require_stop_signal(app.client)
    if wait is None:
        action = partial(api.restart, app.client, timeout=timeout, signal=signal)
    else:
        from docker15_cli.waiting import wait as waiting

        waiting.require(app, wait)
        action = partial(
            waiting.restart, app, goal=wait, timeout=wait_timeout, grace=timeout, signal=signal
        )
    return targets.each(app, containers, targets.printing_name(action))
