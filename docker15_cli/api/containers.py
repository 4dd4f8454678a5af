"""The endpoints under `/containers` (docs/spec/remote-api-1.5.md §2)."""

from __future__ import annotations

import json
import posixpath
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    Stats,
)
from docker15_cli.errors import Conflict, EngineError, NotFound, NotSupported
from docker15_cli.jsontypes import JsonObject

if TYPE_CHECKING:  # modules for streams are imported only when there is a stream
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
    told = host.copy() if host else HostConfig()
    if console:
        told["ConsoleSize"] = list(console)
    request = Request("POST", "/containers/create", query, body=config, host=told or None)
    return cast(Created, client.object(operations.CONTAINER_CREATE, request))


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


def top(client: Client, container: str, ps_args: str = "") -> Processes:
    """`GET /containers/{id}/top`: the container's processes, as `ps` with these arguments.

    For a stopped container a 1.5 daemon returns titles without processes, and later engines raise
    Conflict. Raises NotFound, and EngineError if ps does not accept its arguments.
    """
    request = Request("GET", f"{_path(container)}/top", query_params(ps_args=ps_args))
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


def changes(client: Client, container: str) -> list[Change]:
    """`GET /containers/{id}/changes`: what differs from the image. Raises NotFound."""
    request = Request("GET", f"{_path(container)}/changes")
    return client.rows(operations.CONTAINER_CHANGES, request)


def export(client: Client, container: str) -> Iterator[bytes]:
    """`GET /containers/{id}/export`: a tar archive of the container's files, as it comes.

    Raises NotFound at once, AnswerBroken if the archive is cut short.
    """
    return client.stream(operations.CONTAINER_EXPORT, Request("GET", f"{_path(container)}/export"))


def copy(client: Client, container: str, resource: str, host_path: str = "") -> Iterator[bytes]:
    """`POST /containers/{id}/copy`: a tar archive of a file or a directory, as it comes.

    The names of its members start with `copied_name`. The original client sends `host_path` too,
    which no engine reads. Raises NotFound (a 1.5 daemon: EngineError 500 for a missing path),
    AnswerBroken.
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
    """The first component of all names in the archive of `copy`; "" for a root without one."""
    name = posixpath.basename(posixpath.normpath(f"/{resource}"))
    return name or client.dialect.root_name


def copies_bare(client: Client) -> bool:
    """Whether the archive of `copy` may lack that name, and hold only a directory's contents."""
    return client.dialect.bare_copies


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
    request = Request("POST", f"{_path(container)}/start", body=host, config=config)
    client.json(operations.CONTAINER_START, request)


def stop(client: Client, container: str, timeout: int | None = None, signal: str = "") -> None:
    """`POST /containers/{id}/stop`: SIGTERM, then SIGKILL after `timeout` seconds.

    None means the container's own StopTimeout, else 10; -1 means no SIGKILL at all. `signal`, in
    place of SIGTERM, needs an engine that has it. Raises NotFound, and NotSupported if the engine
    can't do -1.
    """
    request = Request("POST", f"{_path(container)}/stop")
    request.query = query_params(signal=signal) | _stop_query(client, container, timeout)
    client.json(operations.CONTAINER_STOP, request)


def restart(client: Client, container: str, timeout: int | None = None, signal: str = "") -> None:
    """`POST /containers/{id}/restart`: stop it as `stop` does, then start it."""
    request = Request("POST", f"{_path(container)}/restart")
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
    client.done(operations.CONTAINER_PAUSE, Request("POST", f"{_path(container)}/pause"))


def unpause(client: Client, container: str) -> None:
    """`POST /containers/{id}/unpause`, API 1.12. Raises NotFound, EngineError: it is not paused."""
    client.done(operations.CONTAINER_UNPAUSE, Request("POST", f"{_path(container)}/unpause"))


def rename(client: Client, container: str, name: str) -> None:
    """`POST /containers/{id}/rename`, API 1.17. Raises NotFound, Conflict: the name is taken."""
    request = Request("POST", f"{_path(container)}/rename", {"name": name})
    client.done(operations.CONTAINER_RENAME, request)


