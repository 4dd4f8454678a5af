"""Removing containers, also those that run, and links."""

from __future__ import annotations

import time

from docker15_cli.api.client import Client
from docker15_cli.api.container_life import kill, wait
from docker15_cli.api.containers import inspect, is_gone, is_running
from docker15_cli.api.encoding import container_path, query_params, segment
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.errors import EngineError, NotFound

_BETWEEN_KILLS = (0.05, 0.2, 0.5)  # seconds
_BETWEEN_REMOVALS = (0.05, 0.2, 0.5, 1.0, 2.0)  # seconds


def remove(client: Client, container: str, *, volumes: bool = False, force: bool = False) -> None:
    """`DELETE /containers/{id}`: with `volumes` its volumes too, with `force` even if it runs.

    Raises NotFound, EngineError (406 for a running container; a 1.5 daemon has no `force`).

    A 1.5 daemon answers a removal with volumes by 404 `No such id: …/layer` even though the
    container is gone. That is a success if it really is gone, else an EngineError
    (docs/spec/remote-api-1.5.md §7).
    """
    if force:
        client.identify()  # Podman's own endpoint does it without delay
    request = Request("DELETE", container_path(container), query_params(force=force, v=volumes))
    try:
        client.json(operations.CONTAINER_REMOVE, request)
    except NotFound as error:
        if "No such id" not in str(error):
            raise
        if not is_gone(client, container):
            raise EngineError(str(error), error.status) from None


def remove_forced(client: Client, container: str, *, volumes: bool = False) -> None:
    """`remove` with `force`; an engine without that (before API 1.10) is told to kill it first."""
    try:
        remove(client, container, volumes=volumes, force=True)
    except NotFound:
        raise
    except EngineError:
        if client.has(features.RM_FORCE):
            raise
        kill_if_running(client, container)
        remove(client, container, volumes=volumes)


def remove_link(client: Client, link: str) -> None:
    """`DELETE /containers/{container}/{alias}?link=1`, API 1.6: the container stays.

    Raises NotFound, EngineError.
    """
    path = "/".join(segment(part, "link") for part in link.strip("/").split("/"))
    request = Request("DELETE", f"/containers/{path}", query_params(link=True))
    client.json(operations.CONTAINER_UNLINK, request)


def can_remove_concurrently(client: Client) -> bool:
    """Whether several containers can be removed at the same time."""
    return client.dialect.removes_concurrently


def remove_until_gone(client: Client, container: str) -> None:
    """Kill the container if it runs, and remove it with its volumes; return when it is gone.

    An engine that refuses, because the container is just being started, is asked again.
    """
    for pause in _BETWEEN_REMOVALS:
        try:
            return _try_to_remove(client, container)
        except EngineError:
            time.sleep(pause)
    return _try_to_remove(client, container)


def _try_to_remove(client: Client, container: str) -> None:
    try:
        if client.has(features.RM_FORCE):
            return remove(client, container, volumes=True, force=True)
        kill_if_running(client, container)
        wait(client, container)  # until a 1.5 daemon is done with it: remote-api-1.5.md §7
        return remove(client, container, volumes=True)
    except NotFound:
        return None


def kill_if_running(client: Client, container: str) -> None:
    """Send SIGKILL, unless the container has ended, or ends before the engine gets to it.

    For a moment Podman reports a container that has ended as running, but refuses to kill it.
    """
    for pause in _BETWEEN_KILLS:
        if not is_running(inspect(client, container)):
            return
        try:
            kill(client, container)
            return
        except EngineError:
            time.sleep(pause)
    kill(client, container)
