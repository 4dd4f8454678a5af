"""The streams of an attached process, or in a log: what came on the connection, taken apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, cast

from docker15_cli.api.received import Received
from docker15_cli.errors import AnswerBroken
from docker15_cli.wire import multiplex

if TYPE_CHECKING:
    from docker15_cli.transport.connection import Connection

STDOUT, STDERR = multiplex.STDOUT, multiplex.STDERR
Piece = tuple[int, bytes | memoryview]  # STDOUT or STDERR, and what came on it
Decoder = Callable[[bytes | memoryview], Iterable[Piece]]
_AFTER_OWN_WORDS = 64 * 1024  # bytes


class AttachedStream:
    """A hijacked connection, the bytes it has already brought, and how to take them apart.

    `wanted` are the streams asked for, `received` counts what came on each, `swallowed` is a key
    that the engine swallows if it comes alone (docs/spec/remote-api-1.5.md §5.5), `stdin_delay` are
    seconds for which stdin is held back, and again until the process is seen to run, `skip` is how
    many bytes at its beginning are counted, but not given: of one that is not multiplexed.
    `may_stay_open` tells that the engine may leave it open when the process ends, `ends_with_stdin`
    that it ends it when stdin ends, though the process runs on.
    `is_cut` tells that the rest of the output was lost: the engine's `own_words` say so, or the
    `end`, and then `breach` says how. Where they come on a stream that is not multiplexed, they and
    what follows is `withheld`: the engine writes them over what it is just sending.
    """

    def __init__(self, connection: Connection, leftover: bytes) -> None:
        self.connection = connection
        self.leftover = leftover
        self.decode: Decoder = self._count_raw
        self.is_framed = False
        self.wanted: dict[int, bool] = {}
        self.received: defaultdict[int, Received] = defaultdict(Received)
        self.swallowed = b""
        self.stdin_delay = 0.0
        self.skip = 0
        self.may_stay_open = False
        self.ends_with_stdin = False
        self.is_cut = False
        self.breach: AnswerBroken | None = None
        self.own_words: re.Pattern[bytes] | None = None
        self.withheld = b""
        self._frames: Frames | None = None

    def end(self) -> None:
        """Say that it has ended: if it did so within a frame, it was cut."""
        try:
            if self._frames:
                self._frames.end()
        except AnswerBroken as error:
            self.is_cut, self.breach = True, error

    def take_frames(self) -> None:
        """From now on `decode` takes the stream for a multiplexed one."""
        feed = self._frames = Frames()
        self.is_framed = True

        def decode(data: bytes | memoryview) -> list[Piece]:
            pieces = []
            for stream, piece in feed(data):
                if self.own_words and stream == STDERR and self.own_words.fullmatch(piece):
                    self.is_cut = True
                elif self.wanted.get(stream, True):
                    self.received[stream].add(piece)
                    pieces.append((stream, piece))
            return pieces

        self.decode = decode

    def release(self) -> None:
        """Let `decode` give what is withheld: the words are not the engine's."""
        self.own_words = None
        self.is_cut = False

    def _count_raw(self, data: bytes | memoryview) -> tuple[Piece]:
        if self.own_words:
            data = self._without_own_words(data, self.own_words)
        if self.withheld and not self.own_words:
            data, self.withheld = self.withheld + data, b""
        self.received[STDOUT].add(data)
        skipped, self.skip = self.skip, max(0, self.skip - len(data))
        return as_stdout(data[skipped:])

    def _without_own_words(
        self, data: bytes | memoryview, words: re.Pattern[bytes]
    ) -> bytes | memoryview:
        if not self.is_cut:
            found = words.search(data)
            if not found:
                return data
            self.is_cut = True
            self.withheld = bytes(data[found.start() :])
            return data[: found.start()]
        self.withheld += data
        if len(self.withheld) > _AFTER_OWN_WORDS:  # more than the engine has to send by then
            self.release()
        return b""


class ExecStream(AttachedStream):
    """The streams of an exec; `refusal` is what may be the engine's words, of not running it."""

    _withholding: Withholding | None = None

    @property
    def refusal(self) -> tuple[int, bytes] | None:
        return self._withholding.refusal if self._withholding else None

    def withhold(self, refused: re.Pattern[bytes]) -> None:
        """Keep it back: it is all as `refused` says."""
        self.decode = self._withholding = Withholding(self.decode, refused)


class Withholding:
    """Decodes as `decode` does, but keeps back a first piece that is all as `refused` says."""

    def __init__(self, decode: Decoder, refused: re.Pattern[bytes]) -> None:
        self.refusal: tuple[int, bytes] | None = None
        self._decode = decode
        self._refused = refused
        self._is_first = True

    def __call__(self, data: bytes | memoryview) -> Iterable[Piece]:
        if not self._is_first:
            return self._decode(data)
        pieces = [piece for piece in self._decode(data) if len(piece[1])]
        if not pieces:
            return pieces
        self._is_first = False
        number, piece = pieces[0]
        if not self._refused.fullmatch(piece):
            return pieces
        self.refusal = number, bytes(piece)
        return pieces[1:]


def as_stdout(data: bytes | memoryview) -> tuple[Piece]:
    """The Decoder of a stream that is not multiplexed."""
    return ((STDOUT, data),)


class Frames:
    """The Decoder of a multiplexed stream. Everything raises AnswerBroken.

    See docs/spec/engines.md §2.7.
    """

    def __init__(self) -> None:
        self._demultiplexer = multiplex.Demultiplexer()

    def __call__(self, data: bytes | memoryview) -> list[Piece]:
        try:
            return cast("list[Piece]", self._demultiplexer.feed(data))
        except multiplex.FrameError as error:
            raise _unreadable(error) from error

    def end(self) -> None:
        """Say that the stream has ended."""
        try:
            self._demultiplexer.close()
        except multiplex.FrameError as error:
            raise _unreadable(error) from error


def whole_frames(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """The frames of a multiplexed stream, none of them cut. Raises AnswerBroken."""
    try:
        yield from multiplex.whole_frames(chunks)
    except multiplex.FrameError as error:
        raise _unreadable(error) from error


def _unreadable(error: multiplex.FrameError) -> AnswerBroken:
    return AnswerBroken(f"the container's stream can't be read: {error}")
