"""What logs consist of: entries with the engine's time, and the lines that they form."""

from __future__ import annotations

import functools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from docker15_cli.api.attached_stream import STDOUT, WholeFrames
from docker15_cli.errors import AnswerBroken, shortened

LONGEST = 1024 * 1024  # bytes; a longer line is shown in parts
SECOND = 10**9
_PARTS = 16 * 1024  # most bytes of a line that dockerd puts into one entry
_RUNS = 1024  # how many times are remembered


class Entry(NamedTuple):
    """Something that the container wrote to `stream` (STDOUT, STDERR); also a line made of such.

    `time` is in nanoseconds since 1970, 0 if unknown; `stamp` is the same as the engine wrote it.
    The `text` of an entry ends with a line break, unless the stream's next entry continues the
    line; the text of a line has none.
    """

    time: int
    stream: int
    stamp: bytes
    text: bytes


class Entries:
    """Decodes a log with timestamps, which may be fed in any pieces.

    `framed`: it is multiplexed; else (a TTY) an entry is a line of text. All methods raise
    AnswerBroken.
    """

    def __init__(self, *, framed: bool) -> None:
        self._frames = WholeFrames() if framed else None
        self._rest = b""
        self._before = Entry(0, STDOUT, b"", b"")

    def feed(self, data: bytes | memoryview) -> list[Entry]:
        """The entries that `data` completes."""
        if self._frames:
            return [_stamped(stream, text) for stream, text in self._frames.feed(data)]
        *lines, self._rest = (self._rest + data).split(b"\n")
        found = [self._unframed(line + b"\n") for line in lines]
        return found + self.end() if len(self._rest) > LONGEST else found

    def end(self) -> list[Entry]:
        """The entry that is left at the end of the stream; raises within a frame."""
        if self._frames:
            self._frames.end()
            return []
        rest, self._rest = self._rest, b""
        return [self._unframed(rest)] if rest else []

    def _unframed(self, line: bytes) -> Entry:
        try:
            entry = _stamped(STDOUT, line)
        except AnswerBroken:  # a later part of a line has no time
            entry = self._before._replace(text=line)
        self._before = entry
        if len(entry.text) > _PARTS:  # dockerd puts the same time, to the ns, before each part
            return entry._replace(text=entry.text.replace(entry.stamp + b" ", b""))
        return entry


def _stamped(stream: int, data: bytes) -> Entry:
    stamp, _, text = data.partition(b" ")
    try:
        return Entry(nanoseconds(stamp), stream, stamp, text)
    except ValueError:
        received = shortened(data.decode(errors="replace"))
        raise AnswerBroken(
            f"can't read the container's log: the engine sent {received!r}"
        ) from None


def nanoseconds(stamp: bytes) -> int:
    """RFC 3339, with a fraction of any length → nanoseconds since 1970. Raises ValueError."""
    whole, dot, more = stamp.decode("ascii").partition(".")
    if not dot:
        return _seconds(whole) * SECOND
    zone = more.lstrip("0123456789")
    fraction = more[: len(more) - len(zone)]
    return _seconds(whole + zone) * SECOND + int(fraction[:9].ljust(9, "0"))


@functools.lru_cache(maxsize=16)
def _seconds(text: str) -> int:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError(f"no time zone: {text}")
    return int(found.timestamp())


class Lines:
    """Joins entries into lines; those of several streams may be mixed."""

    def __init__(self) -> None:
        self._incomplete: dict[int, Entry] = {}

    def feed(self, entries: Iterable[Entry]) -> list[Entry]:
        """The lines that the entries complete, in the order of their ends."""
        found: list[Entry] = []
        for entry in entries:
            time, stream, stamp, text = entry
            if stream not in self._incomplete and text.find(b"\n") == len(text) - 1:
                found.append(Entry(time, stream, stamp, text[:-1]))  # by far the most common case
            else:
                found += self._continued(entry)
        return found

    def end(self) -> list[Entry]:
        """The lines that are incomplete at the end of the log."""
        left, self._incomplete = list(self._incomplete.values()), {}
        return left

    def _continued(self, entry: Entry) -> Iterator[Entry]:
        first = self._incomplete.pop(entry.stream, entry)
        text = entry.text if first is entry else first.text + entry.text
        *whole, rest = text.split(b"\n")
        yield from (first._replace(text=line) for line in whole)
        begun = (entry if whole else first)._replace(text=rest)
        if len(rest) > LONGEST:
            yield begun
        elif rest:
            self._incomplete[entry.stream] = begun


class Seen:
    """Which entries of a log have been read, by their times, which several may share.

    Only the latest are remembered. As stdout and stderr may be a little out of order, an entry that
    has not come yet may have an earlier time than one that has. `knows_all`: every entry since the
    beginning of the log is remembered.
    """

    def __init__(self) -> None:
        self.knows_all = True
        self._runs: deque[tuple[int, int]] = deque(maxlen=_RUNS)  # times, and how many in a row

    def add(self, time: int) -> None:
        """Remember an entry that has been read."""
        if self._runs and self._runs[-1][0] == time:
            _, count = self._runs.pop()
            self._runs.append((time, count + 1))
        else:
            self.knows_all = self.knows_all and len(self._runs) < _RUNS
            self._runs.append((time, 1))

    @property
    def begin(self) -> int | None:
        """The time from which to read the log to miss nothing; None: from its beginning."""
        if not self._runs:
            return None
        earliest = self._runs[-1][0] - SECOND
        if self.knows_all:
            return earliest
        later = list(self._runs)[len(self._runs) // 2 :]
        return min(time for time, _ in later if time >= earliest)

    def filter(self) -> Callable[[int], bool]:
        """A function that tells of each entry in turn, read from `begin` on, whether it is new."""
        known = Counter[int]()
        for time, count in self._runs:
            known[time] += count
        begin = self.begin

        def is_new(time: int) -> bool:
            nonlocal begin
            if begin is not None and time < begin:
                return False
            begin = None  # engines, too, only look for the first entry since a time
            if known[time]:
                known[time] -= 1
                return False
            return True

        return is_new
