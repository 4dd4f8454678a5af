"""`docker15 rename`."""

from __future__ import annotations

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.shared_options import container_argument


@docker15_command(
    usage="CONTAINER NEW_NAME",
    examples=("docker15 rename CONTAINER web",),
    manual=("Renames a container; its id stays. Prints nothing.",),
    related=("ps", "run"),
)
@container_argument(completes="containers")
@argument("name", metavar="NEW_NAME", completes="nothing")
def command(app: App, container: str, name: str) -> None:
    api.rename(app.client, container, name)
