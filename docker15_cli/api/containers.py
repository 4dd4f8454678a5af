"""The endpoints under `/containers` (remote-api-1.5.md §2)."""

from __future__ import annotations

import posixpath
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from docker15_cli.api.client import Client
from docker15_cli.api.shapes import (
    Change,
    Config,
    ContainerRow,
    Created,
    HostConfig,
    Inspected,
    Processes,
    State,
)
from docker15_cli.api.spelling import given, segment
from docker15_cli.api.streams import (
    STDERR,
    STDOUT,
    AttachedStream,
    Frames,
    Piece,
    as_stdout,
)
from docker15_cli.dialects import Request
from docker15_cli.errors import Conflict, EngineError, NotFound

if TYPE_CHECKING:
    from docker15_cli.transport.hijack import PendingAnswer

_STATUS = "StatusCode"
_NEVER = "0001-01-01T"  # Go's zero time
_BETWEEN_KILLS = (0.05, 0.2, 0.5)  # seconds
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
    and `before` are ids of 12 digits (a 1.5 daemon knows no other: §7), and include stopped ones;
    `size` fills in the sizes; `filters` is JSON, for engines that have it.
    """
    limited = str(limit) if limit >= 0 else ""
    query = given(all=all, before=before, filters=filters, limit=limited, since=since, size=size)
    request = Request("GET", "/containers/json", query)
    return client.rows("containers.list", request, "Id", "Created")


def create(
    client: Client,
    config: Config,
    host: HostConfig | None = None,
    *,
    name: str = "",
    platform: str = "",
) -> Created:
    """`POST /containers/create`: a new container of `config`.

    `host` is what `start` will be told; engines after 1.5 want it here. `name` and `platform` need
    an engine that has them. An Entrypoint of `[""]` is none, also where the image has one; a 1.5
    daemon has no word for that: there the image's is taken, as the original client had it. Raises
    NotFound where the image is missing.
    """
    if config.get("Entrypoint") == [""] and not client.has("no entrypoint"):
        config = {**config, "Entrypoint": []}
    query = given(name=name, platform=platform)
    request = Request("POST", "/containers/create", query, body=config, host=host)
    return cast(Created, client.object("containers.create", request, "Id"))


def inspect(client: Client, container: str) -> Inspected:
    """`GET /containers/{id}/json`: the engine's own object. Raises NotFound, Conflict."""
    return client.object("containers.inspect", _inspect_request(container))


def inspect_pending(client: Client, container: str) -> PendingAnswer:
    """`inspect`, beside a stream: `state` reads the answer when it is complete."""
    return client.pending("containers.inspect", _inspect_request(container))


def state(client: Client, container: str, answer: PendingAnswer) -> State:
    """What a complete answer to `inspect_pending` tells; the exit code is for `wait` to tell."""
    request = _inspect_request(container)
    return State(is_running(client.settle("containers.inspect", request, answer)))


def inspect_written(client: Client, container: str, *, size: bool = False) -> tuple[str, Inspected]:
    """`inspect`, with the JSON text that the engine sent; `size` needs an engine that has it."""
    request = _inspect_request(container).replaced(query=given(size=size))
    return client.written("containers.inspect", request)


def top(client: Client, container: str, ps_args: str = "") -> Processes:
    """`GET /containers/{id}/top`: what runs in the container, by `ps` with these arguments.

    A 1.5 daemon gives a title row without processes for a stopped container. Raises NotFound,
    Conflict where later engines refuse that.
    """
    request = Request("GET", f"{_path(container)}/top", given(ps_args=ps_args))
    try:
        table = client.json("containers.top", request)
    except NotFound as error:
        if client.dialect.name != "podman":
            raise
        text = f"No such container: {container}"  # Podman's has no text (engines.md §2.14)
        raise NotFound(text, error.status) from None
    if table is None:
        raise Conflict(f"Container {container} is not running", 409)
    return cast(Processes, table)


def changes(client: Client, container: str) -> list[Change]:
    """`GET /containers/{id}/changes`: what differs from the image. Raises NotFound."""
    request = Request("GET", f"{_path(container)}/changes")
    return client.rows("containers.changes", request, "Path", "Kind")


def export(client: Client, container: str) -> Iterator[bytes]:
    """`GET /containers/{id}/export`: a tar of the container's files, in pieces as they come.

    Raises NotFound at once, AnswerBroken where the tar breaks off.
    """
    return client.stream("containers.export", Request("GET", f"{_path(container)}/export"))


def copy(client: Client, container: str, resource: str, host_path: str = "") -> Iterator[bytes]:
    """`POST /containers/{id}/copy`: a tar of a file or a directory, in pieces as they come.

    Its members are named from `copied_name` on. The original sends `host_path` too; no engine reads
    it. Raises NotFound (a 1.5 daemon: EngineError 500 for a missing path), AnswerBroken.
    """
    body = {"Resource": resource, **({"HostPath": host_path} if host_path else {})}
    request = Request("POST", f"{_path(container)}/copy", body=body)
    try:
        return client.stream("containers.copy", request)
    except NotFound as error:
        if "file or directory" not in str(error):
            raise
        raise NotFound(f"{container}:{resource}: no such file or directory", 404) from None


def copied_name(client: Client, resource: str) -> str:
    """The first component of all names in the tar of `copy`; "" if there is none: a whole root."""
    name = posixpath.basename(posixpath.normpath(f"/{resource}"))
    return name or ("rootfs" if client.dialect.name == "native" else "")


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
    client.json("containers.start", request)


