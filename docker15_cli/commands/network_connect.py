"""`docker15 network connect`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.cli.versioned import VersionedOption, declare, gather

# The paths of the values are in the request's EndpointConfig.
_OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--alias",),
        since="",
        path="Aliases",
        metavar="NAME",
        help="Name of the container in this network",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip",),
        since="1.22",
        path="IPAMConfig.IPv4Address",
        metavar="ADDRESS",
        help="IPv4 address in the network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip6",),
        since="1.22",
        path="IPAMConfig.IPv6Address",
        metavar="ADDRESS",
        help="IPv6 address in the network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("--link",),
        since="",
        path="Links",
        metavar="CONTAINER[:ALIAS]",
        help="Add a link to another container",
        parse=values.each(values.link),
        repeated=True,
        completes="containers",
    ),
    VersionedOption(
        ("--link-local-ip",),
        since="1.24",
        path="IPAMConfig.LinkLocalIPs",
        metavar="ADDRESS",
        help="Link-local address of the container",
        parse=values.each(values.address),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--driver-opt",),
        since="1.32",
        path="DriverOpts",
        metavar="KEY=VALUE",
        help="Option of the network's driver",
        parse=values.parameters,
        repeated=True,
        completes="nothing",
    ),
)


@docker15_command(
    usage="NETWORK CONTAINER",
    examples=("docker15 network connect --alias db back CONTAINER",),
    manual=("Connects a container to one more network. Prints nothing.",),
    related=("network disconnect", "network create"),
)
@argument("network", metavar="NETWORK", completes="networks")
@container_argument(completes="containers")
@declare(_OPTIONS)
def command(app: App, network: str, container: str, **options: Any) -> None:
    endpoint, needs = gather(_OPTIONS, options)
    for version, option in needs:
        app.client.require_version(version, f"network connect {option}")
    networks.connect(app.client, network, container, endpoint)
