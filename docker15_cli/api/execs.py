"""The endpoints of `exec`, which engines have since API 1.15: a further command in a container.

An exec is made with `create`, and runs from its `start` on. Source: the later APIs' descriptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docker15_cli.api import containers
from docker15_cli.api.attached_stream import ExecStream
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Created, ExecConfig, State
from docker15_cli.errors import EngineError, NotFound, NotSupported

if TYPE_CHECKING:
    from docker15_cli.transport.hijack import PendingAnswer

_FAILED_BEFORE, _NOT_RUN = 125, (125, 126, 127)


def create(client: Client, container: str, config: ExecConfig) -> str:
    """`POST /containers/{id}/exec`: prepare a command; its id.

    A NAME alone in Env takes it from what the container has. Raises NotFound, Conflict (Podman:
    EngineError) for a container that does not run; NotSupported where the engine can't do that.
    """
    if not client.dialect.unsets_in_exec:
        config = _without_unset(client, container, config)
    path = f"/containers/{segment(container, 'container')}/exec"
    request = Request("POST", path, body=config)
    return cast(Created, client.object(operations.EXEC_CREATE, request))["Id"]


def _without_unset(client: Client, container: str, config: ExecConfig) -> ExecConfig:
    """Without the names that the container does not have. Raises NotSupported for another."""
    pairs = config.get("Env") or []
    unset = {pair for pair in pairs if "=" not in pair}
    if not unset:
        return config
    inherited = (containers.inspect(client, container).get("Config") or {}).get("Env") or ()
    for pair in inherited:
        name = pair.partition("=")[0]
        if name in unset:
            raise NotSupported(f"this engine can't remove {name} from an exec's environment")
    config["Env"] = [pair for pair in pairs if pair not in unset]
    return config


def start(
    client: Client, exec_: str, *, tty: bool, size: tuple[int, int] | None = None
) -> ExecStream:
    """`POST /exec/{id}/start`: run it; the connection becomes its streams.

    `size` is that of its terminal, in rows and columns, which some engines set at once. Raises
    EngineError; of a command that can't be run an engine may tell in the stream instead
    (`refused`).
    """
    body = {"Detach": False, "Tty": tty, **({"ConsoleSize": list(size)} if size else {})}
    hijack = client.hijack(
        operations.EXEC_START, Request("POST", f"{_path(exec_)}/start", body=body)
    )
    assert hijack.connection is not None  # it raises otherwise
    stream = ExecStream(hijack.connection, hijack.leftover)
    stream.engine_error_frame = client.dialect.engine_error_frame
    if not tty:
        stream.take_frames()
        stream.stdin_delay = client.dialect.exec_stdin_delay
    if client.dialect.refused_exec:
        stream.filter_first_piece(client.dialect.refused_exec)
    return stream


def start_detached(client: Client, exec_: str, *, tty: bool) -> None:
    """`POST /exec/{id}/start`: run it, without its streams. Raises EngineError."""
    body = {"Detach": True, "Tty": tty}
    client.json(operations.EXEC_START, Request("POST", f"{_path(exec_)}/start", body=body))


def inspect_pending(client: Client, exec_: str) -> PendingAnswer:
    """`GET /exec/{id}/json`, beside a stream: `state` reads the answer when it is complete."""
    return client.pending(operations.EXEC_INSPECT, _inspect_request(exec_))


def state(client: Client, exec_: str, answer: PendingAnswer) -> State:
    """What a complete answer to `inspect_pending` tells. Raises NotFound: the container is gone."""
    try:
        found = client.parse_pending(operations.EXEC_INSPECT, _inspect_request(exec_), answer)
    except NotFound as error:
        text = "the container is gone, and the exit status of the command is lost"
        raise NotFound(text, error.status) from None
    return State(found["Running"], None if found["Running"] else found["ExitCode"])


def resize_pending(client: Client, exec_: str, rows: int, columns: int) -> PendingAnswer:
    """`POST /exec/{id}/resize`, without waiting for the answer."""
    query = {"h": str(rows), "w": str(columns)}
    return client.pending(operations.EXEC_RESIZE, Request("POST", f"{_path(exec_)}/resize", query))


def refused(client: Client, stream: ExecStream, exit_code: int) -> EngineError | None:
    """The error that the engine wrote into the stream instead of running the command, if it did."""
    if stream.refusal is None or exit_code not in _NOT_RUN:
        return None
    text = stream.refusal[1].decode(errors="replace").removeprefix("Error: ")
    error = client.dialect.error(operations.EXEC_START, 400, " ".join(text.split()))
    if error.exit_status not in _NOT_RUN:  # it is not the command that is wrong, but a directory
        error.with_status(_FAILED_BEFORE)
    return error


def _path(exec_: str) -> str:
    return f"/exec/{segment(exec_, 'exec')}"


def _inspect_request(exec_: str) -> Request:
    return Request("GET", f"{_path(exec_)}/json")
