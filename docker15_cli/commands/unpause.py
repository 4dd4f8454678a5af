"""`docker15 unpause`."""

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
    selects="paused",
    multi_engine=ON_REQUEST,
    examples=("docker15 unpause CONTAINER",),
    manual=(
        "Resumes the processes of containers that `docker15 pause` has suspended. At 1.5 this is "
        "an error that names the version.",
        CONCURRENT,
        SELECTING,
    ),
    related=("pause", "start"),
)
@containers_argument(completes="running")
def command(app: App, containers: Sequence[str]) -> int:
    action = targets.printing_name(lambda target: api.unpause(app.client, target))
    return targets.each(app, containers, action)
