"""A container's life: creating, starting, changing and stopping it, and its exit code."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from docker15_cli.api.client import Client
from docker15_cli.api.containers import full_id, inspect, is_running
from docker15_cli.api.encoding import container_path, query_params
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Created
from docker15_cli.errors import EngineError, NotFound, NotSupported
from docker15_cli.jsontypes import JsonObject

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config, HostConfig
    from docker15_cli.transport.hijack import PendingAnswer

_STATUS = "StatusCode"
_BETWEEN_LOOKS = 0.2  # seconds
_NOT_RUNNING = ("created", "exited")  # Podman's Running is false for a paused container too
_STOP_TIMEOUT = 10  # seconds: every engine's default
_SIGNAL_TIMEOUT = 4  # seconds that the original gave a container stopped by Ctrl-C


def create(
    client: Client,
    config: Config,
    host: HostConfig | None = None,
    *,
    name: str = "",
    platform: str = "",
    console: tuple[int, int] | None = None,
) -> Created:
    """`POST /containers/create`: a new container from `config`.

    `host` is what `start` will send; engines after 1.5 want it here. `name` and `platform` need an
    engine that has them. `console` is the initial size of the terminal, in rows and columns, on
    engines that have it (API 1.42). An Entrypoint of `[""]` removes that of the image; a 1.5 daemon
    can't do that, and uses the image's, as it did with the original client. A NAME without a value
    in Env removes the variable that the image sets; a 1.5 daemon sets it to "". Raises NotFound if
    the image is missing.
    """
    if any("=" not in pair for pair in config.get("Env") or ()):
        client.identify()
    if config.get("Entrypoint") == [""] and not client.has(features.NO_ENTRYPOINT):
        config = {**config, "Entrypoint": []}
    query = query_params(name=name, platform=platform)
    told: HostConfig = host.copy() if host else {}
    if console:
        told["ConsoleSize"] = list(console)
    request = Request("POST", "/containers/create", query, body=config, host=told or None)
    return cast(Created, client.object(operations.CONTAINER_CREATE, request))


def start(
    client: Client,
    container: str,
    host: HostConfig | None = None,
    config: Config | None = None,
) -> None:
    """`POST /containers/{id}/start`.

    Without `host` a 1.5 daemon uses that of the last start; later engines got it with the create.
    `config` is what the container was created with: before API 1.15 engines want parts of it here.
    """
    request = Request("POST", f"{container_path(container)}/start", body=host, config=config)
    client.json(operations.CONTAINER_START, request)


def stop(client: Client, container: str, timeout: int | None = None, signal: str = "") -> None:
    """`POST /containers/{id}/stop`: SIGTERM, then SIGKILL after `timeout` seconds.

    None means the container's own StopTimeout, else 10; -1 means no SIGKILL at all. `signal`, in
    place of SIGTERM, needs an engine that has it. Raises NotFound, and NotSupported if the engine
    can't do -1.
    """
    request = Request("POST", f"{container_path(container)}/stop")
    request.query = query_params(signal=signal) | _stop_query(client, container, timeout)
    client.json(operations.CONTAINER_STOP, request)


def restart(client: Client, container: str, timeout: int | None = None, signal: str = "") -> None:
    """`POST /containers/{id}/restart`: stop it as `stop` does, then start it."""
    request = Request("POST", f"{container_path(container)}/restart")
    request.query = query_params(signal=signal) | _stop_query(client, container, timeout)
    client.json(operations.CONTAINER_RESTART, request)


def require_stop_signal(client: Client) -> None:
    """Raise NotSupported if a stop can't send another signal; Podman would ignore it."""
    client.require(features.STOP_SIGNAL)
    if not client.dialect.stops_with_signal:
        raise NotSupported("Podman can't stop with another signal: docker15 kill -s sends one")


def kill(client: Client, container: str, signal: str = "") -> None:
    """`POST /containers/{id}/kill`: SIGKILL, or `signal` if the engine supports that."""
    client.json(operations.CONTAINER_KILL, _kill_request(container, signal))


def pause(client: Client, container: str) -> None:
    """`POST /containers/{id}/pause`, API 1.12. Raises NotFound, Conflict unless it runs."""
    client.done(operations.CONTAINER_PAUSE, Request("POST", f"{container_path(container)}/pause"))


def unpause(client: Client, container: str) -> None:
    """`POST /containers/{id}/unpause`, API 1.12. Raises NotFound, EngineError: it is not paused."""
    request = Request("POST", f"{container_path(container)}/unpause")
    client.done(operations.CONTAINER_UNPAUSE, request)


def rename(client: Client, container: str, name: str) -> None:
    """`POST /containers/{id}/rename`, API 1.17. Raises NotFound, Conflict: the name is taken."""
    request = Request("POST", f"{container_path(container)}/rename", {"name": name})
    client.done(operations.CONTAINER_RENAME, request)


def update(client: Client, container: str, changes: Mapping[str, object]) -> list[str]:
    """`POST /containers/{id}/update`: change limits (of the HostConfig) or the RestartPolicy.

    Returns the engine's warnings. Raises NotFound, NotSupported, EngineError for limits that
    contradict each other.
    """
    request = Request("POST", f"{container_path(container)}/update", body=changes)
    try:
        answer = json.loads(client.text(operations.CONTAINER_UPDATE, request))
    except ValueError:  # Podman answers with the bare id
        return []
    found = answer.get("Warnings") if isinstance(answer, dict) else None
    return [str(one) for one in found or ()]


