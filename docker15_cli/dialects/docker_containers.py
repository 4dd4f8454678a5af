"""Translations for containers and execs on later engines (docs/spec/engines.md §2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import ContainerRow, Created, Unquoted
from docker15_cli.dialects.docker_images import familiar
from docker15_cli.errors import CommandNotFound, CommandNotInvokable, EngineError, engine_error
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config, HostConfig, LaterConfig

_QUOTED = regex(r"(?<= )'(.*? .*?)'(?= |$)", re.DOTALL)
# The OCI runtimes' messages about the command itself: of runc (old engines quote them once more),
# and of crun. Without the prefix they could be about mounts, devices, networks or directories.
_NO_COMMAND = regex(
    r'\bexec: \\*".*\\*": (?:executable file not found in |(?:stat .*: )?no such file or directory)'
    r"|\bcrun: (?:executable file|cannot find) `.*` (?:not found|in \$PATH)",
    re.DOTALL,
)
_NOT_INVOKABLE = regex(
    r'\bexec: \\*".*\\*": (?:stat .*: )?(?:permission denied|is a directory)'
    r"|\bcrun: open executable: (?:Permission denied|Is a directory)"
    r"|\bcrun: the path `.*` exists but it is not executable",
    re.DOTALL,
)
_NO_KEYS = ",".join(["ctrl-^"] * 8)
_OF_THE_START = ("Binds", "LxcConf")
_LIMITS = ("Memory", "MemorySwap", "CpuShares")
_HOST_KEYS = (*_LIMITS, "Dns", "Privileged")
_NOT_IN_CONFIG = (*_HOST_KEYS, "PortSpecs", "VolumesFrom")


def without_console(request: Request) -> Request:
    """Drop the terminal's initial size: before API 1.42 it needs a request of its own."""
    host: HostConfig = request.host.copy() if request.host else {}
    if "ConsoleSize" not in host:
        return request
    del host["ConsoleSize"]
    return request.replaced(host=host)


def create(request: Request) -> Request:
    """Move host settings to HostConfig, and turn PortSpecs into exposed and bound ports.

    An empty Entrypoint means "not given" in 1.5, but would replace the image's here
    (engines.md §2.3).
    """
    config = cast("LaterConfig", request.fields)
    config["Entrypoint"] = config.get("Entrypoint") or None
    host = host_config(config, request.host)
    nothing: dict[str, str] = {}
    ports = [*(config.get("ExposedPorts") or {}), *host.get("PortBindings", {})]
    exposed = dict.fromkeys(ports, nothing)
    bound = {bind.split(":")[1] for bind in host.get("Binds") or ()}
    volumes = {path: nothing for path in config.get("Volumes") or {} if path not in bound}
    kept = {key: value for key, value in config.items() if key not in _NOT_IN_CONFIG}
    body = {**kept, "Volumes": volumes, "ExposedPorts": exposed, "HostConfig": host}
    return request.replaced(body=body)


def host_config(config: Config, host: HostConfig | None) -> HostConfig:
    """The HostConfig from a 1.5 config, and from the HostConfig that 1.5 sends with the start.

    Settings that 1.5 lacks are already in `host` in their final form. LxcConf is left out: engines
    dropped it with 1.8. Only values that differ from the default are set.
    """
    moved = {key: value for key, value in config.items() if key in _HOST_KEYS and value}
    given = {key: value for key, value in (host or {}).items() if key not in _OF_THE_START}
    wanted = cast("HostConfig", moved | given)
    if not wanted.get("ContainerIDFile", True):
        del wanted["ContainerIDFile"]
    if config.get("VolumesFrom"):
        wanted["VolumesFrom"] = config["VolumesFrom"].split(",")
    if config.get("NetworkDisabled"):
        wanted["NetworkMode"] = "none"
    binds = (host or {}).get("Binds")
    if binds:
        wanted["Binds"] = list(binds)
    bindings = {private: list(bound) for private, bound in wanted.get("PortBindings", {}).items()}
    for private, public in _ports(config.get("PortSpecs")):
        bindings.setdefault(private, []).append({"HostIp": "", "HostPort": public})
    if bindings:
        wanted["PortBindings"] = bindings
    return wanted


