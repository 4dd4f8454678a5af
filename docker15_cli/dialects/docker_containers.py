"""Containers and execs as today's engines spell them (docs/spec/engines.md §2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Config, ContainerRow, Created, HostConfig
from docker15_cli.dialects.docker_images import familiar
from docker15_cli.errors import CommandNotFound, CommandNotInvokable, EngineError, engine_error
from docker15_cli.patterns import regex

_QUOTED = regex(r"(?<= )'(.*? .*?)'(?= |$)", re.DOTALL)
# What the OCI runtimes say of the command itself: runc (also of old engines, which quote that once
# more), and crun. The same words are said of mounts, devices, networks and directories.
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
_HOST_OF_1_5 = ("Binds", "ContainerIDFile", "LxcConf")
_LIMITS = ("Memory", "MemorySwap", "CpuShares")
_HOST_KEYS = (*_LIMITS, "Dns", "Privileged")
_NOT_IN_CONFIG = (*_HOST_KEYS, "PortSpecs", "VolumesFrom")


def without_console(request: Request) -> Request:
    """The size that a terminal begins with is API 1.42's; before it is for a request of its own."""
    host = request.host.copy() if request.host else HostConfig()
    if "ConsoleSize" not in host:
        return request
    del host["ConsoleSize"]
    return request.replaced(host=host)


def create(request: Request) -> Request:
    """What concerns the host belongs in HostConfig; ports are exposed and bound.

    An empty Entrypoint, which 1.5 takes for none given, would hide that of the image
    (engines.md §2.3).
    """
    config = cast(Config, request.fields)
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
    """The HostConfig of a 1.5 config and of the HostConfig that 1.5 sends with the start.

    What 1.5 has no word for stands in `host` as it is to be. LxcConf is left out: no engine since
    1.8 has it. Only what differs from the default is in it.
    """
    moved = {key: value for key, value in config.items() if key in _HOST_KEYS and value}
    told = {key: value for key, value in (host or {}).items() if key not in _HOST_OF_1_5}
    wanted = cast(HostConfig, moved | told)
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
    """Before API 1.18 limits are part of the config; later engines read them there, too.

    See engines.md §2.3.
    """
    host = request.fields["HostConfig"]
    limits = {key: host[key] for key in _LIMITS if key in host}
    return request.replaced(body={**request.fields, **limits})


def created(value: Created, request: Request) -> Created:
    """What of the request was left out is said as an engine says it."""
    if not (request.host and request.host.get("LxcConf")):
        return value
    ignored = "-lxc-conf is ignored: this engine does not use LXC"
    return {**value, "Warnings": [*(value.get("Warnings") or ()), ignored]}


def commit(request: Request) -> Request:
    """Ports are exposed; VolumesFrom, which in its 1.5 form is refused, is left out.

    These engines overlook what they don't keep in an image (engines.md §2.22).
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
    """No body at all: dockerd refuses one, Podman ignores it (engines.md §2.4)."""
    return request.replaced(body=None, host=None, config=None)


def start_with_host(request: Request) -> Request:
    """Before API 1.15 the HostConfig belongs here; at the create those engines ignore it.

    A later engine that is spoken to in such a version reads it in both places (engines.md §2.3).
    """
    host = host_config(request.config or {}, cast(HostConfig, request.fields))
    return request.replaced(body=host or None, host=None, config=None)


def start_error(status: int, message: str) -> EngineError:
    """A command that can't be run fails the start; only the text tells why (engines.md §2.4)."""
    if _NOT_INVOKABLE.search(message):
        return CommandNotInvokable(message, status)
    if _NO_COMMAND.search(message):
        return CommandNotFound(message, status)
    return engine_error(status, message)


def attach(request: Request) -> Request:
    """All five flags, and no logs: what was written before comes from their own endpoint.

    The client looks for the detach keys itself: the engine is given some that nobody types, lest it
    holds back a Ctrl-P (engines.md §2.6).
    """
    flags = dict.fromkeys(("stdin", "stdout", "stderr", "stream"), "0")
    query = {**flags, **request.query, "logs": "0", "detachKeys": _NO_KEYS}
    return request.replaced(query=query)


def upgrade(request: Request) -> Request:
    """Tell a proxy on the way what becomes of the connection; the answer is a 101.

    Engines before API 1.19 answer 200 all the same (engines.md §2.7).
    """
    return request.replaced(headers={**request.headers, "Connection": "Upgrade", "Upgrade": "tcp"})


def exec_create(request: Request) -> Request:
    """As for `attach`: the client looks for the detach keys itself."""
    return request.replaced(body={**request.fields, "DetachKeys": _NO_KEYS})


def exec_start(request: Request) -> Request:
    """The size of the terminal is for a request of its own."""
    body = {key: value for key, value in request.fields.items() if key != "ConsoleSize"}
    return request.replaced(body=body)


def logs(request: Request) -> Request:
    """1.5 reads logs by attaching; since API 1.11 they have an endpoint (engines.md §2.7)."""
    query = request.without("logs", "stream").query
    if request.query.get("stream") == "1":
        query["follow"] = "1"
    path = request.path.removesuffix("/attach") + "/logs"
    return request.replaced(method="GET", path=path, query=query)


def list_(request: Request) -> Request:
    """`since`, `before` and `limit` are applied to the answer: engines ignore or misread them.

    Each of them includes the stopped ones (engines.md §2.11).
    """
    whole = request.without("since", "before", "limit")
    if len(whole.query) < len(request.query):
        whole.query["all"] = "1"
    return whole


def listed(rows: list[ContainerRow] | None, request: Request) -> list[ContainerRow]:
    """Newest first, cut as 1.5 does, with short image names (engines.md §2.11)."""
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
    """Without the quotes that dockerd puts around an argument with blanks; 1.5 has none.

    Nothing is escaped in them (engines.md §2.11).
    """
    return [
        {**row, "Command": _QUOTED.sub(r"\1", row.get("Command") or "")}
        for row in listed(rows, request)
    ]


def copy(request: Request) -> Request:
    """Since API 1.20 the path is in the query (engines.md §2.10).

    `/` alone would give absolute names, `/.` gives relative ones.
    """
    resource = request.fields["Resource"]
    path = request.path.removesuffix("/copy") + "/archive"
    query = {"path": resource if resource.strip("/") else "/."}
    return request.replaced(method="GET", path=path, query=query, body=None)
