"""`docker15 volume create`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.api import volumes
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import argument, option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.versioned import VersionedOption, declare, gather

_OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--label",),
        since="1.23",
        path="labels",
        metavar="KEY[=VALUE]",
        help="Set a label",
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("-o", "--opt"),
        since="",
        path="options",
        metavar="KEY=VALUE",
        help="Set an option of the driver",
        parse=values.pairs,
        repeated=True,
        completes=("type=", "device=", "o="),
    ),
)


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
@declare(_OPTIONS)
def command(app: App, name: str, driver: str, **options: Any) -> None:
    found, needs = gather(_OPTIONS, options)
    for version, needing in needs:
        app.client.require_version(version, f"volume create {needing}")
    app.streams.line(volumes.create(app.client, name, driver=driver, **found)["Name"])
