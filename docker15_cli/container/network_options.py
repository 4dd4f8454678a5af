"""The options of `run` and `create` for networks that API 1.5 does not have."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.patterns import regex

NETWORK = "Network"

_ENDPOINT = "Endpoint"  # where options put the first network's settings: see `endpoints`
_OWN_NETWORKS = ("none", "host", "bridge", "default")  # the engine's; not to be combined
_MAC = regex(r"[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})", re.IGNORECASE | re.ASCII)


def _mac(text: str) -> str:
    if not _MAC.fullmatch(text):
        raise ValueError(f"takes a MAC address, such as 92:d0:c6:0a:29:33: {text!r}")
    return text


OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--net", "--network"),
        section=NETWORK,
        since="1.11",
        path="HostConfig.NetworkMode",
        metavar="NAME",
        help="Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, "
        "mac-address= and others, separated by commas; several: API 1.44",
        parse=lambda texts: _networks(texts)[0][0],
        repeated=True,
        known=("none", "bridge", "default"),
        completes="networks",
    ),
    VersionedOption(
        ("--network-alias",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.Aliases",
        metavar="NAME",
        help="Alias of the container in the network",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.IPAMConfig.IPv4Address",
        metavar="ADDRESS",
        help="IPv4 address in the container's network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip6",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.IPAMConfig.IPv6Address",
        metavar="ADDRESS",
        help="IPv6 address in the container's network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("--link-local-ip",),
        section=NETWORK,
        since="1.24",
        path=f"{_ENDPOINT}.IPAMConfig.LinkLocalIPs",
        metavar="ADDRESS",
        help="Link-local address in the container's network",
        parse=values.each(values.address),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--mac-address",),
        section=NETWORK,
        since="1.15",
        path="Config.MacAddress",
        metavar="ADDRESS",
        help="MAC address, such as 92:d0:c6:0a:29:33",
        parse=_mac,
        completes="nothing",
    ),
    VersionedOption(
        ("-P", "--publish-all"),
        section=NETWORK,
        since="1.6",
        path="HostConfig.PublishAllPorts",
        help="Publish all exposed ports",
    ),
    VersionedOption(
        ("--expose",),
        section=NETWORK,
        since="1.6",
        path="Config.ExposedPorts",
        metavar="PORT[/PROTO]",
        help="Expose a port",
        parse=container_values.exposed,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--link",),
        section=NETWORK,
        since="1.6",
        path="HostConfig.Links",
        metavar="CONTAINER[:ALIAS]",
        help="Link to another container",
        parse=values.each(values.link),
        repeated=True,
        completes="containers",
    ),
    VersionedOption(
        ("--add-host",),
        section=NETWORK,
        since="1.15",
        path="HostConfig.ExtraHosts",
        metavar="NAME:ADDRESS",
        help="Add a line to /etc/hosts",
        parse=values.each(values.extra_host),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--dns-search",),
        section=NETWORK,
        since="1.11",
        path="HostConfig.DnsSearch",
        metavar="DOMAIN",
        help="Add a DNS search domain",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--dns-opt", "--dns-option"),
        section=NETWORK,
        since="1.21",
        path="HostConfig.DnsOptions",
        metavar="OPTION",
        help="Option of the resolver, such as ndots:2",
        repeated=True,
        completes=("ndots:", "timeout:", "attempts:", "rotate", "use-vc"),
    ),
)


def _text(text: str) -> str:
    return text


def _priority(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise ValueError(f"takes a number: {text!r}")
    return int(text)


# Key of a --network → the API version that added it, the path of its value in the endpoint, and the
# parser. A key whose parser returns a list may be repeated.
KEYS: Mapping[str, tuple[str, str, Callable[[str], Any]]] = {
    "alias": ("1.22", "Aliases", lambda text: [text]),
    "ip": ("1.22", "IPAMConfig.IPv4Address", values.address),
    "ip6": ("1.22", "IPAMConfig.IPv6Address", values.address),
    "link-local-ip": ("1.24", "IPAMConfig.LinkLocalIPs", lambda text: [values.address(text)]),
    "mac-address": ("1.44", "MacAddress", _mac),
    "driver-opt": ("1.32", "DriverOpts", lambda text: values.parameters([text])),
    "gw-priority": ("1.48", "GwPriority", _priority),
}
_LONG = regex(r"\s*[\w-]+\s*=.*", re.ASCII | re.DOTALL)


def _fields(text: str) -> list[tuple[str, str]]:
    """The keys and values of the long form; of the short form the key `name`."""
    if not _LONG.fullmatch(text):
        return [("name", text)]
    pairs = [field.partition("=") for field in values.comma_separated(text)]
    return [(key.strip().lower(), value.strip()) for key, _, value in pairs]


def _attachment(text: str) -> tuple[str, JsonObject]:
    """`NAME` or `name=NAME,alias=…` → the name, and the settings of the endpoint."""
    endpoint: JsonObject = {}
    name = ""
    for key, value in _fields(text):
        if key == "name":
            name = value
            continue
        if key not in KEYS:
            raise ValueError(f"takes name, {', '.join(KEYS)}, not {key}: {text!r}")
        try:
            _add(endpoint, KEYS[key][1], KEYS[key][2](value))
        except ValueError as error:
            raise ValueError(f"{key} {error}") from None
    if not name:
        raise ValueError("takes the name of a network")
    return name, endpoint


def _add(endpoint: JsonObject, path: str, value: Any) -> None:
    if not isinstance(value, list):
        values.put(endpoint, path, value)
        return
    *above, last = path.split(".")
    for key in above:
        endpoint = endpoint.setdefault(key, {})
    endpoint.setdefault(last, []).extend(value)


def _networks(texts: Sequence[str]) -> list[tuple[str, JsonObject]]:
    """The networks, each with its endpoint. Raises ValueError if they can't be combined."""
    found = [_attachment(text) for text in texts]
    names = [name for name, _ in found]
    for name in names if len(names) > 1 else ():
        if names.count(name) > 1:
            raise ValueError(f"{name} is given twice")
        if not is_user_defined(name):
            raise ValueError(f"{name} can't be combined with another network")
    return found


