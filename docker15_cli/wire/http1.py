"""HTTP/1.1 for connections of our own: encoding a request, decoding an answer's head and body.

Needed for hijacked connections, where the head and the first output may share a packet, and for
completion, which can't afford to import http.client, or dataclasses (7 ms).

Source: RFC 9112 (messages) and RFC 9110 (§5 fields, §8.6 Content-Length, §15 status codes).
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

from docker15_cli.patterns import regex
from docker15_cli.wire.excerpt import excerpt

HEAD_LIMIT = 64 * 1024  # bytes
LINE_LIMIT = 4 * 1024  # bytes of a line between chunks: a number, or a trailer
_WINDOW = 64  # bytes to search at a time for the end of such a line
_NOTHING = memoryview(b"")
_TLS_ALERT = b"\x15\x03"  # the beginning of a record (RFC 8446 §5.1)

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # as in RFC 9110 §5.6.2
_NAME = regex(_TOKEN)
_TARGET = regex(r"[\x21-\x7e\x80-\xff]+")
_VALUE = regex(r"[\x01-\x09\x0b\x0c\x0e-\xff]*")  # not NUL, LF, CR
_END_OF_HEAD = regex(rb"\n\r?\n")
_STATUS_LINE = regex(r"HTTP/(1\.[0-9]) ([1-9][0-9]{2})(?: (.*))?")
_FIELD = regex(rf"({_TOKEN}):(.*)")
_LENGTH = regex(r"[0-9]{1,19}")
_BETWEEN_CHUNKS = regex(rb"\r\n([0-9A-Fa-f]{1,16})\r\n")  # the usual form
_CHUNK_SIZE = regex(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?")


class HTTPError(ValueError):
    """The bytes are not a valid HTTP/1 answer; the message is one line."""


class NoAnswer(HTTPError):
    """The connection ended before the end of an answer's head."""


class NotHTTP(HTTPError):
    """The first line is not HTTP/1."""


class SpeaksTls(HTTPError):
    """The answer is a TLS record, usually an alert."""


class IncompleteBody(HTTPError):
    """The connection ended before the end of the body."""


def build_request(
    method: str, target: str, host: str, headers: Sequence[tuple[str, str]], body: bytes | None
) -> bytes:
    """The bytes of a request; unless `body` is None, Content-Length is added.

    Raises ValueError for a character that is not allowed in its place. The message names the header
    but does not show its value, which may be secret.
    """
    length = [] if body is None else [("Content-Length", str(len(body)))]
    fields = [("Host", host), *headers, *length]
    _require(_NAME, method, f"not a method: {method!r}")
    _require(_TARGET, target, f"not a request target: {target!r}")
    for name, value in fields:
        _require(_NAME, name, f"not the name of a header: {name!r}")
        _require(_VALUE, value, f"header {name} has a character that is not allowed in a header")
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


