"""A container's streams: attaching to it, what it has written, the size of its terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from docker15_cli.api.client import Client
from docker15_cli.api.containers import has_tty, inspect, is_running
from docker15_cli.api.encoding import container_path, query_params
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request

if TYPE_CHECKING:  # modules for streams are imported only when there is a stream
    from docker15_cli.api.attached_stream import AttachedStream, Piece
    from docker15_cli.transport.hijack import PendingAnswer


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
    client that sends it (docs/spec/remote-api-1.5.md §5). Raises NotFound, EngineError.
    """
    from docker15_cli.api.attached_stream import STDERR, STDOUT, AttachedStream

    query = query_params(logs=logs, stderr=stderr, stdin=stdin, stdout=stdout, stream=stream)
    request = Request("POST", f"{container_path(container)}/attach", query)
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
    from docker15_cli.api.attached_stream import joined

    # This answer also shows what kind of engine it is: the head of a stream would not.
    inspected = inspect(client, container)
    follow = follow and is_running(inspected)  # following an ended container may never end
    query = {"logs": "1", "stdout": "1", "stderr": "1"}
    query |= query_params(since=since, until=until, tail=tail, timestamps=timestamps)
    query |= query_params(details=details, stream=follow)
    framed = client.dialect.framed and not has_tty(inspected)
    batches = _batches(log_chunks(client, container, query), framed=framed)
    return (piece for batch in batches for piece in joined(batch))


def log_pieces(
    client: Client, container: str, query: dict[str, str], *, framed: bool
) -> Iterator[Piece]:
    """A log that is or isn't `framed`, each frame for itself; `query` is that of an attach in 1.5.

    Raises NotFound at once, other errors as they come.
    """
    return chain.from_iterable(_batches(log_chunks(client, container, query), framed=framed))


def log_chunks(client: Client, container: str, query: dict[str, str]) -> Iterator[bytes]:
    """The raw bytes of `log_pieces`, as they come."""
    return client.stream(
        operations.CONTAINER_LOGS, Request("POST", f"{container_path(container)}/attach", query)
    )


def _batches(chunks: Iterable[bytes], *, framed: bool) -> Iterator[Iterable[Piece]]:
    """For each chunk the pieces of output in it."""
    from docker15_cli.api.attached_stream import Frames, as_stdout

    if not framed:
        yield from map(as_stdout, chunks)
        return
    frames = Frames()
    for chunk in chunks:
        yield frames(chunk)
    frames.end()


def resize_pending(client: Client, container: str, rows: int, columns: int) -> PendingAnswer:
    """`POST /containers/{id}/resize`, without waiting for the answer; undocumented in 1.5.

    `resize_done` reads the answer once it is complete (docs/spec/remote-api-1.5.md §2, §7).
    """
    query = {"h": str(rows), "w": str(columns)}
    return client.pending(
        operations.CONTAINER_RESIZE, Request("POST", f"{container_path(container)}/resize", query)
    )


def resize_done(client: Client, answer: PendingAnswer) -> bool:
    """Whether a resize worked. A 1.5 daemon answers 500 if it did."""
    return answer.status < 300 or client.dialect.resize_fails_when_done
