"""`docker15 volume create`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import volumes
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import argument, option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import features
from docker15_cli.errors import UsageError


@docker15_command(
    usage="[VOLUME]",
    examples=(
        "docker15 volume create data",
        "docker15 volume create -o type=tmpfs -o device=tmpfs -o o=size=100m scratch",
    ),
    manual=(
        "Creates a volume, and prints its name; without VOLUME the engine makes up a name. A "
        "volume that exists already stays as it is.",
    ),
    related=("volume ls", "volume rm"),
)
@argument("name", required=False, default="", metavar="VOLUME", completes="nothing")
@option(
    "-d",
    "--driver",
    default="",
    metavar="DRIVER",
    completes=("local",),
    help="Volume driver.  [default: local]",
)
@option(
    "--label",
    "labels",
    multiple=True,
    metavar="KEY[=VALUE]",
    completes="nothing",
    help="Set a label (API 1.23).",
)
@option(
    "-o",
    "--opt",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    completes=("type=", "device=", "o="),
    help="Set an option of the driver.",
)
def command(
    app: App, name: str, driver: str, labels: Sequence[str], options: Sequence[str]
) -> None:
    try:
        wanted = values.pairs(labels), values.pairs(options)
    except ValueError as error:
        raise UsageError(f"--label or --opt {error}") from None
    if labels:
        app.client.require(features.VOLUME_LABELS)
    made = volumes.create(app.client, name, driver=driver, labels=wanted[0], options=wanted[1])
    app.streams.line(made["Name"])