def is_user_defined(name: str) -> bool:
    """Whether `name` is that of a network that somebody has created, not the engine's own."""
    return name not in _OWN_NETWORKS and not name.startswith("container:")


def _needs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for key, _ in _fields(text):
            if key in KEYS:
                yield KEYS[key][0], f"--network with {key}"


def endpoints(
    tree: JsonObject, options: Mapping[str, Json], needs: list[tuple[str, str]]
) -> JsonObject:
    """The EndpointsConfig, by network, for `--network` and the options about its endpoint.

    Empty if a NetworkMode is enough. `tree` has the values of all options, as `gather` returns
    them; what the endpoints need is added to `needs`. Raises UsageError.
    """
    first = tree.get(_ENDPOINT, {})
    _check_first(options)
    if not options["network"]:
        return {}
    networks = _networks(options["network"])
    needs += _needs(options["network"])
    name, endpoint = networks[0]
    if "MacAddress" in endpoint and options["mac_address"]:
        raise UsageError("Conflicting options: --mac-address and mac-address= in --network")
    links = tree.get("HostConfig", {}).get("Links")
    if links and is_user_defined(name):
        endpoint["Links"] = links
    _merge(endpoint, first)
    if "Aliases" in endpoint and not is_user_defined(name):
        raise UsageError(f"aliases are only supported in user-defined networks, not in {name}")
    if len(networks) == 1 and not endpoint:
        return {}
    return dict(networks)


def _check_first(options: Mapping[str, Json]) -> None:
    given = [row.option for row in OPTIONS if row.path.startswith(_ENDPOINT) and options[row.key]]
    if given and not options["network"]:
        raise UsageError(f"{given[0]} requires --network")


def _merge(endpoint: JsonObject, more: JsonObject) -> None:
    """Add the settings that have options of their own to an endpoint. Raises UsageError."""
    for key, value in more.items():
        if key == "IPAMConfig" and key in endpoint:
            _merge(endpoint[key], value)
        elif key in endpoint:
            option = next(row.option for row in OPTIONS if row.path.endswith(f".{key}"))
            raise UsageError(f"Conflicting options: {option} and its key in --network")
        else:
            endpoint[key] = value
