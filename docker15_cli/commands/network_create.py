"""`docker15 network create`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import argument, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

_BRIDGE = "bridge"
# What an option needs, by its name among the values of the command.
_NEEDS = {
    "internal": ("1.22", "network create --internal"),
    "ipv6": ("1.22", "network create --ipv6"),
    "labels": ("1.23", "network create --label"),
    "attachable": ("1.25", "network create --attachable"),
    "scope": ("1.30", "network create --scope"),
}


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
@switch("--attachable", help="Let containers be attached by hand (API 1.25).")
@option(
    "--aux-address",
    "auxiliary",
    multiple=True,
    metavar="NAME=ADDRESS",
    completes="nothing",
    help="Address that the driver uses for itself.",
)
@option(
    "-d",
    "--driver",
    default=_BRIDGE,
    metavar="DRIVER",
    completes=("bridge", "host", "ipvlan", "macvlan", "none", "overlay"),
    help="Network driver.  [default: bridge]",
)
@option(
    "--gateway",
    "gateways",
    multiple=True,
    metavar="ADDRESS",
    completes="nothing",
    help="Gateway of a subnet.",
)
@switch("--internal", help="Do not connect it to other networks (API 1.22).")
@option(
    "--ip-range",
    "ranges",
    multiple=True,
    metavar="SUBNET",
    completes="nothing",
    help="Part of a subnet that containers get their addresses from.",
)
@option(
    "--ipam-driver",
    default="default",
    metavar="DRIVER",
    completes="nothing",
    help="Driver that assigns addresses.",
)
@option(
    "--ipam-opt",
    "ipam_options",
    multiple=True,
    metavar="KEY=VALUE",
    completes="nothing",
    help="Option of that driver.",
)
@switch("--ipv6", help="Assign IPv6 addresses too (API 1.22).")
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
    completes="nothing",
    help="Set an option of the driver.",
)
@option(
    "--scope",
    default="",
    metavar="SCOPE",
    completes=("local", "global", "swarm"),
    help="Scope of the network (API 1.30).",
)
@option(
    "--subnet",
    "subnets",
    multiple=True,
    metavar="SUBNET",
    completes="nothing",
    help="Subnet in CIDR notation, such as 172.28.0.0/16.",
)
def command(app: App, name: str, **given: Any) -> None:
    config = _config(given)
    for key, (version, what) in _NEEDS.items():
        if given[key]:
            app.client.require_version(version, what)
    app.streams.line(networks.create(app.client, name, config)["Id"])


def _config(given: Mapping[str, Json]) -> JsonObject:
    """The body of the request but for the name. Raises UsageError."""
    config = {
        "CheckDuplicate": True,  # before API 1.44 an engine makes two of one name without it
        "Driver": given["driver"],
        "Options": _pairs("--opt", given["options"]),
        "IPAM": {
            "Driver": given["ipam_driver"],
            "Options": _pairs("--ipam-opt", given["ipam_options"]),
            "Config": _pools(given),
        },
        "Labels": _pairs("--label", given["labels"]),
    }
    flags = {"internal": "Internal", "ipv6": "EnableIPv6", "attachable": "Attachable"}
    config |= {key: True for name, key in flags.items() if given[name]}
    return config | ({"Scope": given["scope"]} if given["scope"] else {})


def _pairs(word: str, texts: Sequence[str]) -> dict[str, str]:
    try:
        return values.pairs(texts)
    except ValueError as error:
        raise UsageError(f"{word} {error}") from None


def _pools(given: Mapping[str, Json]) -> list[JsonObject]:
    """The address pools: a subnet each, with what belongs to it. Raises UsageError."""
    pools: dict[str, JsonObject] = {}
    for subnet in given["subnets"]:
        if any(_network("--subnet", subnet).overlaps(_network("--subnet", one)) for one in pools):
            raise UsageError(f"--subnet {subnet} overlaps another --subnet")
        pools[subnet] = {"Subnet": subnet}
    for word, key, texts in (
        ("--ip-range", "IPRange", given["ranges"]),
        ("--gateway", "Gateway", given["gateways"]),
    ):
        for text in texts:
            pool = _pool_of(word, text, pools)
            if key in pool:
                raise UsageError(f"{word} is given twice for {pool['Subnet']}")
            pool[key] = text
    for name, text in _pairs("--aux-address", given["auxiliary"]).items():
        _pool_of("--aux-address", text, pools).setdefault("AuxiliaryAddresses", {})[name] = text
    return list(pools.values())


def _pool_of(word: str, text: str, pools: Mapping[str, JsonObject]) -> JsonObject:
    """The pool whose subnet contains an address, or a subnet. Raises UsageError."""
    inner = _network(word, text)
    for subnet, pool in pools.items():
        outer = _network("--subnet", subnet)
        if inner.version == outer.version and inner.subnet_of(outer):
            return pool
    raise UsageError(f"{word} {text}: no --subnet contains it")


def _network(word: str, text: str) -> Any:
    """An address is a network of one. Raises UsageError."""
    import ipaddress

    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        taken = "an address or a subnet, such as 172.28.0.0/16"
        raise UsageError(f"{word} takes {taken}: {text!r}") from None
