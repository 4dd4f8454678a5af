"""/networks/…: bookkeeping only, no packet is forwarded."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from .. import golang
from ..container import Container
from ..errors import EngineError
from ..routes import Route
from ..store import new_id
from .call import ModernCall, Refusal
from .containers import filters_of

OWN = {"bridge": "bridge", "host": "host", "none": "null"}
"""The engine's own networks and their drivers."""


def network(name: str, driver: str, identifier: str = "", **more: Any) -> dict[str, Any]:
    """A network as `inspect` shows it, without containers."""
    return {
        "Name": name,
        "Id": identifier or hashlib.sha256(name.encode()).hexdigest(),
        "Created": golang.rfc3339(time.time_ns()),
        "Scope": "local",
        "Driver": driver,
        "EnableIPv4": True,
        "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": None, "Config": []},
        "Internal": False,
        "Attachable": False,
        "Ingress": False,
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": False,
        "Containers": {},
        "Options": {},
        "Labels": {},
        **more,
    }


def _all(call: ModernCall) -> dict[str, dict[str, Any]]:
    """All networks by name; the engine's own are made when first asked for."""
    if not call.state.networks:
        call.state.networks |= {name: network(name, driver) for name, driver in OWN.items()}
    return call.state.networks


def find(call: ModernCall) -> dict[str, Any]:
    known = _all(call)
    if call.name in known:
        return known[call.name]
    found = [one for one in known.values() if call.name and one["Id"].startswith(call.name)]
    if len(found) != 1:
        raise Refusal(404, f"network {call.name} not found")
    return found[0]


def list_networks(call: ModernCall) -> None:
    wanted = filters_of(call)
    keys = {"name": "Name", "id": "Id", "driver": "Driver", "scope": "Scope"}
    for key in wanted:
        if key not in (*keys, "label"):
            raise Refusal(400, f"invalid filter '{key}'")
    call.json(
        [
            {key: value for key, value in one.items() if key != "Containers"}
            for one in _all(call).values()
            if all(
                any(value in _fact(one, keys.get(key, key)) for value in values)
                for key, values in wanted.items()
            )
        ]
    )


def _fact(one: dict[str, Any], key: str) -> Any:
    pairs = one["Labels"].items()
    return one[key] if key in one else [*one["Labels"], *(f"{a}={b}" for a, b in pairs)]


def create(call: ModernCall) -> None:
    body = golang.decode(call.request.body.read()) or {}
    name, driver = str(body.get("Name") or ""), str(body.get("Driver") or "bridge")
    if not name:
        raise Refusal(400, "invalid name: name is empty")
    if name in _all(call):
        raise Refusal(409, f"network with name {name} already exists")
    if driver not in ("bridge", "macvlan", "ipvlan"):
        raise Refusal(404, f"could not find plugin {driver} in v1 plugin registry: not found")
    made = network(
        name,
        driver,
        new_id(),
        EnableIPv6=bool(body.get("EnableIPv6")),
        IPAM={**(body.get("IPAM") or {})},
        Internal=bool(body.get("Internal")),
        Attachable=bool(body.get("Attachable")),
        Options=body.get("Options") or {},
        Labels=body.get("Labels") or {},
    )
    _all(call)[name] = made
    call.json({"Id": made["Id"], "Warning": ""}, 201)


def inspect(call: ModernCall) -> None:
    call.json(find(call))


def delete(call: ModernCall) -> None:
    found = find(call)
    if found["Name"] in OWN:
        raise Refusal(403, f"{found['Name']} is a pre-defined network and cannot be removed")
    if any(_container(call, one).running for one in found["Containers"]):
        text = f"error while removing network: network {found['Name']} has active endpoints"
        raise Refusal(403, text)
    del _all(call)[found["Name"]]
    call.empty(204)


def _container(call: ModernCall, name: str) -> Container:
    try:
        return call.state.containers[name]
    except EngineError as error:
        raise Refusal(404, error.message) from None


def connect(call: ModernCall) -> None:
    body = golang.decode(call.request.body.read()) or {}
    found, one = find(call), _container(call, str(body.get("Container")))
    if one.id in found["Containers"]:
        text = f"endpoint with name {one.name} already exists in network {found['Name']}"
        raise Refusal(403, text)
    aliases = (body.get("EndpointConfig") or {}).get("Aliases")
    found["Containers"][one.id] = {"Name": one.name, "Aliases": aliases}
    call.empty()


def disconnect(call: ModernCall) -> None:
    body = golang.decode(call.request.body.read()) or {}
    found, one = find(call), _container(call, str(body.get("Container")))
    if found["Containers"].pop(one.id, None) is None:
        text = f"container {one.id} is not connected to network {found['Name']}"
        raise Refusal(403, text)
    call.empty()


ROUTES: list[Route] = [
    ("GET", "/networks", list_networks),
    ("POST", "/networks/create", create),
    ("GET", "/networks/{name}", inspect),
    ("DELETE", "/networks/{name}", delete),
    ("POST", "/networks/{name}/connect", connect),
    ("POST", "/networks/{name}/disconnect", disconnect),
]
