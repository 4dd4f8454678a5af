"""/containers/…"""

from __future__ import annotations

import contextlib
from typing import Any

from . import archive, golang, top
from .attach import RAW_STREAM, Attach, RawChannel, Wanted, serve
from .config import Config, HostConfig, from_json
from .container import Container
from .errors import EngineError
from .routes import Call, Route
from .websocket import WebSocketChannel, accept

OCTETS = "application/octet-stream"
SNIFFED = 512  # net/http's own copying sends this much first, to detect the type


def list_containers(call: Call) -> None:
    rows = [_row(call, one) for one in _selected(call)]
    call.json(rows)


def _selected(call: Call) -> list[Container]:
    """Select as the daemon's own loop does: `since` and `before` take only 12-digit ids."""
    everything, limit = call.flag("all"), _limit(call.value("limit"))
    call.flag("size")
    since, before = call.value("since"), call.value("before")
    stopped_too = everything or limit != -1 or since or before
    rows: list[Container] = []
    waiting = bool(before)
    for one in call.state.containers.newest_first():
        if not one.running and not stopped_too:
            continue
        if waiting:
            waiting = one.short_id != before
            continue
        if len(rows) == limit or one.short_id == since:
            break
        rows.append(one)
    return rows


def _limit(text: str) -> int:
    try:
        return golang.parse_int(text)
    except EngineError:
        return -1


def _row(call: Call, one: Container) -> dict[str, Any]:
    own, whole = _sizes(call, one) if call.flag("size") else (0, 0)
    return {
        "Id": one.id,
        "Image": call.state.images.name_of(one.image),
        "Command": f"{one.path} {' '.join(one.args)}",
        "Created": one.created // 10**9,
        "Status": one.status,
        "Ports": one.network.rows() if call.version >= 1.5 else one.network.text(),
        "SizeRw": own,
        "SizeRootFs": whole,
    }


def _sizes(call: Call, one: Container) -> tuple[int, int]:
    own = archive.own_size(one.rootfs, call.state.images.layer_of(one.image))
    image = call.state.images.get(one.image)
    return own, own + (call.state.images.virtual_size(image) if image else 0)


def create(call: Call) -> None:
    container = call.state.create(from_json(Config, call.body()))
    call.state.events.log("create", container.short_id, _image_name(call, container))
    answer: dict[str, Any] = {"Id": container.short_id}
    if warnings := _warnings(call, container.config):
        answer["Warnings"] = warnings
    call.json(answer, 201)


def _warnings(call: Call, config: Config) -> list[str]:
    state = call.state
    lack = "Your kernel does not support {} capabilities. Limitation discarded."
    candidates = (
        (config.memory and not state.memory_limit, lack.format("memory limit")),
        (config.memory and not state.swap_limit, lack.format("memory swap")),
        (not state.ipv4_forwarding, "IPv4 forwarding is disabled."),
    )
    return [text for applies, text in candidates if applies]


def _image_name(call: Call, container: Container) -> str:
    return call.state.images.name_of(container.image)


def inspect(call: Call) -> None:
    container = call.state.containers[call.name]
    if call.state.images.exists(call.name):
        raise EngineError("Conflict between containers and images")
    call.json(container.to_json())


def processes(call: Call) -> None:
    if call.version < 1.4:
        raise EngineError("top was improved a lot since 1.3, Please upgrade your docker client.")
    container = call.state.containers[call.name]
    call.json(top.table(container.pid if container.running else 0, call.value("ps_args")))


def changes(call: Call) -> None:
    container = call.state.containers[call.name]
    base = call.state.images.layer_of(container.image)
    rows = [{"Path": path, "Kind": kind} for path, kind in archive.changes(base, container.rootfs)]
    call.json(rows or None)