def signal_pending(client: Client, container: str, signal: str) -> PendingAnswer:
    """Forward the user's signal, without waiting for the answer.

    1.5 can't send signals: there the container is stopped, as by the original client.
    """
    if client.has(features.KILL_SIGNAL):
        return client.pending(operations.CONTAINER_KILL, _kill_request(container, signal))
    query = {"t": str(_SIGNAL_TIMEOUT)}
    return client.pending(
        operations.CONTAINER_STOP, Request("POST", f"{container_path(container)}/stop", query)
    )


def wait(client: Client, container: str) -> int:
    """`POST /containers/{id}/wait`: the exit code, once the container has ended.

    It is 0 for a container that was never started, unless the engine waits for that too. Raises
    NotFound.
    """
    request = _wait_request(container)
    if client.dialect.forgets_exit_codes:
        known = _known_exit_code(client, container)
        if known is not None:
            return known
    return _exit_code_from(
        client, container, lambda: client.object(operations.CONTAINER_WAIT, request)
    )


def wait_for(client: Client, container: str, condition: str) -> int:
    """`POST /containers/{id}/wait?condition=`, API 1.30: the exit code, once the condition holds.

    That is `next-exit`, of a container that may not run yet, or `removed`. Other engines are asked
    again and again, five times a second. Raises NotFound, EngineError if the exit code is lost.
    """
    if client.dialect.waits_for_conditions:
        request = _wait_request(container).replaced(query={"condition": condition})
        return int(client.object(operations.CONTAINER_WAIT, request)[_STATUS])
    return {"next-exit": _next_exit, "removed": _removed}[condition](client, container)


def _next_exit(client: Client, container: str) -> int:
    before = (inspect(client, container).get("State") or {}).get("FinishedAt")
    while True:
        inspected = inspect(client, container)
        state = inspected.get("State") or {}
        if is_running(inspected):
            return wait(client, container)
        if state.get("FinishedAt") != before:
            return int(state["ExitCode"])
        time.sleep(_BETWEEN_LOOKS)


def _removed(client: Client, container: str) -> int:
    inspected = inspect(client, container)
    identifier, code = full_id(inspected), None
    while True:
        code = None if is_running(inspected) else int(inspected["State"]["ExitCode"])
        time.sleep(_BETWEEN_LOOKS)
        try:
            inspected = inspect(client, identifier)
        except NotFound:
            break
    if code is None:
        raise EngineError(f"{container} was removed while it ran: its exit code is lost")
    return code


def wait_pending(client: Client, container: str) -> PendingAnswer:
    """`wait` while a stream is open: `wait_result` reads the answer once it is complete."""
    return client.pending(operations.CONTAINER_WAIT, _wait_request(container))


def wait_result(client: Client, container: str, answer: PendingAnswer) -> int:
    """The exit code in a complete answer to `wait_pending`."""
    request = _wait_request(container)
    return _exit_code_from(
        client, container, lambda: client.parse_pending(operations.CONTAINER_WAIT, request, answer)
    )


def _wait_request(container: str) -> Request:
    return Request("POST", f"{container_path(container)}/wait")


def _exit_code_from(client: Client, container: str, answer: Callable[[], JsonObject]) -> int:
    """The exit code in `wait`'s answer; if that comes too late, the one that inspect shows."""
    try:
        return int(answer()[_STATUS])
    except NotFound:
        raise
    except EngineError:
        known = _known_exit_code(client, container) if client.dialect.forgets_exit_codes else None
        if known is None:
            raise
        return known


def _known_exit_code(client: Client, container: str) -> int | None:
    """The exit code of a container that has ended or was never started; else None."""
    state = inspect(client, container).get("State") or {}
    return int(state["ExitCode"]) if state.get("Status") in _NOT_RUNNING else None


def _kill_request(container: str, signal: str) -> Request:
    return Request("POST", f"{container_path(container)}/kill", query_params(signal=signal))


def _stop_query(client: Client, container: str, timeout: int | None) -> dict[str, str]:
    """The query of a stop. `timeout` is in seconds; -1: forever; None: the container's own setting.

    An engine that ignores the container's setting is sent what `inspect` returns, which is only
    called then. Raises NotSupported if the engine can't wait forever.
    """
    if timeout is None:
        if client.dialect.applies_stop_timeout:
            return {}
        timeout = _own_timeout(client, container)
    if timeout >= 0:
        return {"t": str(timeout)}  # the same for every engine: no need to ask which one it is
    if not client.dialect.endless_stop:
        raise NotSupported("this engine can't wait forever: -t must be 0 or more seconds here")
    return {"t": client.dialect.endless_stop}


def _own_timeout(client: Client, container: str) -> int:
    """The container's own StopTimeout; 0 counts as not set.

    Podman shows 0 for containers created through Docker's API without one.
    """
    if not client.dialect.keeps_stop_timeout:
        return _STOP_TIMEOUT
    config = inspect(client, container).get("Config") or {}
    return int(config.get("StopTimeout") or _STOP_TIMEOUT)
