"""The endpoints of `exec` (API 1.15 and later): another command in a running container.

`create` creates an exec, and `start` runs it. Source: the documentation of later APIs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from docker15_cli.api import containers
from docker15_cli.api.attached_stream import ExecStream
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import container_path, segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Created, State
from docker15_cli.errors import AnswerBroken, EngineError, NotFound, NotSupported

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import ExecConfig
    from docker15_cli.transport.hijack import PendingAnswer

_FAILED_BEFORE, _NOT_RUN = 125, (125, 126, 127)


def create(client: Client, container: str, config: ExecConfig) -> str:
    """`POST /containers/{id}/exec`: prepare a command; return its id.

    A NAME without a value in Env removes the container's variable. Raises NotFound, Conflict
    (Podman: EngineError) for a container that is not running, NotSupported if the engine can't
    remove a variable.
    """
    if not client.dialect.unsets_in_exec:
        config = _without_unset(client, container, config)
    request = Request("POST", f"{container_path(container)}/exec", body=config)
    return cast(Created, client.object(operations.EXEC_CREATE, request))["Id"]


def _without_unset(client: Client, container: str, config: ExecConfig) -> ExecConfig:
    """`config` without the NAMEs in Env that the container does not set anyway.

    Raises NotSupported for a NAME that it sets.
    """
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

    `size` is the terminal's, in rows and columns; some engines set it from the start. Raises
    EngineError; but an engine may report a command that can't be run in the stream instead (see
    `refused`).
    """
    body = {"Detach": False, "Tty": tty, **({"ConsoleSize": list(size)} if size else {})}
    hijack = client.hijack(
        operations.EXEC_START, Request("POST", f"{_path(exec_)}/start", body=body)
    )
    assert hijack.connection is not None  # else hijack() would have raised
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


def output(client: Client, container: str, argv: Sequence[str], limit: int) -> bytes:
    """Run a command in a running container; return what it writes to stdout, up to `limit` bytes.

    `POST /containers/{id}/exec` and `POST /exec/{id}/start`, API 1.15. Raises NotFound,
    EngineError, AnswerBroken.
    """
    from docker15_cli.transport.connection import receive

    config: ExecConfig = {"Cmd": list(argv), "AttachStdout": True, "AttachStderr": False}
    stream = start(client, create(client, container, config), tty=False)
    found = b""
    data: bytes | memoryview = stream.leftover
    try:
        while len(found) < limit:
            found += b"".join(bytes(piece) for _, piece in stream.decode(data))
            data = receive(stream.connection)
            if not data:
                break
    except OSError as error:
        raise AnswerBroken(f"the output of {argv[0]} was lost: {error.strerror}") from None
    finally:
        stream.connection.close()
    return found


def inspect_pending(client: Client, exec_: str) -> PendingAnswer:
    """`GET /exec/{id}/json` while a stream is open: `state` reads the complete answer."""
    return client.pending(operations.EXEC_INSPECT, _inspect_request(exec_))


def state(client: Client, exec_: str, answer: PendingAnswer) -> State:
    """The state in a complete answer to `inspect_pending`. Raises NotFound if the exec is gone."""
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
    """The error that the engine wrote into the stream instead of running the command, or None."""
    if stream.refusal is None or exit_code not in _NOT_RUN:
        return None
    text = stream.refusal[1].decode(errors="replace").removeprefix("Error: ")
    error = client.dialect.error(operations.EXEC_START, 400, " ".join(text.split()))
    if error.exit_status not in _NOT_RUN:  # the command is fine, but its directory is wrong, say
        error.with_status(_FAILED_BEFORE)
    return error


def _path(exec_: str) -> str:
    return f"/exec/{segment(exec_, 'exec')}"


def _inspect_request(exec_: str) -> Request:
    return Request("GET", f"{_path(exec_)}/json")
