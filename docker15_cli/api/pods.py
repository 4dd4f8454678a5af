"""The endpoint under `/libpod/pods`, which only Podman has."""

from __future__ import annotations

from docker15_cli.api.client import Client
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request


def members(client: Client) -> set[str]:
    """`GET /libpod/pods/json`: the ids of all containers in pods; empty on other engines."""
    if not client.dialect.has_pods:
        return set()
    pods = client.rows(operations.POD_LIST, Request("GET", "/libpod/pods/json"))
    return {str(one.get("Id")) for pod in pods for one in pod.get("Containers") or ()}
