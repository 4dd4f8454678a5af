"""`docker15 pause`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.shared_options import CONCURRENT, SELECTING, containers_argument
from docker15_cli.fanout import targets


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects="running",
    multi_engine=ON_REQUEST,
    examples=("docker15 pause CONTAINER",),
    manual=(
        "Suspends all processes of the containers, without a signal to them, until `docker15 "
        "unpause`. At 1.5 this is an error that names the version.",
        CONCURRENT,
        SELECTING,
    ),
    related=("unpause", "stop"),
)
@containers_argument(completes="running")
def command(app: App, containers: Sequence[str]) -> int:
    action = targets.printing_name(lambda target: api.pause(app.client, target))
    return targets.each(app, containers, action)