def _ports(specs: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """`[public:]private[/proto]` → (private/proto, public); `:80` means the same number.

    See docs/spec/remote-api-1.5.md §2.
    """
    for spec in specs or ():
        ports, _, protocol = spec.partition("/")
        public, separator, private = ports.rpartition(":")
        same = separator and not public
        yield f"{private}/{protocol or 'tcp'}", private if same else public


def limits_at_the_top(request: Request) -> Request:
    """Before API 1.18 limits are part of the Config, where later engines read them, too.

    See engines.md §2.3.
    """
    host = request.fields["HostConfig"]
    limits = {key: host[key] for key in _LIMITS if key in host}
    return request.replaced(body={**request.fields, **limits})


def legacy_capabilities(request: Request) -> Request:
    """Before API 1.40 the names of capabilities have no CAP_ prefix."""
    body = request.fields
    host = dict(body["HostConfig"])
    for key in ("CapAdd", "CapDrop"):
        if key in host:
            host[key] = [name.removeprefix("CAP_") for name in host[key]]
    return request.replaced(body={**body, "HostConfig": host})


def mac_of_endpoint(request: Request) -> Request:
    """Since API 1.44 the MAC address belongs to the first network."""
    body = request.fields
    address = body.pop("MacAddress", None)
    if address is None:
        return request
    network = body["HostConfig"].get("NetworkMode", "default")
    networking = body.get("NetworkingConfig") or {}
    endpoints = dict(networking.get("EndpointsConfig") or {})
    endpoints[network] = {**endpoints.get(network, {}), "MacAddress": address}
    return request.replaced(body={**body, "NetworkingConfig": {"EndpointsConfig": endpoints}})


def created(value: Created, request: Request) -> Created:
    """Add a warning, as engines do, about what was left out of the request."""
    if not (request.host and request.host.get("LxcConf")):
        return value
    ignored = "-lxc-conf is ignored: this engine does not use LXC"
    return {**value, "Warnings": [*(value.get("Warnings") or ()), ignored]}


def commit(request: Request) -> Request:
    """Expose ports, and leave out VolumesFrom, whose 1.5 form engines refuse.

    They ignore other settings that they don't keep in an image (engines.md §2.22).
    """
    config = request.fields
    config.pop("VolumesFrom", None)
    specs = config.pop("PortSpecs", None)
    if specs:
        nothing: dict[str, str] = {}
        exposed = {private: nothing for private, _ in _ports(specs)}
        config["ExposedPorts"] = exposed | (config.get("ExposedPorts") or {})
    return request.replaced(body=config)


def start(request: Request) -> Request:
    """Send no body at all: dockerd refuses one, Podman ignores it (engines.md §2.4)."""
    return request.replaced(body=None, host=None, config=None)


def start_with_host(request: Request) -> Request:
    """Before API 1.15 the HostConfig is sent here; such engines ignore it in the create.

    Later engines, spoken to in such a version, read it in both places (engines.md §2.3).
    """
    host = host_config(request.config or {}, cast("HostConfig", request.fields))
    return request.replaced(body=host or None, host=None, config=None)


def start_error(status: int, message: str) -> EngineError:
    """If the command can't be run, the start fails; only its text says why (engines.md §2.4)."""
    if _NOT_INVOKABLE.search(message):
        return CommandNotInvokable(message, status)
    if _NO_COMMAND.search(message):
        return CommandNotFound(message, status)
    return engine_error(status, message)


def attach(request: Request) -> Request:
    """Send all flags, and never ask for logs, which have an endpoint of their own.

    The client looks for the detach keys itself. The engine is given keys that nobody types, so that
    it does not hold back a Ctrl-P (engines.md §2.6).
    """
    flags = dict.fromkeys(("stdin", "stdout", "stderr", "stream"), "0")
    query = {**flags, **request.query, "logs": "0", "detachKeys": _NO_KEYS}
    return request.replaced(query=query)


def upgrade(request: Request) -> Request:
    """Tell proxies on the way that the connection will be upgraded; the answer is then a 101.

    Engines before API 1.19 still answer 200 (engines.md §2.7).
    """
    return request.replaced(headers={**request.headers, "Connection": "Upgrade", "Upgrade": "tcp"})


def exec_create(request: Request) -> Request:
    """As for `attach`: the client looks for the detach keys itself."""
    return request.replaced(body={**request.fields, "DetachKeys": _NO_KEYS})


def exec_start(request: Request) -> Request:
    """Drop the terminal's size, which needs a request of its own."""
    body = {key: value for key, value in request.fields.items() if key != "ConsoleSize"}
    return request.replaced(body=body)


def logs(request: Request) -> Request:
    """1.5 reads logs by attaching; since API 1.11 there is an endpoint (engines.md §2.7)."""
    query = request.without("logs", "stream").query
    if request.query.get("stream") == "1":
        query["follow"] = "1"
    path = request.path.removesuffix("/attach") + "/logs"
    return request.replaced(method="GET", path=path, query=query)


def list_(request: Request) -> Request:
    """Leave out `since`, `before` and `limit`, which engines ignore or misread: see `listed`.

    Each of them implies `all` (engines.md §2.11).
    """
    whole = request.without("since", "before", "limit")
    if len(whole.query) < len(request.query):
        whole.query["all"] = "1"
    return whole


def listed(rows: list[ContainerRow] | None, request: Request) -> list[ContainerRow]:
    """Sort newest first, apply `since`, `before` and `limit`, and shorten image names.

    See engines.md §2.11.
    """
    found = sorted(rows or (), key=lambda row: -row["Created"])
    ids = [row["Id"][:12] for row in found]
    after = request.query.get("since")
    before = request.query.get("before")
    first = ids.index(before) + 1 if before in ids else 0
    last = ids.index(after) if after in ids else len(found)
    if "limit" in request.query:
        last = min(last, first + int(request.query["limit"]))
    return [_row(row) for row in found[first:last]]


def _row(row: ContainerRow) -> ContainerRow:
    return {**row, "Image": familiar(row.get("Image") or "")}


def unquoted_rows(rows: list[ContainerRow] | None, request: Request) -> list[ContainerRow]:
    """Remove the quotes that dockerd puts around arguments with spaces; 1.5 has none.

    Nothing is escaped within them (engines.md §2.11).
    """
    return [_unquoted(row) for row in listed(rows, request)]


def _unquoted(row: ContainerRow) -> ContainerRow:
    written = row.get("Command") or ""
    plain = _QUOTED.sub(r"\1", written)
    return {**row, "Command": written if plain == written else Unquoted(plain, written)}


def copy(request: Request) -> Request:
    """Since API 1.20 the path is in the query (engines.md §2.10).

    `/` alone would lead to absolute names in the archive; `/.` leads to relative ones.
    """
    resource = request.fields["Resource"]
    path = request.path.removesuffix("/copy") + "/archive"
    query = {"path": resource if resource.strip("/") else "/."}
    return request.replaced(method="GET", path=path, query=query, body=None)


def requested(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """As in requested.py, which few commands need."""
    from docker15_cli.dialects import requested

    return requested.docker(inspected, facts)
