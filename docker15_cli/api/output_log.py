"""A container's log, read to find out whether all of its output has arrived on a stream."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence

from docker15_cli.api import container_streams
from docker15_cli.api.attached_stream import STDERR, STDOUT, AttachedStream, Piece
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import query_params
from docker15_cli.api.received import Comparison, Received

_BOTH = (STDOUT, STDERR)


class OutputLog:
    """A container's log, to be compared with what has arrived on a stream.

    All methods raise EngineError if the engine keeps no log (`--log-driver none`), AnswerBroken and
    EngineUnreachable.
    """

    def __init__(self, client: Client, container: str, stream: AttachedStream) -> None:
        self._client = client
        self._container = container
        self._stream = stream

    def mark(self) -> bytes | None:
        """A value that changes whenever the log grows; None if the engine has no quick one."""
        mark = self._client.dialect.log_mark
        return b"".join(self._joined(self._read(self._numbers, mark))) if mark else None

    def size(self) -> bytes:
        """A `mark` for every engine, but slow: the whole log is read."""
        return b"%d" % sum(len(piece) for piece in self._joined(self._read(self._numbers)))

    def ends(self) -> dict[int, Received]:
        """The end of each stream in the log, or all of it if the engine can't send only the end."""
        found = {number: Received() for number in self._numbers}
        part = self._client.dialect.log_end
        # Ask for each stream separately: the last lines of both may all be from one of them.
        for numbers in [(number,) for number in found] if part else [self._numbers]:
            for number, piece in self._read(numbers, part):
                if number in found:
                    found[number].add(piece)
        return found

    def has_arrived(self, *, is_whole: bool = False) -> bool:
        """Whether the end of the log has arrived on the stream.

        `is_whole`: the stream began with the log. Then, if the log can only be read as a whole, as
        much must have arrived as the log has.
        """
        counts = is_whole and not self._client.dialect.log_end
        received = self._stream.received
        sent = None if self._stream.is_framed else self._stream.sent
        return all(
            received[at].ends_like(end, sent) and (not counts or received[at].has_as_much_as(end))
            for at, end in self.ends().items()
        )

    def missing(self) -> Generator[Piece, None, bool]:
        """Yield what the log has but did not arrive on a stream that began with the log.

        The generator returns whether the output is complete with that.
        """
        streams = {at: Comparison(self._stream.received[at]) for at in self._numbers}
        for number, piece in self._read(self._numbers):
            if number in streams and (rest := streams[number].rest(bytes(piece))):
                yield number, rest
        return not any(stream.is_short for stream in streams.values())

    @property
    def _numbers(self) -> Sequence[int]:
        if not self._stream.is_framed:
            return (STDOUT,)
        return [number for number in _BOTH if self._stream.wanted.get(number, True)]

    @staticmethod
    def _joined(pieces: Iterator[Piece]) -> Iterator[bytes]:
        return (bytes(piece) for _, piece in pieces)

    def _read(
        self, numbers: Sequence[int], part: Mapping[str, str] | None = None
    ) -> Iterator[Piece]:
        framed = self._stream.is_framed
        asked = {at: at in numbers if framed else self._stream.wanted.get(at, True) for at in _BOTH}
        query = query_params(logs=True, stdout=asked[STDOUT], stderr=asked[STDERR])
        query |= part or {}
        return container_streams.log_pieces(self._client, self._container, query, framed=framed)
