"""Parts of a log: its last lines, and what comes until its container ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby

from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import Piece
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.contract import features
from docker15_cli.errors import AnswerBroken, Docker15Error, EngineError
from docker15_cli.logs.entries import Entry
from docker15_cli.logs.reading import Log, log_of
from docker15_cli.logs.request import LogRequest

_FEWEST = 64  # the least number of entries to request before a log is followed


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
    """Follow a log that has timestamps until its container ends, each line once.

    Raises NotFound, and what `until_end` does.
    """
    log = log_of(client, api.inspect(client, container), request)
    pieces = partial(_joined, timestamps=request.timestamps)
    tail, is_exact = tail_to_request(client, request.tail)
    begin = pieces(log.rest(client, tail=tail))
    yield from begin if is_exact else tail_of(begin, request.tail or 0)
    yield from pieces(until_end(client, log, container))


def _joined(batches: Iterable[Sequence[Entry]], *, timestamps: bool) -> Iterator[Piece]:
    for batch in batches:
        for stream, entries in groupby(batch, key=lambda entry: entry.stream):
            if timestamps:
                texts = (one.stamp + b" " + one.text if one.stamp else one.text for one in entries)
                yield stream, b"".join(texts)
            else:
                yield stream, b"".join(entry.text for entry in entries)


def tail_to_request(client: Client, count: int | None) -> tuple[str, bool]:
    """The `tail` to request for the last `count` lines (None: all), before the log is followed.

    "" for everything. It includes enough entries to know where to go on, and to complete long
    lines. Podman's times are whole seconds, and its own tail counts parts of lines, so all is
    requested there. Also returns whether these are exactly the lines that are wanted.
    """
    if count is None:
        return "", True
    if client.dialect.loses_followed_logs or not client.has(features.LOGS_TAIL):
        return "", False
    return str(max(count, _FEWEST)), count >= _FEWEST


def until_end(client: Client, log: Log, container: str) -> Iterator[list[Entry]]:
    """The entries that have not been returned yet, and new ones, until the container has ended.

    The rest is read after that: the container may have ended before it was followed, and dockerd
    before version 23 may end a followed log early when its container ends. `container` is its name
    in messages. Raises Docker15Error if Podman's log is removed meanwhile.
    """
    loses_lines = client.dialect.loses_followed_logs
    with _allowing_removal(client, log.identifier, container):
        is_running = api.is_running(api.inspect(client, log.identifier))
        while is_running:
            yield from log.followed(client)
            is_running = loses_lines and api.is_running(api.inspect(client, log.identifier))
        yield from log.rest(client)


@contextmanager
def _allowing_removal(client: Client, identifier: str, container: str) -> Iterator[None]:
    """Allow the container to be removed in here; on an engine that loses lines, say so.

    Podman then ends the frames with a message in JSON, which is AnswerBroken.
    """
    loses_lines = client.dialect.loses_followed_logs
    try:
        yield
    except (AnswerBroken, EngineError) as error:
        is_cut = isinstance(error, AnswerBroken) and not loses_lines
        if is_cut or not api.is_removed(client, identifier):
            raise
        if loses_lines:
            text = f"{container} was removed with its log: the end of the output may be missing"
            raise Docker15Error(text) from None
