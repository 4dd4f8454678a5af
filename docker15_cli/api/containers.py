"""The endpoints under `/containers` (docs/spec/remote-api-1.5.md §2)."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, cast

from docker15_cli.api import ending
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import query_params, segment
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import (
    Change,
    Config,
    ContainerRow,
    Created,
    HostConfig,
    Inspected,
    Processes,
    State,
)
from docker15_cli.errors import Conflict, EngineError, NotFound
from docker15_cli.jsontypes import JsonObject

if TYPE_CHECKING:  # what takes streams apart is imported where there is one
    from docker15_cli.api.attached_stream import AttachedStream, Piece
    from docker15_cli.transport.hijack import PendingAnswer

_STATUS = "StatusCode"
_NEVER = "0001-01-01T"  # Go's zero time
_BETWEEN_KILLS = (0.05, 0.2, 0.5)  # seconds
_BETWEEN_REMOVALS = (0.05, 0.2, 0.5, 1.0, 2.0)  # seconds
_SIGNAL_TIMEOUT = 4  # seconds that the original gave a container stopped by Ctrl-C


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

    With `all` the others too; `limit` is the last N created, running or not (-1: no limit); `since`
    and `before` are ids of 12 digits, because a 1.5 daemon matches no others
    (remote-api-1.5.md §7), and include stopped ones; `size` fills in the sizes; `filters` is JSON,
    for engines that have it.
    """
    limited = str(limit) if limit >= 0 else ""
    query = query_params(
        all=all, before=before, filters=filters, limit=limited, since=since, size=size
    )
    request = Request("GET", "/containers/json", query)
    return client.rows(operations.CONTAINER_LIST, request)


def create(
    client: Client,
    config: Config,
    host: HostConfig | None = None,
    *,
    name: str = "",
    platform: str = "",
    console: tuple[int, int] | None = None,
) -> Created:
    """`POST /containers/create`: a new container of `config`.

    `host` is what `start` will be told; engines after 1.5 want it here. `name` and `platform` need
    an engine that has them. `console` are the rows and columns that its terminal begins with, where
    the engine has that (API 1.42). An Entrypoint of `[""]` is none, also where the image has one; a
    1.5 daemon has no word for that: there the image's is taken, as the original client had it. A
    NAME alone in Env takes it from what the image has; a 1.5 daemon sets it to nothing. Raises
    NotFound where the image is missing.
    """
    if any("=" not in pair for pair in config.get("Env") or ()):
        client.dialect  # noqa: B018  # asked for: no form of that means the same to all
    if config.get("Entrypoint") == [""] and not client.has(features.NO_ENTRYPOINT):
        config = {**config, "Entrypoint": []}
    query = query_params(name=name, platform=platform)
    told = host.copy() if host else HostConfig()
    if console:
        told["ConsoleSize"] = list(console)
    request = Request("POST", "/containers/create", query, body=config, host=told or None)
    return cast(Created, client.object(operations.CONTAINER_CREATE, request))


def inspect(client: Client, container: str) -> Inspected:
    """`GET /containers/{id}/json`: the engine's own object. Raises NotFound, Conflict."""
    return client.object(operations.CONTAINER_INSPECT, _inspect_request(container))


def inspect_pending(client: Client, container: str) -> PendingAnswer:
    """`inspect`, beside a stream: `state` reads the answer when it is complete."""
    return client.pending(operations.CONTAINER_INSPECT, _inspect_request(container))


def state(client: Client, container: str, answer: PendingAnswer) -> State:
    """What a complete answer to `inspect_pending` tells; the exit code is for `wait` to tell."""
    request = _inspect_request(container)
    return State(is_running(client.parse_pending(operations.CONTAINER_INSPECT, request, answer)))


def inspect_raw(client: Client, container: str, *, size: bool = False) -> tuple[str, Inspected]:
    """`inspect`, with the JSON text that the engine sent; `size` needs an engine that has it."""
    request = _inspect_request(container).replaced(query=query_params(size=size))
    return client.raw_and_parsed(operations.CONTAINER_INSPECT, request)


def top(client: Client, container: str, ps_args: str = "") -> Processes:
    """`GET /containers/{id}/top`: what runs in the container, by `ps` with these arguments.

    A 1.5 daemon gives a title row without processes for a stopped container. Raises NotFound,
    Conflict where later engines refuse that, EngineError where ps does not take its arguments.
    """
    request = Request("GET", f"{_path(container)}/top", query_params(ps_args=ps_args))
    try:
        table = client.json(operations.CONTAINER_TOP, request)
    except NotFound as error:
        text = f"No such container: {container}"  # Podman's names none: docs/spec/engines.md §2.14
        raise NotFound(text, error.status) from None
    if table is None:  # Podman's word for both
        if ps_args and is_running(inspect(client, container)):
            why = "it is not installed there, or does not take these options"
            raise EngineError(f"container {container}: ps {ps_args} failed: {why}", 500)
        raise Conflict(f"Container {container} is not running", 409)
    return cast(Processes, table)


