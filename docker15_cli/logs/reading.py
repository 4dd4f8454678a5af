"""A container's log, read in parts, in which nothing is repeated or left out."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from docker15_cli.api import container_streams
from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import Piece
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import query_params
from docker15_cli.contract import features
from docker15_cli.contract.shapes import Inspected
from docker15_cli.logs.entries import SECOND, Entries, Entry, Seen
from docker15_cli.logs.request import LogRequest

_LOOK_AGAIN = 0.1  # seconds between reads while there are new entries
_PIECE = 16 * 1024  # bytes decoded at a time: each entry takes additional memory


class Log(ABC):
    """The log of one container, on an engine that has timestamps (API 1.11).

    All methods raise NotFound, EngineError, AnswerBroken and EngineUnreachable; what was returned
    until then is remembered, and reading can be continued.
    """

    def __init__(self, identifier: str, request: LogRequest) -> None:
        self.identifier = identifier
        self._options = {"logs": "1", "stdout": "1", "stderr": "1"}
        self._options |= query_params(until=request.until, details=request.details)

    @abstractmethod
    def rest(
        self, client: Client, *, follow: bool = False, tail: str = ""
    ) -> Iterator[list[Entry]]:
        """The entries that have not been returned yet, in batches; the last `tail`, if not "".

        With `follow` also new ones, until the container or the connection ends.
        """

    @abstractmethod
    def _query(self, client: Client) -> dict[str, str]:
        """The query for (at least) what has not been returned yet."""

    def followed(self, client: Client) -> Iterator[list[Entry]]:
        """The entries that have not been returned yet, and new ones, until the container ends.

        Podman leaves out lines when it follows a log, at the end and in between. So there a
        followed log is only a notice that there is more, which is then read from the log itself.
        """
        if not client.dialect.loses_followed_logs:
            yield from self.rest(client, follow=True)
            return
        notices = self._query(client) | query_params(stream=True)
        for _ in container_streams.log_chunks(client, self.identifier, notices):
            has_more = True
            while has_more:
                begin = time.monotonic()
                has_more = False
                for batch in self.rest(client):
                    has_more = has_more or bool(batch)
                    yield batch
                time.sleep(max(_LOOK_AGAIN, time.monotonic() - begin))


class TimedLog(Log):
    """A log whose entries are identified by their times."""

    def __init__(self, identifier: str, request: LogRequest, *, framed: bool) -> None:
        super().__init__(identifier, request)
        self._options["timestamps"] = "1"
        self._framed = framed
        self._since = _nanoseconds(request.since) if request.since else None
        self._seen = Seen()

    def rest(
        self, client: Client, *, follow: bool = False, tail: str = ""
    ) -> Iterator[list[Entry]]:
        entries, is_new = Entries(framed=self._framed), self._seen.filter()
        self._seen.knows_all = self._seen.knows_all and not tail
        query = self._query(client) | query_params(tail=tail, stream=follow)
        for chunk in container_streams.log_chunks(client, self.identifier, query):
            view = memoryview(chunk)
            for at in range(0, len(view), _PIECE):
                yield self._noted(entries.feed(view[at : at + _PIECE]), is_new)
        yield self._noted(entries.end(), is_new)

    def _query(self, client: Client) -> dict[str, str]:
        begin = self._seen.begin
        before = -1 if begin is None else begin - 1  # some engines leave out entries of that time
        if self._since is not None:
            before = max(before, self._since)
        if before < 0 or not client.has(features.LOGS_SINCE):
            return self._options
        return {**self._options, "since": f"{before // SECOND}.{before % SECOND:09}"}

    def _noted(self, entries: list[Entry], is_new: Callable[[int], bool]) -> list[Entry]:
        found = [entry for entry in entries if is_new(entry.time)]
        for entry in found:
            self._seen.add(entry.time)
        return found


class PlainLog(Log):
    """A log that is one stream of bytes: of a TTY on Podman, whose times may be within lines.

    It is read again from the start, and what has been returned is skipped. Its entries have no
    time.
    """

    def __init__(self, identifier: str, request: LogRequest) -> None:
        super().__init__(identifier, request)
        self._options |= query_params(since=request.since, timestamps=request.timestamps)
        self._shown: Counter[int] = Counter()

    def rest(
        self, client: Client, *, follow: bool = False, tail: str = ""
    ) -> Iterator[list[Entry]]:
        query = self._query(client) | query_params(tail=tail, stream=follow)
        pieces = container_streams.log_pieces(client, self.identifier, query, framed=False)
        for stream, piece in beyond(self._shown, pieces):
            yield [Entry(0, stream, b"", bytes(piece))]

    def _query(self, client: Client) -> dict[str, str]:
        return self._options


def log_of(client: Client, inspected: Inspected, request: LogRequest) -> Log:
    """The log of an inspected container."""
    framed = client.dialect.framed and not api.has_tty(inspected)
    identifier = api.full_id(inspected)
    if not framed and client.dialect.loses_followed_logs:
        return PlainLog(identifier, request)
    return TimedLog(identifier, request, framed=framed)


def beyond(shown: Counter[int], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of a log after the first `shown` bytes of each stream; updates `shown`."""
    seen: Counter[int] = Counter()
    for stream, piece in pieces:
        rest = piece[max(0, shown[stream] - seen[stream]) :]
        seen[stream] += len(piece)
        if len(rest):
            shown[stream] = seen[stream]
            yield stream, rest


def _nanoseconds(seconds: str) -> int:
    """A Unix time, with or without a fraction → nanoseconds."""
    whole, _, fraction = seconds.partition(".")
    return int(whole) * SECOND + int(fraction[:9].ljust(9, "0"))
