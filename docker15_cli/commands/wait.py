"""`docker15 wait`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.cli.command import CONCURRENT, containers_argument
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.fanout import targets


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    examples=("docker15 wait $(docker15 run -d busybox sleep 5)",),
    manual=(
        "Prints the exit codes, one per line, in the order given.",
        CONCURRENT,
    ),
    related=("logs", "ps", "run"),
)
@containers_argument(completes="containers")
def command(app: App, containers: Sequence[str]) -> int:
    return targets.each(app, containers, lambda target: str(api.wait(app.client, target)))
