"""Reading logs in parts: their end, what has not been shown yet, and following those of Podman.

Podman leaves out lines when it follows a log, at the end and in between. So its follow only serves
as a notice that there is more, which is then read from the log itself.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import groupby

from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import Piece
from docker15_cli.api.encoding import query_params
from docker15_cli.app import App
from docker15_cli.errors import AnswerBroken, Docker15Error, NotFound

_LOOK_AGAIN = 0.1  # seconds between reads while there are new lines


def show(app: App, pieces: Iterable[Piece]) -> bool:
    """Write them to the user's streams; return whether there were any."""
    has_any = False
    for stream, piece in pieces:
        app.streams.write_to(stream, piece)
        has_any = True
    return has_any


def beyond(shown: Counter[int], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What follows in a log after the bytes `shown` of each stream, which are updated."""
    seen: Counter[int] = Counter()
    for stream, piece in pieces:
        rest = piece[max(0, shown[stream] - seen[stream]) :]
        seen[stream] += len(piece)
        if len(rest):
            shown[stream] = seen[stream]
            yield stream, rest


def tail_of(pieces: Iterable[Piece], count: int) -> Iterator[Piece]:
    """The last `count` lines, holding no more in memory."""
    lines: deque[tuple[int, bytes]] = deque(maxlen=count)
    rests: dict[int, bytes] = {}
    for stream, piece in pieces:
        *whole, rests[stream] = (rests.get(stream, b"") + bytes(piece)).split(b"\n")
        lines.extend((stream, line + b"\n") for line in whole)
    lines.extend((stream, rest) for stream, rest in rests.items() if rest)
    for stream, group in groupby(lines, key=lambda line: line[0]):
        yield stream, b"".join(line for _, line in group)


def follow(
    app: App, container: str, *, timestamps: bool, since: str, until: str, tail: int | None
) -> None:
    """Show a log of Podman's until the container has exited, each line once.

    `since` and `until` are Unix times, `tail` is the number of existing lines to show. Raises
    Docker15Error if the log was removed with its container.
    """
    inspected = api.inspect(app.client, container)
    options = query_params(since=since, until=until, timestamps=timestamps)
    log: _Entries | _Bytes
    if api.has_tty(inspected):
        log = _Bytes(app, container, options)
    else:
        log = _Entries(app, container, options)
    show(app, log.rest() if tail is None else tail_of(log.rest(), tail))
    try:
        while api.is_running(api.inspect(app.client, container)):
            for _ in log.news():
                while show(app, log.rest()):
                    time.sleep(_LOOK_AGAIN)
        show(app, log.rest())
    except NotFound:
        text = f"{container} was removed with its log: the end of the output may be missing"
        raise Docker15Error(text) from None


class _Bytes:
    """A log without entries, of a TTY: it is read again from the start, skipping what was shown."""

    def __init__(self, app: App, container: str, options: dict[str, str]) -> None:
        self._client = app.client
        self._container = container
        self._options = {"logs": "1", "stdout": "1", "stderr": "1", **options}
        self._shown: Counter[int] = Counter()

    def rest(self) -> Iterator[Piece]:
        """What has not been returned yet."""
        pieces = api.log_pieces(self._client, self._container, self._options, framed=False)
        return beyond(self._shown, pieces)

    def news(self) -> Iterator[bytes]:
        """Yields whenever there may be more, until the container exits."""
        return api.log_chunks(self._client, self._container, {**self._options, "stream": "1"})


class _Entries(_Bytes):
    """A log of entries with timestamps: only those of the last two seconds are read again."""

    def __init__(self, app: App, container: str, options: dict[str, str]) -> None:
        super().__init__(app, container, options)
        self._shows_time = "timestamps" in options
        self._options["timestamps"] = "1"
        self._since = float(options.get("since", 0))
        self._newest: datetime | None = None
        self._given: Counter[datetime] = Counter()  # entries shown, by second

    def rest(self) -> Iterator[Piece]:
        skip = self._given.total()
        for stream, entry in api.log_entries(self._client, self._container, self._options):
            if skip:
                skip -= 1
                continue
            second, _, text = bytes(entry).partition(b" ")
            self._note(second)
            yield stream, entry if self._shows_time else text

    def _note(self, text: bytes) -> None:
        try:
            second = datetime.fromisoformat(text.decode().replace("Z", "+00:00"))
        except ValueError as error:
            raise AnswerBroken(f"can't read the container's log: {error}") from error
        self._given[second] += 1
        if self._newest and second <= self._newest:
            return
        self._newest = second
        begin = second - timedelta(seconds=1)
        if begin.timestamp() - 1 < self._since:
            return  # before the requested time
        for old in [each for each in self._given if each < begin]:
            del self._given[old]
        before = begin.astimezone(timezone.utc) - timedelta(seconds=1)
        self._options["since"] = before.strftime("%Y-%m-%dT%H:%M:%S.999999999Z")
