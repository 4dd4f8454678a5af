"""`docker15 network rm`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import networks as api
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.fanout import targets


@docker15_command(
    usage="NETWORK [NETWORK...]",
    examples=("docker15 network rm front back",),
    manual=(
        "Removes networks, and prints their names. Removing a network that a running container is "
        "connected to is an error.",
    ),
    related=("network disconnect", "network ls"),
)
@argument("networks", nargs=-1, required=True, metavar="NETWORK", completes="networks")
@switch("-f", "--force", help="Ignore missing networks.")
def command(app: App, networks: Sequence[str], force: bool) -> int:
    app.reporter.forgives_missing = force
    action = targets.printing_name(lambda target: api.remove(app.client, target))
    return targets.each(app, networks, action)
