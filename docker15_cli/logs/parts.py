"""Parts of a log in bytes: its last lines, and following one of Podman's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import Piece
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.errors import AnswerBroken, Docker15Error, EngineError, NotFound
from docker15_cli.logs.entries import Entry
from docker15_cli.logs.reading import log_of
from docker15_cli.logs.request import LogRequest


def show(app: App, pieces: Iterable[Piece]) -> None:
    """Write the pieces to the user's streams."""
    for stream, piece in pieces:
        app.streams.write_to(stream, piece)


def tail_of(pieces: Iterable[Piece], count: int) -> Iterator[Piece]:
    """The last `count` lines; no more are held in memory."""
    lines: deque[tuple[int, bytes]] = deque(maxlen=count)
    rests: dict[int, bytes] = {}
    for stream, piece in pieces:
        *whole, rests[stream] = (rests.get(stream, b"") + bytes(piece)).split(b"\n")
        lines.extend((stream, line + b"\n") for line in whole)
    lines.extend((stream, rest) for stream, rest in rests.items() if rest)
    for stream, group in groupby(lines, key=lambda line: line[0]):
        yield stream, b"".join(line for _, line in group)


def followed(client: Client, container: str, request: LogRequest) -> Iterator[Piece]:
    """Follow a log of Podman's until the container has exited, each line once.

    Raises NotFound, and Docker15Error if the log is removed with its container meanwhile.
    """
    inspected = api.inspect(client, container)
    log = log_of(client, inspected, request)

    def pieces(batches: Iterable[Sequence[Entry]]) -> Iterator[Piece]:
        for entry in (entry for batch in batches for entry in batch):
            stamp = entry.stamp + b" " if request.timestamps and entry.stamp else b""
            yield entry.stream, stamp + entry.text

    begin = pieces(log.rest(client))
    yield from begin if request.tail is None else tail_of(begin, request.tail)
    with reporting_removal(client, log.identifier, container):
        while api.is_running(api.inspect(client, container)):
            yield from pieces(log.followed(client))
        yield from pieces(log.rest(client))


@contextmanager
def reporting_removal(client: Client, identifier: str, container: str) -> Iterator[None]:
    """Turn an error in here into one that says so if the container has been removed.

    Podman then ends the frames with a message in JSON, which is AnswerBroken.
    """
    try:
        yield
    except (AnswerBroken, EngineError) as error:
        if not (isinstance(error, NotFound) or api.is_gone(client, identifier)):
            raise
        text = f"{container} was removed with its log: the end of the output may be missing"
        raise Docker15Error(text) from None
