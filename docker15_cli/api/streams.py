"""The streams of an attached process, or in a log: what came on the connection, taken apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from docker15_cli.errors import AnswerBroken
from docker15_cli.wire import multiplex

if TYPE_CHECKING:
    from docker15_cli.transport.connection import Connection

STDOUT, STDERR = multiplex.STDOUT, multiplex.STDERR
Piece = tuple[int, bytes | memoryview]  # STDOUT or STDERR, and what came on it
Decoder = Callable[[bytes | memoryview], Iterable[Piece]]


class AttachedStream:
    """A hijacked connection, the bytes it has already brought, and how to take them apart.

    `wanted` are the streams asked for, `swallowed` is a key that the engine swallows if it comes
    alone (§5.5), `stdin_delay` are seconds for which stdin is held back, `is_cut` tells that the
    engine has lost the rest of the output (`lost_output`): its own words say so, or the `end`, and
    then `breach` says how.
    """

    def __init__(self, connection: Connection, leftover: bytes) -> None:
        self.connection = connection
        self.leftover = leftover
        self.decode: Decoder = as_stdout
        self.wanted: dict[int, bool] = {}
        self.swallowed = b""
        self.stdin_delay = 0.0
        self.is_cut = False
        self.received: Counter[int] = Counter()
        self.breach: AnswerBroken | None = None
        self._frames: Frames | None = None

    def end(self) -> None:
        """Say that it has ended: if it did so within a frame, it was cut."""
        try:
            if self._frames:
                self._frames.end()
        except AnswerBroken as error:
            self.is_cut, self.breach = True, error

    def take_frames(self, own_words: re.Pattern[bytes] | None) -> None:
        """From now on `decode` takes the stream for a multiplexed one, and counts its bytes."""
        feed = self._frames = Frames()

        def decode(data: bytes | memoryview) -> list[Piece]:
            pieces = []
            for stream, piece in feed(data):
                if own_words and stream == STDERR and own_words.fullmatch(piece):
                    self.is_cut = True
                elif self.wanted.get(stream, True):
                    self.received[stream] += len(piece)
                    pieces.append((stream, piece))
            return pieces

        self.decode = decode


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
    """The Decoder of a multiplexed stream (engines.md §2.7). Everything raises AnswerBroken."""

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


def _unreadable(error: multiplex.FrameError) -> AnswerBroken:
    return AnswerBroken(f"the container's stream can't be read: {error}")
