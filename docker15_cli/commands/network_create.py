"""`docker15 network create`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option
from docker15_cli.cli.versioned import VersionedOption, declare, driver_option, gather, label_option
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import JsonObject

if TYPE_CHECKING:  # its import takes 3 ms
    from ipaddress import IPv4Network, IPv6Network

# The paths of the values are in the body of the request, except below `pools`: see _pools.
_OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--attachable",),
        since="1.25",
        path="Attachable",
        help="Enable manual container attachment",
    ),
    VersionedOption(
        ("--aux-address",),
        since="",
        path="pools.auxiliary",
        metavar="NAME=ADDRESS",
        help="Auxiliary address used by the driver",
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--config-from",),
        since="1.30",
        path="ConfigFrom.Network",
        metavar="NETWORK",
        help="Copy the settings of a network created with --config-only",
        completes="networks",
    ),
    VersionedOption(
        ("--config-only",),
        since="1.30",
        path="ConfigOnly",
        help="Only store the settings, for --config-from",
    ),
    VersionedOption(
        ("--gateway",),
        since="",
        path="pools.gateways",
        metavar="ADDRESS",
        help="Gateway of a subnet",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ingress",),
        since="1.29",
        path="Ingress",
        help="Create the routing-mesh network of a swarm",
    ),
    VersionedOption(
        ("--internal",),
        since="1.22",
        path="Internal",
        help="Restrict external access to the network",
    ),
    VersionedOption(
        ("--ip-range",),
        since="",
        path="pools.ranges",
        metavar="SUBNET",
        help="Range of a subnet to allocate container addresses from",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ipam-opt",),
        since="",
        path="IPAM.Options",
        metavar="KEY=VALUE",
        help="Option of the IPAM driver",
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ipv6",),
        since="1.22",
        path="EnableIPv6",
        help="Assign IPv6 addresses too",
    ),
    label_option("Labels"),
    driver_option("Options", "nothing"),
    VersionedOption(
        ("--scope",),
        since="1.30",
        path="Scope",
        metavar="SCOPE",
        help="Scope of the network",
        completes=("local", "global", "swarm"),
    ),
    VersionedOption(
        ("--subnet",),
        since="",
        path="pools.subnets",
        metavar="SUBNET",
        help="Subnet in CIDR notation, such as 172.28.0.0/16",
        repeated=True,
        completes="nothing",
    ),
)


@docker15_command(
    usage="NETWORK",
    examples=(
        "docker15 network create back",
        "docker15 network create --subnet 172.28.0.0/16 --gateway 172.28.0.1 front",
    ),
    manual=(
        "Creates a network, and prints its id. A `--gateway`, `--ip-range` or `--aux-address` "
        "belongs to the `--subnet` that contains it.",
    ),
    related=("network connect", "network ls", "network rm"),
)
@argument("name", metavar="NETWORK", completes="nothing")
@option(
    "-d",
    "--driver",
    default="bridge",
    metavar="DRIVER",
    completes=("bridge", "host", "ipvlan", "macvlan", "none", "overlay"),
    help="Network driver.  [default: bridge]",
)
@option(
    "--ipam-driver",
    default="default",
    metavar="DRIVER",
    completes="nothing",
    help="IP address management (IPAM) driver.",
)
@declare(_OPTIONS)
def command(app: App, name: str, driver: str, ipam_driver: str, **options: Any) -> None:
    found, needs = gather(_OPTIONS, options)
    pools = _pools(**found.pop("pools", {}))
    ipam = {"Driver": ipam_driver, "Options": {}, **found.pop("IPAM", {}), "Config": pools}
    for version, needing in needs:
        app.client.require_version(version, f"network create {needing}")
    config = {
        "CheckDuplicate": True,  # without it, engines before API 1.44 allow two of one name
        "Driver": driver,
        "Options": {},
        "Labels": {},
        **found,
        "IPAM": ipam,
    }
    app.streams.line(networks.create(app.client, name, config)["Id"])


def _pools(
    *,
    subnets: Sequence[str] = (),
    ranges: Sequence[str] = (),
    gateways: Sequence[str] = (),
    auxiliary: Mapping[str, str] | None = None,
) -> list[JsonObject]:
    """The address pools, each a subnet with its range, gateway and addresses. Raises UsageError."""
    pools: dict[IPv4Network | IPv6Network, JsonObject] = {}
    for text in subnets:
        subnet = _network("--subnet", text)
        if any(subnet.overlaps(other) for other in pools):
            raise UsageError(f"--subnet {text} overlaps another --subnet")
        pools[subnet] = {"Subnet": text}
    for word, key, texts in (("--ip-range", "IPRange", ranges), ("--gateway", "Gateway", gateways)):
        for text in texts:
            pool = _pool_of(word, text, pools)
            if key in pool:
                raise UsageError(f"{word} is given twice for {pool['Subnet']}")
            pool[key] = text
    for name, text in (auxiliary or {}).items():
        _pool_of("--aux-address", text, pools).setdefault("AuxiliaryAddresses", {})[name] = text
    return list(pools.values())


def _pool_of(
    word: str, text: str, pools: Mapping[IPv4Network | IPv6Network, JsonObject]
) -> JsonObject:
    """The pool whose subnet contains an address or a range. Raises UsageError."""
    inner = _network(word, text)
    for subnet, pool in pools.items():
        if inner[0] in subnet and inner[-1] in subnet:
            return pool
    raise UsageError(f"{word} {text}: no --subnet contains it")


def _network(word: str, text: str) -> IPv4Network | IPv6Network:
    """A subnet, or an address as a network of one. Raises UsageError."""
    import ipaddress

    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        taken = "an address or a subnet, such as 172.28.0.0/16"
        raise UsageError(f"{word} takes {taken}: {text!r}") from None
