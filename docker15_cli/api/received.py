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
_ECHO = 1024  # most bytes sent to a process between its end and docker15 learning of it
_RECENT = 2 * _TAIL  # bytes: enough to contain _TAIL ASCII ones
_COUNTED = 1024 * 1024  # bytes of data other than ASCII to count: that is slower than passing it on


def _ascii(data: bytes) -> bytes:
    return data if data.isascii() else data.translate(None, _NOT_ASCII)


class Received:
    """What has arrived on one stream: `size` bytes, `ascii` of them ASCII, and its last bytes.

    After a lot of data that is not ASCII, `is_counted` is False, and `ascii` no longer grows.
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

    def ends_like(self, log: Received, sent: Received | None = None) -> bool:
        """Whether this ends like its log: in the last 16 KiB, or as many bytes as both have.

        The log may lack an incomplete last line. `sent` is what the process was sent, if it has a
        TTY: one whose process has ended still echoes that, which is in no log.
        """
        tail, end = self._tail(), log._tail()
        ends = [one for one in (tail, tail[: tail.rfind(b"\n") + 1]) if one]
        if not end or any(_ends_match(one, end) for one in ends):
            return True
        echoed = _common_suffix(tail, sent._tail()) if sent else 0
        return any(_ends_match(tail[:-size], end) for size in range(1, echoed + 1) if tail[:-size])

    def has_as_much_as(self, log: Received) -> bool:
        """Whether at least as many ASCII bytes have arrived as its log has."""
        return self.ascii >= log.ascii or not (self.is_counted and log.is_counted)

    def is_like(self, other: Received) -> bool:
        """Whether both have the same number of ASCII bytes and the same end."""
        is_same = self.ascii == other.ascii or not (self.is_counted and other.is_counted)
        return is_same and _ends_match(self._tail(), other._tail())

    def is_shorter_than(self, log: Received) -> bool:
        """Whether its log has more ASCII bytes or, if not all were counted, a different end."""
        if self.is_counted and log.is_counted:
            return self.ascii < log.ascii
        return not self.ends_like(log)

    def _tail(self) -> bytes:
        return _ascii(bytes(self._recent))[-_TAIL:]


def _ends_match(one: bytes, other: bytes) -> bool:
    length = min(len(one), len(other), _TAIL)  # bytes may be missing before that
    return one[len(one) - length :] == other[len(other) - length :]


def _common_suffix(one: bytes, other: bytes) -> int:
    """How many bytes at the end are the same in both, at most _ECHO."""
    most = min(len(one), len(other), _ECHO)
    return next((size for size in range(most) if one[-size - 1] != other[-size - 1]), most)


class Comparison:
    """Goes through one stream of a log, to find what of it is not in `received`."""

    def __init__(self, received: Received) -> None:
        self._received = received
        self._seen = Received()  # the log so far, without what `rest` has returned
        self._is_alike = True

    def rest(self, piece: bytes) -> bytes:
        """The part of the log's next piece that did not arrive; b"" if none, or if unsure."""
        skip = self._received.size - self._seen.size
        if not self._is_alike or len(piece) <= skip:
            self._seen.add(piece)
            return b""
        self._seen.add(piece[:skip])
        rest = piece[skip:]
        if _REPLACED in piece or not self._seen.is_like(self._received):
            self._is_alike = False  # the log differs from what was written
            self._seen.add(rest)
            return b""
        return rest

    @property
    def is_short(self) -> bool:
        """Whether the log has more than what arrived and what `rest` has returned."""
        return self._received.is_shorter_than(self._seen)
