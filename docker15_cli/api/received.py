"""What arrived on an attached stream, compared with the container's log.

The end of a stream does not say why it ended: the process may have ended, or a proxy in between may
have cut the connection. The log shows what there should be. It need not be the same to the byte:
Docker's log stores each byte that is not UTF-8 as U+FFFD, and a 1.5 daemon's ends with the last
complete line. So only ASCII bytes are counted, which every log keeps as they were written.
"""

from __future__ import annotations

_NOT_ASCII = bytes(range(128, 256))
_REPLACED = "\N{REPLACEMENT CHARACTER}".encode()
_TAIL = 16 * 1024  # bytes
_RECENT = 2 * _TAIL  # bytes, enough to hold so many ASCII ones
_COUNTED = 1024 * 1024  # bytes of data that is not text: counting takes longer than passing it on


def _ascii(data: bytes) -> bytes:
    return data if data.isascii() else data.translate(None, _NOT_ASCII)


class Received:
    """What has arrived on one stream: `size` bytes, `ascii` of them ASCII, and its end.

    `is_counted` is False, and `ascii` stays behind, after a lot of data that is not text.
    """

    def __init__(self) -> None:
        self.size = 0
        self.ascii = 0
        self.is_counted = True
        self._left = _COUNTED
        self._recent = bytearray()

    def add(self, piece: bytes | memoryview) -> None:
        """Count the next bytes."""
        self.size += len(piece)
        if self.is_counted:
            self._count(bytes(piece))
        if len(piece) >= _RECENT:
            self._recent[:] = piece[-_RECENT:]
            return
        self._recent += piece
        if len(self._recent) > 2 * _RECENT:
            del self._recent[:-_RECENT]

    def _count(self, data: bytes) -> None:
        if data.isascii():
            self.ascii += len(data)
            return
        self.ascii += len(_ascii(data))
        self._left -= len(data)
        self.is_counted = self._left > 0

    def ends_like(self, log: Received) -> bool:
        """Whether this and its log have the same end, as far as the shorter one goes, or 16 KiB.

        A log may lack an incomplete last line.
        """
        tail, end = self._tail(), log._tail()
        ends = [one for one in (tail, tail[: tail.rfind(b"\n") + 1]) if one]
        return not end or any(_end_alike(one, end) for one in ends)

    def has_as_much_as(self, log: Received) -> bool:
        """Whether at least as many ASCII bytes have arrived as its log has."""
        return self.ascii >= log.ascii or not (self.is_counted and log.is_counted)

    def is_like(self, other: Received) -> bool:
        """Whether both have the same number of ASCII bytes and the same end."""
        is_same = self.ascii == other.ascii or not (self.is_counted and other.is_counted)
        return is_same and _end_alike(self._tail(), other._tail())

    def is_shorter_than(self, log: Received) -> bool:
        """Whether its log has more, or, if bytes were not counted, has a different end."""
        if self.is_counted and log.is_counted:
            return self.ascii < log.ascii
        return not self.ends_like(log)

    def _tail(self) -> bytes:
        return _ascii(bytes(self._recent))[-_TAIL:]


def _end_alike(one: bytes, other: bytes) -> bool:
    length = min(len(one), len(other), _TAIL)  # there may be gaps before that
    return one[len(one) - length :] == other[len(other) - length :]


class Comparison:
    """Goes through one stream of a log, to find what of it was not received."""

    def __init__(self, came: Received) -> None:
        self._came = came
        self._seen = Received()  # what was seen of the log, without what `rest` has returned
        self._is_alike = True

    def rest(self, piece: bytes) -> bytes:
        """The part of the log's next piece that did not arrive, and can be shown now."""
        skip = self._came.size - self._seen.size
        if not self._is_alike or len(piece) <= skip:
            self._seen.add(piece)
            return b""
        self._seen.add(piece[:skip])
        rest = piece[skip:]
        if _REPLACED in piece or not self._seen.is_like(self._came):
            self._is_alike = False  # the log differs from what was written
            self._seen.add(rest)
            return b""
        return rest

    @property
    def is_short(self) -> bool:
        """Whether the log has more than what arrived and what `rest` returned."""
        return self._came.is_shorter_than(self._seen)
