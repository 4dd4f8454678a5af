"""`docker15 volume create`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.api import volumes
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option
from docker15_cli.cli.versioned import VersionedOption, declare, driver_option, gather, label_option
from docker15_cli.errors import UsageError

_OPTIONS: Sequence[VersionedOption] = (
    label_option("labels"),
    driver_option("options", ("type=", "device=", "o=")),
)


@docker15_command(
    usage="[VOLUME]",
    examples=(
        "docker15 volume create data",
        "docker15 volume create -o type=tmpfs -o device=tmpfs -o o=size=100m scratch",
    ),
    manual=(
        "Creates a volume, and prints its name; without VOLUME the engine chooses a name. An "
        "existing volume is not changed.",
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
@option("--name", "old_name", default="", hidden=True, metavar="VOLUME")
@declare(_OPTIONS)
def command(app: App, name: str, old_name: str, driver: str, **options: Any) -> None:
    if name and old_name:
        raise UsageError("the volume's name is given twice, by --name and as VOLUME")
    found, needs = gather(_OPTIONS, options)
    for version, needing in needs:
        app.client.require_version(version, f"volume create {needing}")
    app.streams.line(volumes.create(app.client, name or old_name, driver=driver, **found)["Name"])
