"""`docker15 restart`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.cli.command import CONCURRENT, GRACE, containers_argument, grace_option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.fanout import targets


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    examples=("docker15 restart -t 2 CONTAINER",),
    manual=(GRACE, CONCURRENT),
    related=("start", "stop"),
)
@containers_argument(completes="containers")
@grace_option
def command(app: App, containers: Sequence[str], timeout: int | None) -> int:
    action = targets.printing_name(lambda target: api.restart(app.client, target, timeout))
    return targets.each(app, containers, action)