def changes(client: Client, container: str) -> list[Change]:
    """`GET /containers/{id}/changes`: what differs from the image. Raises NotFound."""
    request = Request("GET", f"{_path(container)}/changes")
    return client.rows(operations.CONTAINER_CHANGES, request)


def export(client: Client, container: str) -> Iterator[bytes]:
    """`GET /containers/{id}/export`: a tar of the container's files, in pieces as they come.

    Raises NotFound at once, AnswerBroken where the tar breaks off.
    """
    return client.stream(operations.CONTAINER_EXPORT, Request("GET", f"{_path(container)}/export"))


def copy(client: Client, container: str, resource: str, host_path: str = "") -> Iterator[bytes]:
    """`POST /containers/{id}/copy`: a tar of a file or a directory, in pieces as they come.

    Its members are named from `copied_name` on. The original sends `host_path` too; no engine reads
    it. Raises NotFound (a 1.5 daemon: EngineError 500 for a missing path), AnswerBroken.
    """
    body = {"Resource": resource, **({"HostPath": host_path} if host_path else {})}
    request = Request("POST", f"{_path(container)}/copy", body=body)
    try:
        return client.stream(operations.CONTAINER_COPY, request)
    except NotFound as error:
        if "file or directory" not in str(error):
            raise
        raise NotFound(f"{container}:{resource}: no such file or directory", 404) from None


def copied_name(client: Client, resource: str) -> str:
    """The first component of all names in the tar of `copy`; "" if there is none: a whole root."""
    name = posixpath.basename(posixpath.normpath(f"/{resource}"))
    return name or client.dialect.root_name


def copies_bare(client: Client) -> bool:
    """Whether the tar of `copy` may lack that name, and have a directory's contents alone."""
    return client.dialect.bare_copies


def start(
    client: Client,
    container: str,
    host: HostConfig | None = None,
    config: Config | None = None,
) -> None:
    """`POST /containers/{id}/start`.

    Without `host` a 1.5 daemon uses that of the last start; later ones had it with the create.
    `config` is what the container was created of: before API 1.15 engines want a part of it here.
    """
    request = Request("POST", f"{_path(container)}/start", body=host, config=config)
    client.json(operations.CONTAINER_START, request)


def stop(client: Client, container: str, timeout: int | None = None) -> None:
    """`POST /containers/{id}/stop`: SIGTERM, then SIGKILL after `timeout` seconds.

    None is the container's own StopTimeout, or 10 where it has none; -1 is no SIGKILL at all.
    Raises NotFound, NotSupported for a -1 that the engine has no word for.
    """
    request = Request("POST", f"{_path(container)}/stop")
    request.query = _grace(client, container, timeout)
    client.json(operations.CONTAINER_STOP, request)


def restart(client: Client, container: str, timeout: int | None = None) -> None:
    """`POST /containers/{id}/restart`: stop as `stop` does, then start."""
    request = Request("POST", f"{_path(container)}/restart")
    request.query = _grace(client, container, timeout)
    client.json(operations.CONTAINER_RESTART, request)


def kill(client: Client, container: str, signal: str = "") -> None:
    """`POST /containers/{id}/kill`: SIGKILL, or `signal` where the engine has that."""
    client.json(operations.CONTAINER_KILL, _kill_request(container, signal))


def pause(client: Client, container: str) -> None:
    """`POST /containers/{id}/pause`, API 1.12. Raises NotFound, Conflict unless it runs."""
    client.done(operations.CONTAINER_PAUSE, Request("POST", f"{_path(container)}/pause"))


def unpause(client: Client, container: str) -> None:
    """`POST /containers/{id}/unpause`, API 1.12. Raises NotFound, EngineError: it is not paused."""
    client.done(operations.CONTAINER_UNPAUSE, Request("POST", f"{_path(container)}/unpause"))


def rename(client: Client, container: str, name: str) -> None:
    """`POST /containers/{id}/rename`, API 1.17. Raises NotFound, Conflict: the name is taken."""
    request = Request("POST", f"{_path(container)}/rename", {"name": name})
    client.done(operations.CONTAINER_RENAME, request)


