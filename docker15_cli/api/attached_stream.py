"""The streams of an attached process or of a log: decoding what arrives on the connection."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from docker15_cli.api.received import Received
from docker15_cli.errors import AnswerBroken
from docker15_cli.wire import multiplex

if TYPE_CHECKING:
    from docker15_cli.transport.connection import Connection

STDOUT, STDERR = multiplex.STDOUT, multiplex.STDERR
Piece = tuple[int, bytes | memoryview]  # STDOUT or STDERR, and data written to it
Frame = tuple[int, memoryview]
Decoder = Callable[[bytes | memoryview], Iterable[Piece]]
_AFTER_ENGINE_ERROR = 64 * 1024  # bytes that may follow the engine's error


class AttachedStream:
    """A hijacked connection, the bytes that have already arrived on it, and their decoder.

    `wanted` says of STDOUT and STDERR whether they were asked for; `received` counts what arrived
    on each, and `sent` what was sent to a TTY. `swallowed` is a key that the engine swallows if it
    arrives alone (docs/spec/remote-api-1.5.md §5.5). `stdin_delay` is for how many seconds to hold
    stdin back once the process is seen to run. `skip` is how many bytes at the start of a stream
    that is not multiplexed are counted but not returned.
    `may_stay_open`: the engine may leave it open after the process has ended. `ends_with_stdin`:
    the engine ends it together with stdin, even if the process runs on.

    `is_cut`: the rest of the output was lost, because of an `engine_error_frame`, or because the
    stream ended within a frame: then `framing_error` says where. On a stream that is not
    multiplexed, the engine writes its error over the output it is just sending: the error, and what
    follows it, is `withheld`.
    """

    def __init__(self, connection: Connection, leftover: bytes) -> None:
        self.connection = connection
        self.leftover = leftover
        self.decode: Decoder = self._count_raw
        self.is_framed = False
        self.wanted: dict[int, bool] = {}
        self.received: defaultdict[int, Received] = defaultdict(Received)
        self.sent = Received()
        self.swallowed = b""
        self.stdin_delay = 0.0
        self.skip = 0
        self.may_stay_open = False
        self.ends_with_stdin = False
        self.is_cut = False
        self.framing_error: AnswerBroken | None = None
        self.engine_error_frame: re.Pattern[bytes] | None = None
        self.withheld = b""
        self._frames: Frames | None = None

    def end(self) -> None:
        """Call this at the end of the stream: if that is within a frame, the stream was cut."""
        try:
            if self._frames:
                self._frames.end()
        except AnswerBroken as error:
            self.is_cut, self.framing_error = True, error

    def take_frames(self) -> None:
        """From now on `decode` treats the stream as multiplexed."""
        feed = self._frames = Frames()
        self.is_framed = True

        def decode(data: bytes | memoryview) -> list[Frame]:
            frames = list(filter(self._is_output, feed(data)))
            for stream, content in frames:
                self.received[stream].add(content)
            return frames

        self.decode = decode

    def _is_output(self, frame: Frame) -> bool:
        """Whether it is wanted, and not the engine's error, which means that the stream is cut."""
        stream, data = frame
        error = self.engine_error_frame if stream == STDERR else None
        if error and error.fullmatch(data):
            self.is_cut = True
            return False
        return self.wanted.get(stream, True)

    def release(self) -> None:
        """Let `decode` return what was withheld: it is not the engine's error after all."""
        self.engine_error_frame = None
        self.is_cut = False

    def _count_raw(self, data: bytes | memoryview) -> tuple[Piece]:
        if self.engine_error_frame:
            data = self._without_engine_error(data, self.engine_error_frame)
        if self.withheld and not self.engine_error_frame:
            data, self.withheld = self.withheld + data, b""
        self.received[STDOUT].add(data)
        skipped, self.skip = self.skip, max(0, self.skip - len(data))
        return as_stdout(data[skipped:])

    def _without_engine_error(
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
        if len(self.withheld) > _AFTER_ENGINE_ERROR:  # after an error it would have ended by now
            self.release()
        return b""


class ExecStream(AttachedStream):
    """The streams of an exec; `refusal` may be the engine's reason for not running the command."""

    _first_piece: FirstPieceFilter | None = None

    @property
    def refusal(self) -> tuple[int, bytes] | None:
        return self._first_piece.refusal if self._first_piece else None

    def filter_first_piece(self, refused: re.Pattern[bytes]) -> None:
        """Keep back the first piece if all of it matches `refused`: see `refusal`."""
        self.decode = self._first_piece = FirstPieceFilter(self.decode, refused)


class FirstPieceFilter:
    """Decodes like `decode`, but keeps back a first piece that matches `refused` as a whole."""

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


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same bytes in fewer pieces, to be written: what follows each other on one stream is one.

    dockerd sends each line of a log as a frame. What is told from a frame has to be told before.
    """
    for stream, run in groupby(pieces, itemgetter(0)):
        datas = [data for _, data in run]
        yield stream, datas[0] if len(datas) == 1 else b"".join(datas)


def as_stdout(data: bytes | memoryview) -> tuple[Piece]:
    """The Decoder for a stream that is not multiplexed."""
    return ((STDOUT, data),)


class Frames:
    """Decodes a multiplexed stream. All its methods raise AnswerBroken.

    See docs/spec/engines.md §2.7.
    """

    def __init__(self) -> None:
        self._demultiplexer = multiplex.Demultiplexer()

    def __call__(self, data: bytes | memoryview) -> list[Frame]:
        """The frames, or parts of frames, in the next bytes: the stream's number, the content."""
        try:
            return self._demultiplexer.feed(data)
        except multiplex.FrameError as error:
            raise _unreadable(error) from error

    def end(self) -> None:
        """Call this at the end of the stream."""
        try:
            self._demultiplexer.close()
        except multiplex.FrameError as error:
            raise _unreadable(error) from error


class WholeFrames:
    """Decodes a multiplexed stream into whole frames, which are short. Raises AnswerBroken."""

    def __init__(self) -> None:
        self._frames = multiplex.WholeFrames()

    def feed(self, data: bytes | memoryview) -> list[tuple[int, bytes]]:
        """The frames that `data` completes: STDOUT or STDERR, and the content."""
        try:
            return self._frames.feed(data)
        except multiplex.FrameError as error:
            raise _unreadable(error) from error

    def end(self) -> None:
        """Call this at the end of the stream."""
        try:
            self._frames.close()
        except multiplex.FrameError as error:
            raise _unreadable(error) from error


def _unreadable(error: multiplex.FrameError) -> AnswerBroken:
    return AnswerBroken(f"the container's stream can't be read: {error}")
