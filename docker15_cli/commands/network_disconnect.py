"""`docker15 network disconnect`."""

from __future__ import annotations

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.cli.shared_options import container_argument


@docker15_command(
    usage="NETWORK CONTAINER",
    examples=("docker15 network disconnect back CONTAINER",),
    manual=("Disconnects a container from a network. Prints nothing.",),
    related=("network connect", "network rm"),
)
@argument("network", metavar="NETWORK", completes="networks")
@container_argument(completes="containers")
@switch("-f", "--force", help="Disconnect even a container that no longer exists.")
def command(app: App, network: str, container: str, force: bool) -> None:
    networks.disconnect(app.client, network, container, force=force)