def _require(pattern: re.Pattern[str], text: str, problem: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError(problem)


class Headers(Mapping[str, str]):
    """The fields of a head; lookup ignores case, iteration yields lowercase names."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        """`fields` are (name, value) pairs; the values of a repeated name are joined by `", "`."""
        self._fields: dict[str, str] = {}
        for name, value in fields:
            earlier = self._fields.get(name.lower())
            self._fields[name.lower()] = value if earlier is None else f"{earlier}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class Head:
    """An answer's head, and the bytes that came after it in the same piece (`leftover`)."""

    __slots__ = ("headers", "http_version", "leftover", "reason", "status")

    def __init__(
        self, status: int, reason: str, headers: Headers, http_version: str, leftover: bytes
    ) -> None:
        self.status = status
        self.reason = reason  # may be empty
        self.headers = headers
        self.http_version = http_version  # "1.1" or "1.0"
        self.leftover = leftover

    @property
    def is_reusable(self) -> bool:
        """Whether the connection can be used again after the body (RFC 9112 §9.3)."""
        connection = self.headers.get("Connection", "").lower()
        if self.status < 200 or "close" in connection:
            return False
        return self.http_version != "1.0" or "keep-alive" in connection


class HeadParser:
    """Incremental parser of one answer's head; informational answers before it are skipped."""

    __slots__ = ("_buffer", "_searched")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0  # no head ends before this offset

    def feed(self, data: bytes | bytearray | memoryview) -> Head | None:
        """Decode the next bytes, split anywhere; return the head once it is complete, else None.

        Not to be called after that. Raises HTTPError if this is not HTTP, or if the head has more
        than 64 KiB.
        """
        self._buffer += data
        while end := self._find_end():
            first, *lines = self._take_lines(end)
            version, status, reason = _parse_status_line(first)
            if status == 101 or status >= 200:
                headers = Headers(_parse_field(line) for line in lines)
                return Head(status, reason, headers, version, leftover=bytes(self._buffer))
        return None

    def close(self) -> None:
        """Call this if the connection ends before the head is complete: raises NoAnswer."""
        if self._buffer:
            raise NoAnswer(f"the connection ended in an answer's head: {excerpt(self._buffer)}")
        raise NoAnswer("the connection ended without an answer")

    def _find_end(self) -> re.Match[bytes] | None:
        if not self._buffer.startswith(b"HTTP/"[: len(self._buffer)]):
            kind = SpeaksTls if self._buffer.startswith(_TLS_ALERT) else NotHTTP
            raise kind(f"the answer is not HTTP: {excerpt(self._buffer)}")
        end = _END_OF_HEAD.search(self._buffer, self._searched)
        if (end.end() if end else len(self._buffer)) > HEAD_LIMIT:
            raise HTTPError(f"the answer's head is longer than {HEAD_LIMIT} bytes")
        self._searched = max(0, len(self._buffer) - len(b"\n\r"))
        return end

    def _take_lines(self, end: re.Match[bytes]) -> list[str]:
        text = self._buffer[: end.start()].decode("latin-1")
        del self._buffer[: end.end()]
        self._searched = 0
        return [line.removesuffix("\r") for line in text.split("\n")]


def _parse_status_line(line: str) -> tuple[str, int, str]:
    """The HTTP version, the status and the reason phrase."""
    match = _STATUS_LINE.fullmatch(line)
    if not match:
        raise NotHTTP(f"not an HTTP/1 status line: {line[:80]!r}")
    return match[1], int(match[2]), match[3] or ""


def _parse_field(line: str) -> tuple[str, str]:
    match = _FIELD.fullmatch(line)
    if not match:
        raise HTTPError(f"not an HTTP header: {line[:80]!r}")
    return match[1], match[2].strip(" \t")


def read_head(receive: Callable[[], bytes | memoryview]) -> Head:
    """Read the head of an answer. `receive` returns some bytes, or b"" at the end.

    Raises HTTPError, and whatever `receive` raises.
    """
    parser = HeadParser()
    while received := receive():
        if head := parser.feed(received):
            return head
    parser.close()
    raise AssertionError  # close() has raised


class BodyReader:
    """Incremental decoder of the body that follows a head; feed it the head's `leftover` first.

    Each kind of framing is a generator that consumes what it can of `_data`, and yields False (not
    done) when it needs more.
    """

    __slots__ = (
        "_data", "_error", "_framing", "_is_refusal", "_leftover", "_pieces", "done", "until_close"
    )  # fmt: skip

    def __init__(self, head: Head, method: str = "GET") -> None:
        """Choose the framing from the answer's `head` and the request's `method`.

        Raises HTTPError for an invalid or unknown framing.
        """
        self._data = _NOTHING  # what has arrived but has not been consumed
        self._pieces: list[memoryview] = []
        self._leftover = bytearray()
        self._error: HTTPError | None = None
        self._is_refusal = head.status >= 400
        self.until_close = False  # whether the body ends with the connection
        self._framing = self._choose(head, method)
        self.done = next(self._framing, True)  # already True if there is no body

    @property
    def leftover(self) -> bytes:
        """The bytes that came after the end of the body."""
        return bytes(self._leftover)

    def feed(self, data: bytes | bytearray | memoryview) -> list[memoryview]:
        """Decode the next bytes, split anywhere; return the pieces of the body in them.

        A piece is a view into `data`, valid until `data` is overwritten, and never empty.

        Raises HTTPError if the chunks are malformed. What came before the mistake is returned
        first, and the error is raised by the next call, so that the result does not depend on how
        the body was split.
        """
        if self._error:
            raise self._error
        self._data, self._pieces = memoryview(data), []
        try:
            self.done = next(self._framing, True)
        except HTTPError as error:
            self._error = error
            if not self._pieces:
                raise
        if self.done:
            self._leftover += self._data
        pieces, self._pieces, self._data = self._pieces, [], _NOTHING
        return pieces

    def receive(self, receive: Callable[[], bytes | memoryview]) -> bytes | memoryview:
        """The next bytes to feed, from `receive`; b"" if the body ends with the connection.

        If only that can end the text of an error, a reset counts as such an end: a server that
        closes with a part of the request unread causes one (RFC 9112 §9.6). Raises as `close` does,
        and whatever `receive` raises.
        """
        try:
            received = receive()
        except ConnectionResetError:
            if not (self._is_refusal and self.until_close):
                raise
            received = b""
        if not received:
            self.close()
        return received

    def close(self) -> None:
        """Call this at the end of the connection; raises IncompleteBody if that cuts the body."""
        if self._error:
            raise self._error
        self.done = self.done or self.until_close
        if not self.done:
            raise IncompleteBody("the connection ended before the answer's body did")

    def _choose(self, head: Head, method: str) -> Iterator[bool]:
        coding = head.headers.get("Transfer-Encoding", "identity").lower()
        length = head.headers.get("Content-Length")
        if method == "HEAD" or head.status < 200 or head.status in (204, 304):
            return iter(())
        if coding == "chunked":
            return self._chunked()
        if coding != "identity":
            raise HTTPError(f"unknown transfer encoding {coding[:80]!r}")
        if length is not None:
            return self._counted(_parse_length(length))
        self.until_close = True
        return self._unbounded()

    def _unbounded(self) -> Iterator[bool]:
        while True:
            yield from self._counted(len(self._data))
            yield False

    def _counted(self, size: int) -> Iterator[bool]:
        while size:
            if self._data:
                self._pieces.append(self._take(size))
                size -= len(self._pieces[-1])
            else:
                yield False

    def _chunked(self) -> Iterator[bool]:
        while size := _parse_chunk_size((yield from self._line())):
            size = self._take_chunks(size)
            if not size:
                break
            yield from self._counted(size)
            if rest := (yield from self._line()):
                raise HTTPError(f"a chunk is longer than it says: {excerpt(rest)}")
        while (yield from self._line()):  # trailers
            pass

    def _take_chunks(self, size: int) -> int:
        """Consume complete chunks, the first of `size` bytes; return the size of the next one.

        Incomplete or unusual chunks are left. Each message of a pull is a chunk; handling them one
        by one would cost four times as much.
        """
        data, at, pieces, match = self._data, 0, self._pieces, _BETWEEN_CHUNKS.match
        while size and (between := match(data, at + size)):
            pieces.append(data[at : at + size])
            at = between.end()
            size = int(bytes(between[1]), 16)
        self._data = data[at:]
        return size

    def _line(self) -> Generator[bool, None, bytes]:
        """Consume a line, and return it without its end."""
        line = b""
        while not line.endswith(b"\n"):
            window = bytes(self._data[:_WINDOW])
            line += self._take(window.find(b"\n") + 1 or len(window))
            if len(line) > LINE_LIMIT:
                raise HTTPError(f"a line between chunks is too long: {excerpt(line)}")
            if not window:
                yield False
        return line.rstrip(b"\r\n")

    def _take(self, size: int) -> memoryview:
        """Consume and return `size` bytes, or as many as there are."""
        piece, self._data = self._data[:size], self._data[size:]
        return piece


def _parse_length(text: str) -> int:
    first, *others = (part.strip() for part in text.split(","))
    # The same number repeated is harmless (RFC 9112 §6.3).
    if not _LENGTH.fullmatch(first) or any(other != first for other in others):
        raise HTTPError(f"not a Content-Length: {text[:80]!r}")
    return int(first)


def _parse_chunk_size(line: bytes) -> int:
    match = _CHUNK_SIZE.fullmatch(line)
    if not match:
        raise HTTPError(f"not the size of a chunk: {excerpt(line)}")
    return int(match[1], 16)