def update(client: Client, container: str, changes: Mapping[str, object]) -> list[str]:
    """`POST /containers/{id}/update`: change limits (of the HostConfig) or the RestartPolicy.

    Returns the engine's warnings. Raises NotFound, NotSupported, EngineError for limits that
    contradict each other.
    """
    request = Request("POST", f"{_path(container)}/update", body=changes)
    try:
        answer = json.loads(client.text(operations.CONTAINER_UPDATE, request))
    except ValueError:  # Podman answers with the bare id
        return []
    found = answer.get("Warnings") if isinstance(answer, dict) else None
    return [str(one) for one in found or ()]


def stats(client: Client, container: str, *, one_shot: bool = False) -> Stats:
    """`GET /containers/{id}/stats`: a sample of what a container uses; empty if it does not run.

    The engine waits a second for another one, so as to tell both; with `one_shot` it does not, if
    it can (API 1.41). Podman never does. Raises NotFound, NotSupported.
    """
    if not client.has(features.STATS_ONCE):
        endless = Request("GET", f"{_path(container)}/stats")
        samples = client.messages(operations.CONTAINER_STATS, endless)
        return cast(Stats, next(iter(samples), {}))
    query = {"stream": "0"}
    if one_shot and client.has(features.STATS_ONE_SHOT):
        query["one-shot"] = "1"
    request = Request("GET", f"{_path(container)}/stats", query)
    return cast(Stats, client.json(operations.CONTAINER_STATS, request) or {})


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


def signal_pending(client: Client, container: str, signal: str) -> PendingAnswer:
    """Forward the user's signal, without waiting for the answer.

    1.5 can't send signals: there the container is stopped, as by the original client.
    """
    if client.has(features.KILL_SIGNAL):
        return client.pending(operations.CONTAINER_KILL, _kill_request(container, signal))
    query = {"t": str(_SIGNAL_TIMEOUT)}
    return client.pending(
        operations.CONTAINER_STOP, Request("POST", f"{_path(container)}/stop", query)
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


def wait_pending(client: Client, container: str) -> PendingAnswer:
    """`wait` while a stream is open: `wait_result` reads the answer once it is complete."""
    return client.pending(operations.CONTAINER_WAIT, _wait_request(container))


def wait_result(client: Client, container: str, answer: PendingAnswer) -> int:
    """The exit code in a complete answer to `wait_pending`."""
    request = _wait_request(container)
    return _exit_code_from(
        client, container, lambda: client.parse_pending(operations.CONTAINER_WAIT, request, answer)
    )


def resize_pending(client: Client, container: str, rows: int, columns: int) -> PendingAnswer:
    """`POST /containers/{id}/resize`, without waiting for the answer; undocumented in 1.5.

    `resize_done` reads the answer once it is complete (remote-api-1.5.md §2, §7).
    """
    query = {"h": str(rows), "w": str(columns)}
    return client.pending(
        operations.CONTAINER_RESIZE, Request("POST", f"{_path(container)}/resize", query)
    )


def resize_done(client: Client, answer: PendingAnswer) -> bool:
    """Whether a resize worked. A 1.5 daemon answers 500 if it did."""
    return answer.status < 300 or client.dialect.resize_fails_when_done


def remove(client: Client, container: str, *, volumes: bool = False, force: bool = False) -> None:
    """`DELETE /containers/{id}`: with `volumes` its volumes too, with `force` even if it runs.

    Raises NotFound, EngineError (406 for a running container; a 1.5 daemon has no `force`).

    A 1.5 daemon answers a removal with volumes by 404 `No such id: …/layer` even though the
    container is gone. That is a success if it really is gone, else an EngineError
    (remote-api-1.5.md §7).
    """
    if force:
        client.identify()  # Podman's own endpoint does it without delay
    request = Request("DELETE", _path(container), query_params(force=force, v=volumes))
    try:
        client.json(operations.CONTAINER_REMOVE, request)
    except NotFound as error:
        if "No such id" not in str(error):
            raise
        if not _is_gone(client, container):
            raise EngineError(str(error), error.status) from None


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


def force_remove(client: Client, container: str) -> None:
    """Kill the container if it runs, and remove it with its volumes; return when it is gone.

    An engine that refuses, because the container is just being started, is asked again.
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
        wait(client, container)  # until a 1.5 daemon is done with it: remote-api-1.5.md §7
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

    `logs` replays earlier output, `stream` follows new output. `tty`: the container has a TTY, so
    that its stream is not multiplexed. `stdin_once`: the container's stdin ends with the first
    client that sends it (remote-api-1.5.md §5). Raises NotFound, EngineError.
    """
    from docker15_cli.api.attached_stream import STDERR, STDOUT, AttachedStream

    query = query_params(logs=logs, stderr=stderr, stdin=stdin, stdout=stdout, stream=stream)
    request = Request("POST", f"{_path(container)}/attach", query)
    hijack = client.hijack(operations.CONTAINER_ATTACH, request)
    assert hijack.connection is not None  # else hijack() would have raised
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
    details: bool = False,
    since: str = "",
    until: str = "",
    tail: str = "",
) -> Iterator[Piece]:
    """The container's output, in pieces, each with the stream that it was written to.

    In 1.5 that is `POST /containers/{id}/attach?logs=1`, which merges the streams into stdout. The
    options need an engine that has them. Raises NotFound at once, other errors as they come.
    """
    # This answer also shows what kind of engine it is: the head of a stream would not.
    inspected = inspect(client, container)
    follow = follow and is_running(inspected)  # following an ended container may never end
    query = {"logs": "1", "stdout": "1", "stderr": "1"}
    query |= query_params(since=since, until=until, tail=tail, timestamps=timestamps)
    query |= query_params(details=details, stream=follow)
    framed = client.dialect.framed and not has_tty(inspected)
    return log_pieces(client, container, query, framed=framed)