class _Download:
    """Sends a tar in pieces of the size that Go's io.Copy would use."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._started = False
        call.response.headers["Content-Type"] = OCTETS

    def write(self, data: bytes) -> int:
        if not self._started:
            self._started = True
            self._call.flushed(data[:SNIFFED])
            self._call.flushed(data[SNIFFED:])
        else:
            self._call.flushed(data)
        return len(data)


def export(call: Call) -> None:
    container = call.state.containers[call.name]
    archive.pack(container.rootfs, ".", _Download(call), container.mountpoints)
    call.state.events.log("export", container.short_id, _image_name(call, container))


def copy(call: Call) -> None:
    if not call.has_json(exactly=True):
        raise EngineError(f"Content-Type not supported: {call.request.header('Content-Type')}")
    asked = call.body()
    resource = str(asked.get("Resource") or "") if isinstance(asked, dict) else ""
    if not resource:
        raise EngineError("Resource cannot be empty")
    container = call.state.containers[call.name]
    path = container.inside(resource)
    # A volume is mounted only inside the container: seen from here, its directory is empty.
    in_volume = container.mountpoints & {str(parent) for parent in path.parents}
    if in_volume or not path.exists():
        raise EngineError(f"stat {path}: no such file or directory")
    archive.pack(path, path.name, _Download(call), container.mountpoints)


def start(call: Call) -> None:
    host_config = from_json(HostConfig, call.body()) if call.has_json() else None
    container = call.state.containers[call.name]
    try:
        container.start(host_config, event="start")
    except EngineError as error:
        raise EngineError(f"Error starting container {call.name}: {error.message}") from None
    call.empty(204)


def stop(call: Call) -> None:
    container = call.state.containers[call.name]
    container.stop(_timeout(call))
    call.state.events.log("stop", container.short_id, _image_name(call, container))
    call.empty(204)


def restart(call: Call) -> None:
    container = call.state.containers[call.name]
    container.stop(_timeout(call))
    try:
        container.start(event="restart")
    except EngineError as error:
        raise EngineError(f"Error restarting container {call.name}: {error.message}") from None
    call.empty(204)


def _timeout(call: Call) -> int:
    try:
        return golang.parse_int(call.value("t"))
    except EngineError:
        return 10


def kill(call: Call) -> None:
    container = call.state.containers[call.name]
    container.kill()
    call.state.events.log("kill", container.short_id, _image_name(call, container))
    call.empty(204)


def wait(call: Call) -> None:
    call.json({"StatusCode": call.state.containers[call.name].wait()})


def resize(call: Call) -> None:
    rows, columns = golang.parse_int(call.value("h")), golang.parse_int(call.value("w"))
    call.state.containers[call.name].resize(rows, columns)


def attach(call: Call) -> None:
    wanted = Wanted.of(call.request)
    container = call.state.containers[call.name]
    session = Attach(container, RawChannel(call.response.connection), wanted)
    serve(session, call.response, RAW_STREAM)


def attach_websocket(call: Call) -> None:
    wanted = Wanted.of(call.request)
    container = call.state.containers[call.name]
    head = accept(call.request)
    connection = call.response.hijack(head.answer)
    if not head.accepted:
        return
    channel = WebSocketChannel(connection)
    session = Attach(container, channel, wanted)
    connection.when_dropped(session.abandon)
    with contextlib.suppress(OSError):
        session.run()
        channel.close()
    connection.drop()
    session.join()


def delete(call: Call) -> None:
    with_volumes = call.flag("v")
    container = call.state.containers[call.name]
    if container.running:
        raise EngineError("Impossible to remove a running container, please stop it first")
    call.state.containers.remove(container)
    call.state.events.log("destroy", container.short_id, _image_name(call, container))
    container.discard()
    if with_volumes:
        _delete_volumes(call, container)
    call.empty(204)


def _delete_volumes(call: Call, container: Container) -> None:
    """Delete nothing: the daemon looks volumes up by their paths, and so never finds one."""
    used = {path for one in call.state.containers for path in (one.volumes.sources or {}).values()}
    for source in (container.volumes.sources or {}).values():
        if source not in used:
            raise EngineError(f"No such id: {source}")


ROUTES: list[Route] = [
    ("GET", "/containers/json", list_containers),
    ("GET", "/containers/ps", list_containers),
    ("POST", "/containers/create", create),
    ("GET", "/containers/{name}/json", inspect),
    ("GET", "/containers/{name}/top", processes),
    ("GET", "/containers/{name}/changes", changes),
    ("GET", "/containers/{name}/export", export),
    ("POST", "/containers/{name}/copy", copy),
    ("POST", "/containers/{name}/start", start),
    ("POST", "/containers/{name}/stop", stop),
    ("POST", "/containers/{name}/restart", restart),
    ("POST", "/containers/{name}/kill", kill),
    ("POST", "/containers/{name}/wait", wait),
    ("POST", "/containers/{name}/resize", resize),
    ("POST", "/containers/{name}/attach", attach),
    ("GET", "/containers/{name}/attach/ws", attach_websocket),
    ("DELETE", "/containers/{name}", delete),
]