def stop(client: Client, container: str, timeout: int = 10) -> None:
    """`POST /containers/{id}/stop`: SIGTERM, then SIGKILL after `timeout` seconds."""
    client.json("containers.stop", _stop_request(container, timeout))


def restart(client: Client, container: str, timeout: int = 10) -> None:
    """`POST /containers/{id}/restart`: stop as `stop` does, then start."""
    query = {"t": str(timeout)}
    client.json("containers.restart", Request("POST", f"{_path(container)}/restart", query))


def kill(client: Client, container: str, signal: str = "") -> None:
    """`POST /containers/{id}/kill`: SIGKILL, or `signal` where the engine has that."""
    client.json("containers.kill", _kill_request(container, signal))


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
    if client.has("kill signal"):
        return client.pending("containers.kill", _kill_request(container, signal))
    return client.pending("containers.stop", _stop_request(container, _SIGNAL_TIMEOUT))


def wait(client: Client, container: str) -> int:
    """`POST /containers/{id}/wait`: the exit code, once the container has ended."""
    return _exit_code(client.object("containers.wait", _wait_request(container), _STATUS))


def wait_pending(client: Client, container: str) -> PendingAnswer:
    """`wait`, beside a stream: `wait_result` reads the answer when it is complete."""
    return client.pending("containers.wait", _wait_request(container))


def wait_result(client: Client, container: str, answer: PendingAnswer) -> int:
    """The exit code in a complete answer to `wait_pending`."""
    return _exit_code(client.settle("containers.wait", _wait_request(container), answer, _STATUS))


def resize_pending(client: Client, container: str, rows: int, columns: int) -> PendingAnswer:
    """`POST /containers/{id}/resize`, without waiting for the answer; undocumented in 1.5 (§7).

    `resize_done` reads the answer when it is complete.
    """
    query = {"h": str(rows), "w": str(columns)}
    return client.pending("containers.resize", Request("POST", f"{_path(container)}/resize", query))


def resize_done(client: Client, answer: PendingAnswer) -> bool:
    """Whether a resize has worked. A 1.5 daemon answers 500 when it has."""
    return answer.status < 300 or client.dialect.name == "native"


def remove(client: Client, container: str, *, volumes: bool = False, force: bool = False) -> None:
    """`DELETE /containers/{id}`; with `volumes` its volumes too; with `force` though it runs.

    Raises NotFound, EngineError (406 for a running one; a 1.5 daemon knows no `force`).

    A 1.5 daemon answers the removal of volumes with 404 `No such id: …/layer` although the
    container is gone (§7): that is a success if it really is.
    """
    request = Request("DELETE", _path(container), given(force=force, v=volumes))
    try:
        client.json("containers.remove", request)
    except NotFound as error:
        if "No such id" not in str(error) or not _is_gone(client, container):
            raise


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
) -> AttachedStream:
    """`POST /containers/{id}/attach` (§5): the connection becomes the container's streams.

    `logs` replays what was written, `stream` follows; `tty` says that the container has a Tty,
    whose stream is never multiplexed. Raises NotFound, EngineError.
    """
    query = given(logs=logs, stderr=stderr, stdin=stdin, stdout=stdout, stream=stream)
    request = Request("POST", f"{_path(container)}/attach", query)
    hijack = client.hijack("containers.attach", request)
    assert hijack.connection is not None  # it raises otherwise
    dialect = client.dialect
    attached = AttachedStream(hijack.connection, hijack.leftover)
    attached.wanted = {STDOUT: stdout, STDERR: stderr}
    attached.swallowed = dialect.swallowed_key if tty else b""
    if dialect.framed and not tty:
        attached.take_frames(dialect.own_words)
    return attached


def lost_output(client: Client, container: str, stream: AttachedStream) -> Iterator[Piece]:
    """What did not come on a stream that was cut: its container's log, less what came.

    Only of a container that has run once, attached from the start. Raises as `logs` does.
    """
    skip = Counter(stream.received)
    for number, piece in logs(client, container):
        if not stream.wanted.get(number, True):
            continue
        rest = memoryview(piece)[skip[number] :]
        skip[number] -= len(piece) - len(rest)
        if rest:
            yield number, rest


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
    query = {"logs": "1", "stdout": "1", "stderr": "1"}
    query |= given(since=since, until=until, tail=tail, timestamps=timestamps, stream=follow)
    # The answer also tells who speaks: a stream's doesn't.
    tty = has_tty(inspect(client, container))
    chunks = client.stream("containers.logs", Request("POST", f"{_path(container)}/attach", query))
    if not client.dialect.framed or tty:
        return (piece for chunk in chunks for piece in as_stdout(chunk))
    return _unframed(chunks)


def _unframed(chunks: Iterable[bytes]) -> Iterator[Piece]:
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


def _stop_request(container: str, timeout: int) -> Request:
    return Request("POST", f"{_path(container)}/stop", {"t": str(timeout)})


def _kill_request(container: str, signal: str) -> Request:
    return Request("POST", f"{_path(container)}/kill", given(signal=signal))


def _wait_request(container: str) -> Request:
    return Request("POST", f"{_path(container)}/wait")


def _exit_code(answer: Any) -> int:
    return int(answer[_STATUS])


def _is_gone(client: Client, container: str) -> bool:
    try:
        inspect(client, container)
    except NotFound:
        return True
    return False
