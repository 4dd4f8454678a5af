"""The endpoints under `/networks` (API 1.21 and later).

Source: the later APIs' descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from docker15_cli.api.client import Client
from docker15_cli.api.encoding import query_params, segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Created, Inspected, Network
from docker15_cli.natural_order import natural_order


def create(client: Client, name: str, config: Mapping[str, object]) -> Created:
    """`POST /networks/create`: a new network; `config` is the rest of the body, such as Driver.

    Raises NotSupported, Conflict if the name is taken, EngineError if the driver refuses.
    """
    request = Request("POST", "/networks/create", body={"Name": name, **config})
    return cast(Created, client.object(operations.NETWORK_CREATE, request))


def list_(client: Client, *, filters: str = "") -> list[Network]:
    """`GET /networks`: all networks, by name; `filters` is JSON. Raises NotSupported."""
    request = Request("GET", "/networks", query_params(filters=filters))
    found = client.rows(operations.NETWORK_LIST, request)
    return sorted(found, key=lambda network: (natural_order(network["Name"]), network["Id"]))


def inspect_raw(client: Client, name: str, *, verbose: bool = False) -> tuple[str, Inspected]:
    """`GET /networks/{id}`: a network, as JSON text and parsed; `verbose` adds a swarm's services.

    Raises NotSupported, NotFound.
    """
    request = Request("GET", _path(name), query_params(verbose=verbose))
    return client.raw_and_parsed(operations.NETWORK_INSPECT, request)


def remove(client: Client, name: str) -> None:
    """`DELETE /networks/{id}`. Raises NotFound, EngineError if it is in use."""
    client.done(operations.NETWORK_REMOVE, Request("DELETE", _path(name)))


def connect(client: Client, name: str, container: str, endpoint: Mapping[str, object]) -> None:
    """`POST /networks/{id}/connect`: `endpoint` is its EndpointConfig, such as Aliases.

    Raises NotFound if either is missing, EngineError if it is connected already.
    """
    body = {"Container": container, "EndpointConfig": dict(endpoint)}
    request = Request("POST", f"{_path(name)}/connect", body=body)
    client.done(operations.NETWORK_CONNECT, request)


def disconnect(client: Client, name: str, container: str, *, force: bool = False) -> None:
    """`POST /networks/{id}/disconnect`; with `force` even if the container is gone.

    Raises NotFound if either is missing, EngineError if it is not connected.
    """
    body = {"Container": container, "Force": force}
    request = Request("POST", f"{_path(name)}/disconnect", body=body)
    client.done(operations.NETWORK_DISCONNECT, request)


def _path(name: str) -> str:
    return f"/networks/{segment(name, 'network')}"
