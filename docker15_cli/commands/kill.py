"""`docker15 kill`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli.command import ACTIVE, ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import option
from docker15_cli.cli.shared_options import CONCURRENT, SELECTING, containers_argument
from docker15_cli.contract import features
from docker15_cli.fanout import targets


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ACTIVE,
    multi_engine=ON_REQUEST,
    examples=("docker15 kill CONTAINER", "docker15 kill -s HUP CONTAINER"),
    manual=("Sends SIGKILL, or the signal given with `-s`. " + CONCURRENT, SELECTING),
    related=("rm", "stop"),
)
@containers_argument(completes="running")
@option(
    "-s",
    "--signal",
    default="",
    metavar="SIGNAL",
    completes="signals",
    help="Send this signal instead of SIGKILL (API 1.6).",
)
def command(app: App, containers: Sequence[str], signal: str) -> int:
    if signal:
        app.client.require(features.KILL_SIGNAL)
    return targets.each(
        app, containers, targets.printing_name(lambda target: api.kill(app.client, target, signal))
    )