def kill_if_running(client: Client, container: str) -> None:
    """SIGKILL, unless it has ended: also if it does so just before the engine gets to it.

    For a moment Podman tells of one that has ended that it runs, and refuses to kill it.
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


def signal_pending(client: Client, container: str, signal: str) -> PendingAnswer:
    """Pass on a signal that the user sent, without waiting for the answer.

    1.5 has no word for signals: there the container is stopped, as the original did it.
    """
    if client.has(features.KILL_SIGNAL):
        return client.pending(operations.CONTAINER_KILL, _kill_request(container, signal))
    query = {"t": str(_SIGNAL_TIMEOUT)}
    return client.pending(
        operations.CONTAINER_STOP, Request("POST", f"{_path(container)}/stop", query)
    )


def wait(client: Client, container: str) -> int:
    """`POST /containers/{id}/wait`: the exit code, once the container has ended.

    0 of one that was never started, where the engine does not wait for that. Raises NotFound.
    """
    request = _wait_request(container)
    if client.dialect.forgets_exit_codes:
        known = _known_exit_code(client, container)
        if known is not None:
            return known
    return _exit_code_from(
        client, container, lambda: client.object(operations.CONTAINER_WAIT, request)
    )


def wait_pending(client: Client, container: str) -> PendingAnswer:
    """`wait`, beside a stream: `wait_result` reads the answer when it is complete."""
    return client.pending(operations.CONTAINER_WAIT, _wait_request(container))


def wait_result(client: Client, container: str, answer: PendingAnswer) -> int:
    """The exit code in a complete answer to `wait_pending`."""
    request = _wait_request(container)
    return _exit_code_from(
        client, container, lambda: client.parse_pending(operations.CONTAINER_WAIT, request, answer)
    )


def resize_pending(client: Client, container: str, rows: int, columns: int) -> PendingAnswer:
    """`POST /containers/{id}/resize`, without waiting for the answer; undocumented in 1.5.

    `resize_done` reads the answer when it is complete (remote-api-1.5.md §2, §7).
    """
    query = {"h": str(rows), "w": str(columns)}
    return client.pending(
        operations.CONTAINER_RESIZE, Request("POST", f"{_path(container)}/resize", query)
    )


def resize_done(client: Client, answer: PendingAnswer) -> bool:
    """Whether a resize has worked. A 1.5 daemon answers 500 when it has."""
    return answer.status < 300 or client.dialect.resize_fails_when_done


def remove(client: Client, container: str, *, volumes: bool = False, force: bool = False) -> None:
    """`DELETE /containers/{id}`; with `volumes` its volumes too; with `force` though it runs.

    Raises NotFound, EngineError (406 for a running one; a 1.5 daemon knows no `force`).

    A 1.5 daemon answers the removal of volumes with 404 `No such id: …/layer` although the
    container is gone: that is a success if it really is, and no NotFound if it is not
    (remote-api-1.5.md §7).
    """
    if force:
        client.dialect  # noqa: B018  # asked for: Podman's own endpoint does it at once
    request = Request("DELETE", _path(container), query_params(force=force, v=volumes))
    try:
        client.json(operations.CONTAINER_REMOVE, request)
    except NotFound as error:
        if "No such id" not in str(error):
            raise
        if not _is_gone(client, container):
            raise EngineError(str(error), error.status) from None


def removes_at_once(client: Client) -> bool:
    """Whether several may be removed at a time."""
    return client.dialect.removes_concurrently


def force_remove(client: Client, container: str) -> None:
    """Kill it if it runs, and remove it with its volumes; returns when it is gone.

    Also where a start of it is under way: what refuses meanwhile is asked again.
    """
    for pause in _BETWEEN_REMOVALS:
        try:
            return _try_force_remove(client, container)
        except EngineError:
            time.sleep(pause)
    return _try_force_remove(client, container)


def _try_force_remove(client: Client, container: str) -> None:
    try:
        if client.has(features.RM_FORCE):
            return remove(client, container, volumes=True, force=True)
        kill_if_running(client, container)
        wait(client, container)  # a 1.5 daemon has to be done with it: remote-api-1.5.md §7
        return remove(client, container, volumes=True)
    except NotFound:
        return None


def attach(
    client: Client,
    container: str,
    *,
    stdin: bool = False,
    stdout: bool = True,
    stderr: bool = True,
    logs: bool = False,
    stream: bool = True,
    tty: bool = False,
    stdin_once: bool = False,
) -> AttachedStream:
    """`POST /containers/{id}/attach`: the connection becomes the container's streams.

    `logs` replays what was written, `stream` follows; `tty` says that the container has a Tty,
    whose stream is never multiplexed, `stdin_once` that its stdin ends with the first that sends
    it (remote-api-1.5.md §5). Raises NotFound, EngineError.
    """
    from docker15_cli.api.attached_stream import STDERR, STDOUT, AttachedStream

    query = query_params(logs=logs, stderr=stderr, stdin=stdin, stdout=stdout, stream=stream)
    request = Request("POST", f"{_path(container)}/attach", query)
    hijack = client.hijack(operations.CONTAINER_ATTACH, request)
    assert hijack.connection is not None  # it raises otherwise
    dialect = client.dialect
    attached = AttachedStream(hijack.connection, hijack.leftover)
    attached.wanted = {STDOUT: stdout, STDERR: stderr}
    attached.swallowed = dialect.swallowed_key if tty else b""
    attached.may_stay_open = stdin and not stdin_once and dialect.leaves_attaches_open
    attached.ends_with_stdin = stdin and not stdin_once and dialect.ends_attaches_with_stdin
    attached.engine_error_frame = dialect.engine_error_frame
    if dialect.framed and not tty:
        attached.take_frames()
    return attached


def logs(
    client: Client,
    container: str,
    *,
    follow: bool = False,
    timestamps: bool = False,
    since: str = "",
    until: str = "",
    tail: str = "",
) -> Iterator[Piece]:
    """What the container wrote: pieces, each with the stream that it came on.

    In 1.5 that is `POST /containers/{id}/attach?logs=1`, whose streams are merged (all is stdout).
    The options need an engine that has them. Raises NotFound at once, other errors as they come.
    """
    # The answer also tells who speaks: a stream's doesn't.
    inspected = inspect(client, container)
    follow = follow and is_running(inspected)  # the end of what has ended may not come
    query = {"logs": "1", "stdout": "1", "stderr": "1"}
    query |= query_params(since=since, until=until, tail=tail, timestamps=timestamps, stream=follow)
    framed = client.dialect.framed and not has_tty(inspected)
    return log_pieces(client, container, query, framed=framed)


def log_pieces(
    client: Client, container: str, query: dict[str, str], *, framed: bool
) -> Iterator[Piece]:
    """`logs`, where it is known whether the log comes in frames; `query` is 1.5's, of an attach."""
    from docker15_cli.api.attached_stream import as_stdout

    chunks = log_chunks(client, container, query)
    if framed:
        return _unframed(chunks)
    return (piece for chunk in chunks for piece in as_stdout(chunk))


