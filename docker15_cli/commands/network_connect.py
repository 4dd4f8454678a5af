"""`docker15 network connect`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import argument, container_argument, option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError


@docker15_command(
    usage="NETWORK CONTAINER",
    examples=("docker15 network connect --alias db back CONTAINER",),
    manual=(
        "Connects a container to a network, beside those that it is connected to. Prints nothing.",
    ),
    related=("network disconnect", "network create"),
)
@argument("network", metavar="NETWORK", completes="networks")
@container_argument(completes="containers")
@option(
    "--alias",
    "aliases",
    multiple=True,
    metavar="NAME",
    completes="nothing",
    help="Name of the container in this network.",
)
@option(
    "--ip",
    default="",
    metavar="ADDRESS",
    completes="nothing",
    help="IPv4 address in the network (API 1.22).",
)
@option(
    "--ip6",
    default="",
    metavar="ADDRESS",
    completes="nothing",
    help="IPv6 address in the network (API 1.22).",
)
@option(
    "--link",
    "links",
    multiple=True,
    metavar="CONTAINER[:ALIAS]",
    completes="containers",
    help="Name by which it knows another container.",
)
@option(
    "--link-local-ip",
    "link_local",
    multiple=True,
    metavar="ADDRESS",
    completes="nothing",
    help="Link-local address of the container (API 1.24).",
)
@option(
    "--driver-opt",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    completes="nothing",
    help="Option of the network's driver (API 1.32).",
)
def command(
    app: App,
    *,
    network: str,
    container: str,
    aliases: Sequence[str],
    ip: str,
    ip6: str,
    links: Sequence[str],
    link_local: Sequence[str],
    options: Sequence[str],
) -> None:
    for version, what, given in (
        ("1.22", "network connect --ip", ip or ip6),
        ("1.24", "network connect --link-local-ip", link_local),
        ("1.32", "network connect --driver-opt", options),
    ):
        if given:
            app.client.require_version(version, what)
    addresses = {
        "IPv4Address": _address("--ip", ip),
        "IPv6Address": _address("--ip6", ip6),
        "LinkLocalIPs": [_address("--link-local-ip", text) for text in link_local],
    }
    endpoint = {
        "IPAMConfig": {key: value for key, value in addresses.items() if value},
        "Aliases": list(aliases),
        "Links": [text if ":" in text else f"{text}:{text}" for text in links],
        "DriverOpts": _options(options),
    }
    given_only = {key: value for key, value in endpoint.items() if value}
    networks.connect(app.client, network, container, given_only)


def _address(option: str, text: str) -> str:
    try:
        return values.address(text) if text else ""
    except ValueError as error:
        raise UsageError(f"{option} {error}") from None


def _options(texts: Sequence[str]) -> Mapping[str, str]:
    try:
        return values.parameters(texts)
    except ValueError as error:
        raise UsageError(f"--driver-opt {error}") from None
