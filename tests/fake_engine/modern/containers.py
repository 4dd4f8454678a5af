"""/containers/…, except what streams."""

from __future__ import annotations

import hashlib
import re
import signal
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .. import archive, golang, top
from ..config import Config, HostConfig, from_json
from ..container import Container
from ..errors import EngineError
from ..network import GATEWAY, PREFIX_LENGTH
from ..routes import Route
from .call import ModernCall, Refusal, version_of
from .defaults import ENDPOINT, HOST_CONFIG, LEGACY_NETWORK, OF_BOTH, graph_driver

NETWORKS_ONLY = version_of("1.52")  # from this version on, the address is nowhere else
_CONFIG_KEYS = (
    "Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "Tty",
    "OpenStdin", "StdinOnce", "Env", "Cmd", "Image", "WorkingDir", "Entrypoint", "NetworkDisabled",
)  # fmt: skip
_HOST_KEYS = ("Memory", "MemorySwap", "CpuShares", "Dns", "Privileged")
_OPTIONAL = ("NetworkDisabled", "ExposedPorts", "StopTimeout")  # left out if empty
_NEVER = "0001-01-01T00:00:00Z"
_NAME = re.compile("/?[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def find(call: ModernCall) -> Container:
    return call.state.containers[call.name]


def log(call: ModernCall, status: str, one: Container, **more: str) -> None:
    told = {**one.known_as, **more}
    call.state.events.log(status, one.short_id, one.config.image, **told)


def list_containers(call: ModernCall) -> None:
    everything = call.flag("all")
    wanted = filters_of(call)
    if call.value("limit"):
        everything = True
    rows = [
        row(call, one)
        for one in call.state.containers.newest_first()
        if (everything or one.running or wanted.keys() & {"exited", "status"})
        and _fits(one, wanted)
    ]
    call.json(rows[: int(call.value("limit") or 0) or None])


def filters_of(call: ModernCall) -> dict[str, Any]:
    """The `filters`, which are JSON, if there are any."""
    if not call.value("filters"):
        return {}
    try:
        return dict(golang.decode(call.value("filters").encode()))
    except EngineError:
        raise Refusal(400, "invalid filter") from None


def _fits(one: Container, wanted: dict[str, Any]) -> bool:
    """Whether it matches the `filters`, each of which is a list or a map."""
    labels = one.later.get("Labels") or {}
    has = {
        "exited": lambda value: (one.started and not one.running and str(one.exit_code)) == value,
        "id": one.id.startswith,
        "label": lambda value: value in labels or value in map("=".join, labels.items()),
        "name": lambda value: re.search(value, one.name),
        "status": _state(one).__eq__,
    }
    for key, values in wanted.items():
        if key not in has:
            raise Refusal(400, f"invalid filter '{key}'")
        enough = all if key == "label" else any
        if not enough(map(has[key], values)):
            return False
    return True


def _state(one: Container) -> str:
    if one.running:
        return "paused" if one.paused else "running"
    return "exited" if one.started else "created"


def _status(one: Container) -> str:
    if one.running:
        return f"{one.status} (Paused)" if one.paused else one.status
    ago = golang.human_duration((time.time_ns() - one.finished) / 1e9)
    return f"Exited ({one.exit_code}) {ago} ago" if one.started else "Created"


def row(call: ModernCall, one: Container) -> dict[str, Any]:
    facts = {
        "Id": one.id,
        "Names": [f"/{one.name}"],
        "Image": one.config.image,
        "ImageID": f"sha256:{one.image}",
        "Command": " ".join([one.path, *(f"'{arg}'" if " " in arg else arg for arg in one.args)]),
        "Created": one.created // 10**9,
        "Ports": [
            {"IP": address, **port}
            for port in one.network.rows() or ()
            for address in ("0.0.0.0", "::")
        ],
        "Labels": one.later.get("Labels") or {},
        "State": _state(one),
        "Status": _status(one),
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": _networks(call, one)},
        "Mounts": _mounts(one),
    }
    if call.flag("size"):
        facts |= {key: size for key, size in sizes(call, one).items() if size}
    return facts


def sizes(call: ModernCall, one: Container) -> dict[str, int]:
    images = call.state.images
    gone = {path for path, kind in changed(call, one) if kind == archive.DELETED}
    found = [one.inside(path).lstat() for path, _ in changed(call, one) if path not in gone]
    own = sum(info.st_size for info in found if not stat.S_ISDIR(info.st_mode))
    return {"SizeRw": own, "SizeRootFs": own + images.virtual_size(images.graph[one.image])}


def changed(call: ModernCall, one: Container) -> Iterator[tuple[str, int]]:
    """What has changed in its files; on today's engines, /dev is mounted."""
    base = call.state.images.layer_of(one.image)
    for path, kind in archive.changes(base, one.rootfs):
        if path.split("/")[1] != "dev":
            yield path, kind


def create(call: ModernCall) -> None:
    data = call.request.body.read()
    if not data:
        raise Refusal(400, "invalid JSON: got EOF while reading request body")
    if not call.has_json():
        raise Refusal(400, "Content-Type header is not application/json")
    body = golang.decode(data) or {}
    host = body.get("HostConfig") or {}
    name = call.value("name") or call.state.new_name()
    _require_free(call, name)
    image = str(body.get("Image") or "")
    if not call.state.images.exists(image.removeprefix("sha256:")):
        raise Refusal(404, f"No such image: {image if ':' in image else f'{image}:latest'}")
    try:
        container = call.state.create(config_of(body, host))
    except EngineError as error:
        raise Refusal(400, error.message.lower()) from None
    if body.get("Entrypoint") in ([], [""]):
        _drop_entrypoint(container)
    container.name = name
    container.config.env = set_variables(container.config.env)
    container.config.image = image
    container.host_config = HostConfig(binds=_binds(host))
    later = ("Labels", "StopTimeout")
    container.later = {"HostConfig": host, **{key: body.get(key) for key in later}}
    network = call.state.networks.get(str(host.get("NetworkMode")))
    if network is not None:
        network["Containers"][container.id] = {"Name": name, "Aliases": None}
    log(call, "create", container)
    call.json({"Id": container.id, "Warnings": []}, 201)


def _require_free(call: ModernCall, name: str) -> None:
    if not _NAME.fullmatch(name):
        why = "only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        raise Refusal(400, f"Invalid container name ({name}), {why}")
    taken = call.state.containers.get(name)
    if taken is not None and taken.name == name:
        raise Refusal(
            409,
            f'Conflict. The container name "/{name}" is already in use by container "{taken.id}". '
            "You have to remove (or rename) that container to be able to reuse that name.",
        )


def _drop_entrypoint(one: Container) -> None:
    """Drop the image's entrypoint: today's engines use it only if the request has null."""
    one.config.entrypoint = []
    one.path, *one.args = one.config.cmd or [""]


def set_variables(env: Iterable[str] | None) -> list[str]:
    """Set variables; a name without a value removes the variable."""
    entries = list(env or ())
    unset = {entry for entry in entries if "=" not in entry}
    return [entry for entry in entries if entry.partition("=")[0] not in unset]


def config_of(body: dict[str, Any], host: dict[str, Any]) -> Config:
    """The part of a create request's body that the shared state has."""
    known = {key: body.get(key) for key in _CONFIG_KEYS}
    known |= {key: host.get(key) for key in _HOST_KEYS}
    known["Image"] = str(body.get("Image") or "").removeprefix("sha256:")
    known["VolumesFrom"] = ",".join(host.get("VolumesFrom") or ())
    known["PortSpecs"] = list(_port_specs(host.get("PortBindings") or {}))
    bound: dict[str, Any] = {bind.split(":")[1]: {} for bind in _binds(host)}
    known["Volumes"] = {**(body.get("Volumes") or {}), **bound}
    return from_json(Config, known)


def _port_specs(bindings: dict[str, Any]) -> Iterator[str]:
    for private, publics in bindings.items():
        for public in publics or ():
            yield f"{public.get('HostPort') or ''}:{private}".removeprefix(":")


def exposed_by(config: Config) -> dict[str, Any]:
    """ExposedPorts, of a container or an image."""
    ports = [spec.rpartition(":")[2] for spec in config.port_specs or ()]
    return {port if "/" in port else f"{port}/tcp": {} for port in ports}


def _binds(host: dict[str, Any]) -> list[str]:
    mounts = [one for one in host.get("Mounts") or () if one.get("Type") == "bind"]
    return [*(host.get("Binds") or ()), *(f"{one['Source']}:{one['Target']}" for one in mounts)]


def inspect(call: ModernCall) -> None:
    one = find(call)
    value = {
        "Id": one.id,
        "Created": golang.rfc3339(one.created),
        "Path": one.path,
        "Args": one.args,
        "State": {
            "Status": _state(one),
            "Running": one.running,
            "Paused": one.paused,
            "Restarting": False,
            "OOMKilled": False,
            "Dead": False,
            "Pid": one.pid,
            "ExitCode": one.exit_code,
            "Error": "",
            "StartedAt": golang.rfc3339(one.started) if one.started else _NEVER,
            "FinishedAt": golang.rfc3339(one.finished) if one.finished else _NEVER,
        },
        "Image": f"sha256:{one.image}",
        "AppArmorProfile": "",
        "MountLabel": "",
        "ProcessLabel": "",
        "GraphDriver": graph_driver(str(one.home), one.id),
        "ResolvConfPath": "/etc/resolv.conf",
        "HostnamePath": str(one.home / "hostname"),
        "HostsPath": str(one.home / "hosts"),
        "LogPath": str(one.home / "log"),
        "Name": f"/{one.name}",
        "RestartCount": 0,
        "Driver": "overlay2",
        "Platform": "linux",
        "ExecIDs": None,
        "HostConfig": {
            **HOST_CONFIG,
            "Binds": one.host_config.binds or None,
            "Memory": one.config.memory,
            "MemorySwap": one.config.memory_swap,
            "CpuShares": one.config.cpu_shares,
            "Privileged": one.config.privileged,
            **_host_config(one),
        },
        "Mounts": _mounts(one),
        "Config": _config(one),
        "NetworkSettings": _network_settings(call, one),
    }
    if call.flag("size"):
        value |= sizes(call, one)
    call.json(value)


def _config(one: Container) -> dict[str, Any]:
    known = one.config.to_json()
    config = {
        **{key: known.get(key) for key in _CONFIG_KEYS},
        "Env": known.get("Env") or None,
        "Volumes": known.get("Volumes") or None,
        "OnBuild": None,
        "ExposedPorts": exposed_by(one.config),
        "Labels": one.later.get("Labels") or {},
        "StopTimeout": one.later.get("StopTimeout"),
    }
    return {key: value for key, value in config.items() if value or key not in _OPTIONAL}


def _host_config(one: Container) -> dict[str, Any]:
    """The HostConfig as requested, with the address that each port is bound to."""
    host = dict(one.later.get("HostConfig", {}))
    if host.get("PortBindings"):
        host["PortBindings"] = {
            private: [{"HostIp": "", **public} for public in publics or ()]
            for private, publics in host["PortBindings"].items()
        }
    return host


def _mounts(one: Container) -> list[dict[str, Any]]:
    bound = {bind.split(":")[1]: bind.split(":")[0] for bind in one.host_config.binds or ()}
    return [_mount(path, source, bound.get(path)) for path, source in _volumes(one).items()]


def _volumes(one: Container) -> dict[str, str]:
    """The directory of each volume; before the container's first start it is unknown."""
    return one.volumes.sources or dict.fromkeys(one.config.volumes or {}, "")


def _mount(path: str, source: str, bound: str | None) -> dict[str, Any]:
    """One mount; `bound` is a directory of the host, or the name of a volume."""
    mount = {"Source": source, "Destination": path, "Mode": "", "RW": True}
    if bound and bound.startswith("/"):
        return {"Type": "bind", **mount, "Propagation": "rprivate"}
    name = bound or hashlib.sha256(f"{source}{path}".encode()).hexdigest()
    return {"Type": "volume", "Name": name, **mount, "Driver": "local", "Propagation": ""}


def _networks(call: ModernCall, one: Container) -> dict[str, Any]:
    """Its own network, and the user's networks that it is connected to."""
    joined = {
        name: {**ENDPOINT, "NetworkID": network["Id"]}
        for name, network in call.state.networks.items()
        if one.id in network["Containers"]
    }
    mode = one.later.get("HostConfig", {}).get("NetworkMode")
    return joined if mode in joined else {"bridge": _bridge(one), **joined}


def _bridge(one: Container) -> dict[str, Any]:
    if not one.network.address:
        return ENDPOINT
    settings = {
        "NetworkID": "ab" * 32,
        "EndpointID": "cd" * 32,
        "MacAddress": "06:00:00:00:00:02",
        "Gateway": GATEWAY,
        "IPAddress": one.network.address,
        "IPPrefixLen": PREFIX_LENGTH,
    }
    return {**ENDPOINT, **settings}


def _network_settings(call: ModernCall, one: Container) -> dict[str, Any]:
    ports: dict[str, list[dict[str, str]]] = {}
    for row in one.network.rows() or ():
        hosts = [{"HostIp": ip, "HostPort": str(row["PublicPort"])} for ip in ("0.0.0.0", "::")]
        ports[f"{row['PrivatePort']}/{row['Type']}"] = hosts
    settings = {"SandboxID": "", "SandboxKey": "", "Ports": ports}
    settings["Networks"] = _networks(call, one)
    if call.api < NETWORKS_ONLY:
        settings |= LEGACY_NETWORK | {key: _bridge(one)[key] for key in OF_BOTH}
    return settings


def processes(call: ModernCall) -> None:
    one = find(call)
    _require_running(one, "container {} is not running")
    table = top.table(one.pid, call.value("ps_args") or "-ef")
    width = len(table["Titles"])
    rows = [[*row[: width - 1], " ".join(row[width - 1 :])] for row in table["Processes"] or ()]
    call.json({"Processes": rows, "Titles": table["Titles"]})


def _require_running(one: Container, text: str) -> None:
    if not one.running:
        raise Refusal(409, text.format(one.id))


def start(call: ModernCall) -> None:
    one = find(call)
    chunked = call.request.header("Transfer-Encoding")
    if chunked or int(call.request.header("Content-Length") or 0) > 7:
        raise Refusal(
            400,
            "starting container with non-empty request body was deprecated since API v1.22 and "
            "removed in v1.24",
        )
    if one.running:
        call.empty(304)
        return
    if not one.has_command:
        for output in one.outputs.values():
            output.close()
        one.exit_code = 127
        raise Refusal(
            400,
            "failed to create task for container: failed to create shim task: OCI runtime create "
            "failed: runc create failed: unable to start container process: error during container "
            f'init: exec: "{one.path}": executable file not found in $PATH',
        )
    one.start(event="start")
    if one.later.get("HostConfig", {}).get("AutoRemove"):
        call.state.spawn(_remove_at_the_end, call, one)
    call.empty(204)


def _remove_at_the_end(call: ModernCall, one: Container) -> None:
    one.wait()
    if not call.state.stopping:
        _remove(call, one)


def stop(call: ModernCall) -> None:
    one = find(call)
    if not one.running:
        call.empty(304)
        return
    one.stop(_seconds(call, one), _stop_signal(call))
    log(call, "stop", one)
    call.empty(204)


def restart(call: ModernCall) -> None:
    one = find(call)
    one.stop(_seconds(call, one), _stop_signal(call))
    one.start(event="start")
    log(call, "restart", one)
    call.empty(204)


def _stop_signal(call: ModernCall) -> signal.Signals:
    text = call.value("signal") or "TERM"
    try:
        return _signal(text)
    except (KeyError, ValueError):
        text = f"cannot stop container: {call.name}: invalid signal: {text}"
        raise Refusal(400, text) from None


def _signal(text: str) -> signal.Signals:
    """A signal by its number or name. Raises KeyError, ValueError."""
    if text.isdigit():
        return signal.Signals(int(text))
    return signal.Signals[text if text.startswith("SIG") else f"SIG{text}"]


def _seconds(call: ModernCall, one: Container) -> int:
    own = one.later.get("StopTimeout")
    seconds = 10 if own is None else int(own)
    if call.value("t"):
        seconds = golang.parse_int(call.value("t"))
    return seconds if seconds >= 0 else 3600


def kill(call: ModernCall) -> None:
    try:
        one = find(call)
    except EngineError as error:
        raise Refusal(error.status, f"cannot kill container: {call.name}: {error}") from None
    text = call.value("signal") or "KILL"
    try:
        number = _signal(text)
    except (KeyError, ValueError):
        text = f"cannot kill container: {call.name}: invalid signal: {text}"
        raise Refusal(400, text) from None
    _require_running(one, f"cannot kill container: {call.name}: container {{}} is not running")
    one.signal(number)
    log(call, "kill", one, signal=str(int(number)))
    call.empty(204)


def pause(call: ModernCall) -> None:
    one = find(call)
    _require_running(one, "Container {} is not running")
    if one.paused:
        raise Refusal(409, f"Container {one.id} is already paused")
    one.signal(signal.SIGSTOP)
    one.paused = True
    log(call, "pause", one)
    call.empty(204)


def unpause(call: ModernCall) -> None:
    one = find(call)
    if not one.paused:
        raise Refusal(500, f"Container {one.id} is not paused")
    one.paused = False
    one.signal(signal.SIGCONT)
    log(call, "unpause", one)
    call.empty(204)


def rename(call: ModernCall) -> None:
    one, name = find(call), call.value("name")
    _require_free(call, name)
    old, one.name = one.name, name
    log(call, "rename", one, oldName=f"/{old}")
    call.empty(204)


def wait(call: ModernCall) -> None:
    """Wait for a condition. The head is sent at once."""
    one = find(call)
    condition, before = call.value("condition"), one.finished
    call.response.headers["Content-Type"] = "application/json"
    call.response.flush()
    if condition == "next-exit" and not one.running:
        _until(call, lambda: one.finished != before)
    if condition == "removed":
        _until(call, lambda: call.state.containers.get(one.id) is None)
    code = one.wait()
    call.response.write(golang.encode({"StatusCode": code}) + b"\n")


def _until(call: ModernCall, is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds, or the client or the engine has gone."""
    while not (is_so() or call.state.stopping):
        if call.response.connection.closed.wait(0.01):
            return


def delete(call: ModernCall) -> None:
    call.flag("v")
    one = find(call)
    if one.running and not call.flag("force"):
        raise Refusal(
            409,
            f'cannot remove container "{call.name}": container is running: '
            "stop the container before removing or force remove",
        )
    one.kill()
    _remove(call, one)
    for network in call.state.networks.values():
        network["Containers"].pop(one.id, None)
    call.empty(204)


def _remove(call: ModernCall, one: Container) -> None:
    if call.state.containers.get(one.id) is None:
        return
    log(call, "destroy", one)
    call.state.containers.remove(one)
    one.discard()


ROUTES: list[Route] = [
    ("GET", "/containers/json", list_containers),
    ("POST", "/containers/create", create),
    ("GET", "/containers/{name}/json", inspect),
    ("GET", "/containers/{name}/top", processes),
    ("POST", "/containers/{name}/start", start),
    ("POST", "/containers/{name}/stop", stop),
    ("POST", "/containers/{name}/restart", restart),
    ("POST", "/containers/{name}/kill", kill),
    ("POST", "/containers/{name}/pause", pause),
    ("POST", "/containers/{name}/unpause", unpause),
    ("POST", "/containers/{name}/rename", rename),
    ("POST", "/containers/{name}/wait", wait),
    ("DELETE", "/containers/{name}", delete),
]
