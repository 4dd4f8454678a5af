"""`docker15 stop`."""

from __future__ import annotations

from collections.abc import Sequence

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


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ACTIVE,
    multi_engine=ON_REQUEST,
    examples=("docker15 stop -t 2 CONTAINER",),
    manual=(GRACE, CONCURRENT, SELECTING),
    related=("kill", "rm", "start"),
)
@containers_argument(completes="running")
@stop_options
def command(app: App, containers: Sequence[str], timeout: int | None, signal: str) -> int:
    if signal:
        api.require_stop_signal(app.client)
    action = targets.printing_name(lambda target: api.stop(app.client, target, timeout, signal))
    return targets.each(app, containers, action)