def log_chunks(client: Client, container: str, query: dict[str, str]) -> Iterator[bytes]:
    """`log_pieces`, with what is between them: each chunk as it comes."""
    return client.stream(
        operations.CONTAINER_LOGS, Request("POST", f"{_path(container)}/attach", query)
    )


def log_entries(client: Client, container: str, query: dict[str, str]) -> Iterator[Piece]:
    """`log_pieces` of a log that comes in frames, each entry whole. Raises AnswerBroken."""
    from docker15_cli.api.attached_stream import whole_frames

    return whole_frames(log_chunks(client, container, query))


def _unframed(chunks: Iterable[bytes]) -> Iterator[Piece]:
    from docker15_cli.api.attached_stream import Frames

    frames = Frames()
    for chunk in chunks:
        yield from frames(chunk)
    frames.end()


def has_tty(container: Inspected) -> bool:
    """Whether an inspected container has a Tty."""
    return bool((container.get("Config") or {}).get("Tty"))


def has_open_stdin(container: Inspected) -> bool:
    """Whether an inspected container reads its stdin."""
    return bool((container.get("Config") or {}).get("OpenStdin"))


def has_stdin_once(container: Inspected) -> bool:
    """Whether an inspected container's stdin ends with the first attach that sends it."""
    return bool((container.get("Config") or {}).get("StdinOnce"))


def is_running(container: Inspected) -> bool:
    """Whether an inspected container runs."""
    return bool((container.get("State") or {}).get("Running"))


def has_never_run(container: Inspected) -> bool:
    """Whether an inspected container has never been started."""
    return str((container.get("State") or {}).get("StartedAt")).startswith(_NEVER)


def full_id(container: Inspected) -> str:
    """An inspected container's id: 0.6.3 writes ID, its description and later engines Id."""
    return str(container.get("Id") or container.get("ID") or "")


def _path(container: str) -> str:
    return f"/containers/{segment(container, 'container')}"


def _inspect_request(container: str) -> Request:
    return Request("GET", f"{_path(container)}/json")


def _kill_request(container: str, signal: str) -> Request:
    return Request("POST", f"{_path(container)}/kill", query_params(signal=signal))


def _wait_request(container: str) -> Request:
    return Request("POST", f"{_path(container)}/wait")


def _grace(client: Client, container: str, timeout: int | None) -> dict[str, str]:
    if timeout is not None and timeout >= 0:
        return {"t": str(timeout)}  # to every engine: none has to be asked who it is
    return ending.grace(client.dialect, timeout, lambda: inspect(client, container))


def _exit_code_from(client: Client, container: str, answer: Callable[[], JsonObject]) -> int:
    """The exit code of `wait`'s answer; of one that comes too late, that which inspect tells."""
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
    return ending.exit_code(inspect(client, container))


def _is_gone(client: Client, container: str) -> bool:
    try:
        inspect(client, container)
    except NotFound:
        return True
    return False
