"""The frames that carry a container's stdout and stderr on one connection (since API 1.6).

A frame is a header of eight bytes and a payload::

    STREAM 0 0 0 SIZE SIZE SIZE SIZE PAYLOAD...

STREAM is 0 (stdin), 1 (stdout), 2 (stderr) or 3 (dockerd's own errors); SIZE is the length of the
payload in bytes, as a big-endian integer. Containers with a terminal, and all containers of API
1.5, send their bytes without any framing.

Source: the Docker Engine API's description of ContainerAttach, "Stream format".
"""

from struct import Struct

from docker15_cli.wire.excerpt import excerpt

STDIN, STDOUT, STDERR, SYSTEM_ERROR = range(4)

_HEADER = Struct(">II")  # the stream number with its three bytes of padding, the size
_STREAMS = {number << 24: number for number in range(4)}


class FrameError(ValueError):
    """The bytes are not a whole number of frames; the message is one line."""


def frame(stream: int, payload: bytes) -> bytes:
    """One frame that carries `payload` (less than 4 GiB) on `stream` (0 to 3)."""
    return _HEADER.pack(stream << 24, len(payload)) + payload


class Demultiplexer:
    """Incremental decoder of frames; it never buffers a frame, however large."""

    __slots__ = ("_error", "_header", "_left", "_stream")

    def __init__(self) -> None:
        self._header = b""  # the beginning of an incomplete header
        self._stream = 0  # the stream of the current frame,
        self._left = 0  # and how many bytes of its payload are still to come
        self._error: FrameError | None = None

    def feed(self, data: bytes | bytearray | memoryview) -> list[tuple[int, memoryview]]:
        """Decode the next bytes, split anywhere; return pieces of payload, each with its stream.

        A piece is a view into `data`, valid until `data` is overwritten, and never empty.

        Raises FrameError if the bytes are not frames. What came before the mistake is returned
        first, and the error is raised by the next call, so that the result does not depend on how
        the stream was split.
        """
        if self._error:
            raise self._error
        pieces: list[tuple[int, memoryview]] = []
        try:
            self._decode(memoryview(data), pieces)
        except FrameError as error:
            self._error = error
            if not pieces:
                raise
        return pieces

    def close(self) -> None:
        """Call this at the end of the stream; raises FrameError if that is within a frame."""
        if self._error:
            raise self._error
        if self._left:
            raise FrameError(f"the stream ended {self._left} bytes before the end of a frame")
        if self._header:
            raise FrameError(f"the stream ended in a frame's header: {excerpt(self._header)}")

    def _decode(self, data: memoryview, pieces: list[tuple[int, memoryview]]) -> None:
        at, end = 0, len(data)
        while at < end:
            if self._left:
                piece = data[at : at + self._left]
                pieces.append((self._stream, piece))
                self._left -= len(piece)
                at += len(piece)
                continue
            if not self._header:
                at = _take_frames(data, at, pieces)
            if at < end:
                at = self._take_header(data, at)

    def _take_header(self, data: memoryview, at: int) -> int:
        """Begin the frame whose header continues at `at`; return where its payload begins."""
        missing = _HEADER.size - len(self._header)
        header = self._header + data[at : at + missing]
        # An incomplete header is checked, too, with zeros (always valid) for its missing end: a raw
        # stream that begins with a prompt ("$ ") must be recognized before eight bytes arrive.
        word, size = _HEADER.unpack(header.ljust(_HEADER.size, b"\0"))
        if word not in _STREAMS:
            raise FrameError(_no_frame(header))
        if len(header) < _HEADER.size:
            self._header = header
            return len(data)
        self._header = b""
        self._stream, self._left = _STREAMS[word], size
        return at + missing


def _take_frames(data: memoryview, at: int, pieces: list[tuple[int, memoryview]]) -> int:
    """Take the whole frames that begin `at`; return where the first one begins that isn't whole.

    Each line of a log is a frame: taking them one by one as `_decode` does costs twice as much.
    """
    unpack, length, end = _HEADER.unpack_from, _HEADER.size, len(data)
    while at + length <= end:
        word, size = unpack(data, at)
        begin = at + length
        if begin + size > end or word not in _STREAMS:
            break
        at = begin + size
        if size:
            pieces.append((_STREAMS[word], data[begin:at]))
    return at


def _no_frame(header: bytes) -> str:
    return f"the stream is not multiplexed: {excerpt(header)} does not begin a frame"


class WholeFrames:
    """Incremental decoder of frames that returns each in one piece.

    Only for frames that are known to be short, such as a log's.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes | memoryview) -> list[tuple[int, bytes]]:
        """Decode the next bytes, split anywhere; return the frames that are complete."""
        data, at = self._rest + data, 0
        frames: list[tuple[int, bytes]] = []
        while len(data) - at >= _HEADER.size:
            word, size = _HEADER.unpack_from(data, at)
            if word not in _STREAMS:
                raise FrameError(_no_frame(data[at : at + _HEADER.size]))
            end = at + _HEADER.size + size
            if len(data) < end:
                break
            frames.append((_STREAMS[word], data[at + _HEADER.size : end]))
            at = end
        self._rest = data[at:]
        return frames

    def close(self) -> None:
        """Call this at the end of the stream; raises FrameError if that is within a frame."""
        if self._rest:
            raise FrameError(f"the stream ended in a frame: {excerpt(self._rest)}")
