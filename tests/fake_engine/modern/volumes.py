"""/volumes/…: bookkeeping only, no files are kept."""

from __future__ import annotations

import time
from typing import Any

from .. import golang
from ..routes import Route
from ..store import new_id
from .call import ModernCall, Refusal
from .containers import filters_of


def find(call: ModernCall) -> dict[str, Any]:
    try:
        return call.state.volumes[call.name]
    except KeyError:
        raise Refusal(404, f"get {call.name}: no such volume") from None


def list_volumes(call: ModernCall) -> None:
    wanted = filters_of(call)
    found = [
        volume
        for volume in call.state.volumes.values()
        if all(_fits(call, volume, key, list(values)) for key, values in wanted.items())
    ]
    call.json({"Volumes": found, "Warnings": None})


def _fits(call: ModernCall, volume: dict[str, Any], key: str, values: list[str]) -> bool:
    if key == "name":
        return any(value in volume["Name"] for value in values)
    if key == "driver":
        return volume["Driver"] in values
    if key == "dangling":
        return bool(users(call, volume["Name"])) != (values[0] in ("true", "1"))
    if key == "label":
        pairs = [f"{name}={value}" for name, value in (volume["Labels"] or {}).items()]
        return all(value in pairs or value in (volume["Labels"] or {}) for value in values)
    raise Refusal(400, f"invalid filter '{key}'")


def create(call: ModernCall) -> None:
    body = golang.decode(call.request.body.read()) or {}
    labels = dict(body.get("Labels") or {})
    if not body.get("Name"):
        labels["com.docker.volume.anonymous"] = ""
    name = str(body.get("Name") or new_id())
    driver = str(body.get("Driver") or "local")
    if driver != "local":
        raise Refusal(404, f'create {name}: error looking up volume plugin {driver}: "{driver}"')
    volume = call.state.volumes.setdefault(
        name,
        {
            "CreatedAt": golang.rfc3339(time.time_ns()),
            "Driver": driver,
            "Labels": labels or None,
            "Mountpoint": f"/var/lib/docker/volumes/{name}/_data",
            "Name": name,
            "Options": body.get("DriverOpts") or None,
            "Scope": "local",
        },
    )
    call.json(volume, 201)


def inspect(call: ModernCall) -> None:
    call.json(find(call))


def delete(call: ModernCall) -> None:
    if call.name not in call.state.volumes and call.flag("force"):
        call.empty(204)
        return
    name = find(call)["Name"]
    found = users(call, name)
    if found:
        raise Refusal(409, f"remove {name}: volume is in use - [{found[0]}]")
    del call.state.volumes[name]
    call.empty(204)


def users(call: ModernCall, name: str) -> list[str]:
    """The ids of the containers that use it."""
    return [
        one.id
        for one in call.state.containers
        if any(bind.startswith(f"{name}:") for bind in one.host_config.binds or ())
    ]


ROUTES: list[Route] = [
    ("GET", "/volumes", list_volumes),
    ("POST", "/volumes/create", create),
    ("GET", "/volumes/{name}", inspect),
    ("DELETE", "/volumes/{name}", delete),
]
