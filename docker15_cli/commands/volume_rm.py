"""`docker15 volume rm`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import volumes as api
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.contract import features
from docker15_cli.fanout import targets


@docker15_command(
    usage="VOLUME [VOLUME...]",
    examples=(
        "docker15 volume rm data",
        "docker15 volume ls -q --filter dangling=true | xargs docker15 volume rm",
    ),
    manual=(
        "Removes volumes, with everything in them, and prints their names. Removing a volume that "
        "a container uses is an error.",
    ),
    related=("volume ls", "rm"),
)
@argument("volumes", nargs=-1, required=True, metavar="VOLUME", completes="volumes")
@switch("-f", "--force", help="Ignore missing volumes (API 1.25).")
def command(app: App, volumes: Sequence[str], force: bool) -> int:
    if force:
        app.client.require(features.VOLUME_RM_FORCE)
    action = targets.printing_name(lambda target: api.remove(app.client, target, force=force))
    return targets.each(app, volumes, action)
