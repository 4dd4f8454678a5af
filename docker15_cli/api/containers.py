"""Listing and inspecting containers, and the processes in them.

Whatever changes or streams them is in the `container_…` modules. All of these endpoints are in
docs/spec/remote-api-1.5.md §2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docker15_cli.api.client import Client
from docker15_cli.api.encoding import container_path, query_params
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import (
    ContainerRow,
    Inspected,
    Processes,
    State,
    Stats,
)
from docker15_cli.errors import AnswerBroken, Conflict, EngineError, NotFound
from docker15_cli.jsontypes import JsonObject

if TYPE_CHECKING:  # modules for streams are imported only when there is a stream
    from docker15_cli.transport.hijack import PendingAnswer

_NEVER = "0001-01-01T"  # Go's zero time


def list_(
    client: Client,
    *,
    all: bool = False,  # the parameter's name
    limit: int = -1,
    since: str = "",
    before: str = "",
    size: bool = False,
    filters: str = "",
) -> list[ContainerRow]:
    """`GET /containers/json`: the running containers, newest first.

    `all` includes the stopped ones; `limit` takes the last N created, running or not (-1: no
    limit); `since` and `before` are ids, and include stopped containers too; they have 12 digits,
    because a 1.5 daemon does not match longer ones (remote-api-1.5.md §7). `size` fills in the
    sizes; `filters` is JSON, for engines that have it.
    """
    limited = str(limit) if limit >= 0 else ""
    query = query_params(
        all=all, before=before, filters=filters, limit=limited, since=since, size=size
    )
    request = Request("GET", "/containers/json", query)
    return client.rows(operations.CONTAINER_LIST, request)


def inspect(client: Client, container: str) -> Inspected:
    """`GET /containers/{id}/json`: the object as the engine sent it. Raises NotFound, Conflict."""
    return client.object(operations.CONTAINER_INSPECT, _inspect_request(container))


def inspect_pending(client: Client, container: str) -> PendingAnswer:
    """`inspect` while a stream is open: `state` reads the answer once it is complete."""
    return client.pending(operations.CONTAINER_INSPECT, _inspect_request(container))


def state(client: Client, container: str, answer: PendingAnswer) -> State:
    """The state in a complete answer to `inspect_pending`, without the exit code: see `wait`."""
    request = _inspect_request(container)
    return State(is_running(client.parse_pending(operations.CONTAINER_INSPECT, request, answer)))


def inspect_raw(client: Client, container: str, *, size: bool = False) -> tuple[str, Inspected]:
    """`inspect`, after the JSON text that the engine sent; `size` needs an engine that has it."""
    request = _inspect_request(container).replaced(query=query_params(size=size))
    return client.raw_and_parsed(operations.CONTAINER_INSPECT, request)


def requested(client: Client, container: str) -> tuple[Inspected, JsonObject]:
    """`inspect`, and what of it was asked for in the create (dialects/requested.py).

    What engines add they tell by `GET /info`, Podman by `GET /libpod/containers/{id}/json`. Raises
    NotFound.
    """
    inspected = inspect(client, container)
    dialect = client.dialect
    own = f"/libpod{container_path(full_id(inspected))}/json"
    request = Request("GET", own if dialect.has_own_inspect else "/info")
    facts = client.object(operations.CONTAINER_FACTS, request)
    try:
        return inspected, dialect.requested(inspected, facts)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        text = f"the engine's description of {container} is not what its API defines"
        raise AnswerBroken(text) from error


def top(client: Client, container: str, ps_args: str = "") -> Processes:
    """`GET /containers/{id}/top`: the container's processes, as `ps` with these arguments.

    For a stopped container a 1.5 daemon returns titles without processes, and later engines raise
    Conflict. Raises NotFound, and EngineError if ps does not accept its arguments.
    """
    request = Request("GET", f"{container_path(container)}/top", query_params(ps_args=ps_args))
    try:
        table = client.json(operations.CONTAINER_TOP, request)
    except NotFound as error:
        if str(error):
            raise
        # Podman's has no text of its own: docs/spec/engines.md §2.14.
        raise NotFound(f"No such container: {container}", error.status) from None
    if table is None:  # Podman's answer in both cases
        if ps_args and is_running(inspect(client, container)):
            why = "it is not installed there, or does not take these options"
            raise EngineError(f"container {container}: ps {ps_args} failed: {why}", 500)
        raise Conflict(f"Container {container} is not running", 409)
    return cast(Processes, table)


def stats(client: Client, container: str, *, one_shot: bool = False) -> Stats:
    """`GET /containers/{id}/stats`: a sample of what a container uses; empty if it does not run.

    The engine waits a second for another one, so as to tell both; with `one_shot` it does not, if
    it can (API 1.41). Podman never does. Raises NotFound, NotSupported.
    """
    if not client.has(features.STATS_ONCE):
        endless = Request("GET", f"{container_path(container)}/stats")
        samples = client.messages(operations.CONTAINER_STATS, endless)
        return cast(Stats, next(iter(samples), {}))
    query = {"stream": "0"}
    if one_shot and client.has(features.STATS_ONE_SHOT):
        query["one-shot"] = "1"
    request = Request("GET", f"{container_path(container)}/stats", query)
    return cast(Stats, client.json(operations.CONTAINER_STATS, request) or {})


def name_of(row: ContainerRow) -> str:
    """A listed container's own name; where the engine has no names, 12 digits of its id."""
    names = [name.lstrip("/") for name in row.get("Names") or ()]
    # A link is a name, too: of the other container, a slash, and the alias.
    return next((name for name in names if name and "/" not in name), row["Id"][:12])


def health(inspected: Inspected) -> str:
    """What the health checks of an inspected container say: starting, healthy or unhealthy.

    It is "" without any.
    """
    return str(((inspected.get("State") or {}).get("Health") or {}).get("Status") or "")


def has_tty(container: Inspected) -> bool:
    """Whether an inspected container has a TTY."""
    return bool((container.get("Config") or {}).get("Tty"))


def has_open_stdin(container: Inspected) -> bool:
    """Whether an inspected container reads its stdin."""
    return bool((container.get("Config") or {}).get("OpenStdin"))


def has_stdin_once(container: Inspected) -> bool:
    """Whether an inspected container's stdin ends with the first client that sends it."""
    return bool((container.get("Config") or {}).get("StdinOnce"))


def is_running(container: Inspected) -> bool:
    """Whether an inspected container is running."""
    return bool((container.get("State") or {}).get("Running"))


def has_never_run(container: Inspected) -> bool:
    """Whether an inspected container has never been started."""
    return str((container.get("State") or {}).get("StartedAt")).startswith(_NEVER)


def full_id(container: Inspected) -> str:
    """An inspected container's id: 0.6.3 sends ID; its documentation and later engines say Id."""
    return str(container.get("Id") or container.get("ID") or "")


def _inspect_request(container: str) -> Request:
    return Request("GET", f"{container_path(container)}/json")


def is_gone(client: Client, container: str) -> bool:
    """Whether the engine has no such container (any more)."""
    try:
        inspect(client, container)
    except NotFound:
        return True
    return False


def is_removed(client: Client, container: str) -> bool:
    """Whether the engine has no such container any more, or is removing it: it has no log then."""
    try:
        state = inspect(client, container).get("State") or {}
    except NotFound:
        return True
    return bool(state.get("Dead")) or state.get("Status") == "removing"