def log_pieces(
    client: Client, container: str, query: dict[str, str], *, framed: bool
) -> Iterator[Piece]:
    """`logs`, if it is known whether the log is `framed`; `query` is that of an attach in 1.5."""
    from docker15_cli.api.attached_stream import as_stdout

    chunks = log_chunks(client, container, query)
    if framed:
        return _unframed(chunks)
    return (piece for chunk in chunks for piece in as_stdout(chunk))


def log_chunks(client: Client, container: str, query: dict[str, str]) -> Iterator[bytes]:
    """The raw bytes of `log_pieces`, as they come."""
    return client.stream(
        operations.CONTAINER_LOGS, Request("POST", f"{_path(container)}/attach", query)
    )


def log_entries(client: Client, container: str, query: dict[str, str]) -> Iterator[Piece]:
    """`log_pieces` of a framed log, each entry in one piece. Raises AnswerBroken."""
    from docker15_cli.api.attached_stream import whole_frames

    return whole_frames(log_chunks(client, container, query))


def _unframed(chunks: Iterable[bytes]) -> Iterator[Piece]:
    from docker15_cli.api.attached_stream import Frames

    frames = Frames()
    for chunk in chunks:
        yield from frames(chunk)
    frames.end()


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


def _path(container: str) -> str:
    return f"/containers/{segment(container, 'container')}"


def _inspect_request(container: str) -> Request:
    return Request("GET", f"{_path(container)}/json")


def _kill_request(container: str, signal: str) -> Request:
    return Request("POST", f"{_path(container)}/kill", query_params(signal=signal))


def _wait_request(container: str) -> Request:
    return Request("POST", f"{_path(container)}/wait")


def _stop_query(client: Client, container: str, timeout: int | None) -> dict[str, str]:
    if timeout is not None and timeout >= 0:
        return {"t": str(timeout)}  # the same for every engine: no need to ask which one it is
    return ending.stop_query(client.dialect, timeout, lambda: inspect(client, container))


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
    return ending.exit_code(inspect(client, container))


def _is_gone(client: Client, container: str) -> bool:
    try:
        inspect(client, container)
    except NotFound:
        return True
    return False
