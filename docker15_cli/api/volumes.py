"""The endpoints under `/volumes` (API 1.21 and later).

Source: the later APIs' descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from docker15_cli.api.client import Client
from docker15_cli.api.encoding import query_params, segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Inspected, Volume
from docker15_cli.natural_order import natural_order
from docker15_cli.patterns import regex

_ANONYMOUS = "com.docker.volume.anonymous"  # a label
_RANDOM_NAME = regex("[0-9a-f]{64}")


def create(
    client: Client,
    name: str = "",
    *,
    driver: str = "",
    options: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Volume:
    """`POST /volumes/create`: a new volume, or the existing one of this name.

    Without a name the engine makes one up; `driver` "" is the engine's default, `options` are the
    driver's. Raises NotSupported, EngineError if the driver refuses.
    """
    body = {
        "Name": name,
        **({"Driver": driver} if driver else {}),
        "DriverOpts": dict(options or {}),
        "Labels": dict(labels or {}),
    }
    request = Request("POST", "/volumes/create", body=body)
    return cast(Volume, client.object(operations.VOLUME_CREATE, request))


def list_(client: Client, *, filters: str = "") -> list[Volume]:
    """`GET /volumes`: all volumes, by name; `filters` is JSON. Raises NotSupported."""
    request = Request("GET", "/volumes", query_params(filters=filters))
    answer = client.object(operations.VOLUME_LIST, request)
    found = cast("list[Volume]", answer.get("Volumes") or [])
    return sorted(found, key=lambda volume: natural_order(volume["Name"]))


def is_anonymous(client: Client, volume: Volume) -> bool:
    """Whether nobody named it: engines label such volumes, or else their names are 64 digits."""
    if client.dialect.marks_anonymous_volumes:
        return _ANONYMOUS in (volume.get("Labels") or {})
    return bool(_RANDOM_NAME.fullmatch(volume["Name"]))


def inspect_raw(client: Client, name: str) -> tuple[str, Inspected]:
    """`GET /volumes/{name}`: a volume, as JSON text and parsed. Raises NotSupported, NotFound."""
    return client.raw_and_parsed(operations.VOLUME_INSPECT, Request("GET", _path(name)))


def remove(client: Client, name: str, *, force: bool = False) -> None:
    """`DELETE /volumes/{name}`. With `force` (API 1.25) a missing one is ignored.

    Raises NotFound, Conflict if a container uses it.
    """
    request = Request("DELETE", _path(name), query_params(force=force))
    client.done(operations.VOLUME_REMOVE, request)


def _path(name: str) -> str:
    return f"/volumes/{segment(name, 'volume')}"
