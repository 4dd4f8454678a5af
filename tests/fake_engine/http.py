"""HTTP/1.1 exactly as Go 1.1's net/http speaks it: order of headers, buffering and chunking."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

from .errors import EngineError
from .faults import Fault
from .golang import parse_bool

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
WRITE_BUFFER = 2048  # a body that fits is sent with its length, a longer one in chunks
READ_BUFFER = 4096
DRAIN_LIMIT = 256 << 10  # of an unread request body; if more is left, the connection is closed
HEAD_LIMIT = 1 << 20
_REQUEST_LINE = re.compile(rb"(\S+) (\S+) (HTTP/1\.[01])")


class BadRequestError(Exception):
    """The request is not HTTP: the answer is a bare 400, and the connection ends."""


class Reader:
    """Buffered reading. What is in the buffer at a hijack is lost, as with Go's bufio."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = b""

    def line(self) -> bytes:
        """The next line, with its line feed unless the stream ends first."""
        while b"\n" not in self._buffer:
            more = self._sock.recv(READ_BUFFER)
            if not more or len(self._buffer) > HEAD_LIMIT:
                break
            self._buffer += more
        line, newline, self._buffer = self._buffer.partition(b"\n")
        return line + newline

    def some(self, limit: int) -> bytes:
        """At most `limit` bytes, at least one unless the stream is at its end."""
        if self._buffer:
            piece, self._buffer = self._buffer[:limit], self._buffer[limit:]
            return piece
        if limit >= READ_BUFFER:
            return self._sock.recv(min(limit, 1 << 18))
        self._buffer = self._sock.recv(READ_BUFFER)
        piece, self._buffer = self._buffer[:limit], self._buffer[limit:]
        return piece


class Connection:
    """One accepted connection. Every byte sent goes through here, and through an armed fault."""

    def __init__(self, sock: socket.socket, remote: str, number: int) -> None:
        self.sock = sock
        self.remote = remote
        self.number = number
        self.reader = Reader(sock)
        self.closed = threading.Event()
        self.fault: Fault | None = None
        self.body_sent = 0
        self._on_drop: Callable[[], None] = lambda: None

    def send(self, data: bytes, head: bytes = b"") -> None:
        if self.fault is not None:
            if head:
                self.send_raw(head)
                head = b""
            data = self.fault.outgoing(self, data)
        self.send_raw(head + data if head else data)
        self.body_sent += len(data)

    def send_raw(self, data: bytes) -> None:
        self.sock.sendall(data)

    def half_close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def drop(self, *, reset: bool = False) -> None:
        """End the connection, from any thread; the one that serves it wakes up and closes it."""
        self.closed.set()
        with contextlib.suppress(OSError):
            if reset:  # the close will send it
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.sock.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)
        self._on_drop()

    def when_dropped(self, action: Callable[[], None]) -> None:
        """Call `action`, perhaps twice, when the connection is dropped, or now if it has been."""
        self._on_drop = action
        if self.closed.is_set():
            action()

    def peer_gone(self) -> bool:
        try:
            readable, _, _ = select.select([self.sock], [], [], 0)
            return bool(readable) and not self.sock.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True


class Body:
    """A request's body, read as it arrives; usable as a file."""

    def __init__(self, pieces: Iterator[bytes], keep: Callable[[bytes], None]) -> None:
        self._pieces = pieces
        self._keep = keep
        self._rest = b""
        self.started = False

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [], size if size >= 0 else float("inf")
        while wanted > 0:
            piece = self._next()
            if not piece:
                break
            if len(piece) > wanted:
                piece, self._rest = piece[: int(wanted)], piece[int(wanted) :]
            parts.append(piece)
            wanted -= len(piece)
        return b"".join(parts)

    def _next(self) -> bytes:
        if self._rest:
            piece, self._rest = self._rest, b""
            return piece
        self.started = True
        piece = next(self._pieces, b"")
        self._keep(piece)
        return piece

    def drained(self) -> bool:
        """Read and discard what the handler has left; False if that is too much."""
        try:
            return len(self.read(DRAIN_LIMIT + 1)) <= DRAIN_LIMIT
        except EngineError:
            return False


@dataclass
class Request:
    method: str
    target: str
    protocol: str
    headers: list[tuple[str, str]]
    head: bytes
    remote: str = ""
    body: Body = field(default_factory=lambda: Body(iter(()), lambda _: None))

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @cached_property
    def path(self) -> str:
        path = urlsplit(self.target).path if "://" in self.target else self.target.partition("?")[0]
        return unquote(path, errors="surrogateescape")

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """The parameters: those of a form body first, then those of the query."""
        values: dict[str, list[str]] = {}
        texts = [self.target.partition("?")[2]]
        if self.method in ("POST", "PUT") and self.header("Content-Type").split(";")[0] == FORM:
            texts.insert(0, self.body.read().decode("utf-8", "replace"))
        for text in texts:
            for key, found in parse_qs(text, keep_blank_values=True).items():
                values.setdefault(key, []).extend(found)
        return values

    def values(self, name: str) -> list[str]:
        return self.form.get(name, [])

    def value(self, name: str) -> str:
        return self.form.get(name, [""])[0]

    def flag(self, name: str) -> bool:
        return parse_bool(self.value(name))

    @property
    def expects_continue(self) -> bool:
        return self.header("Expect").lower() == "100-continue"

    @property
    def keep_alive(self) -> bool:
        return self.protocol == "HTTP/1.1" and self.header("Connection").lower() != "close"


def read_request(
    connection: Connection, keep: Callable[[Request], Callable[[bytes], None]]
) -> Request | None:
    """The next request of a connection; None if the client has ended it."""
    head = _read_head(connection.reader)
    if head is None:
        return None
    first, *lines = head.split(b"\r\n" if b"\r\n" in head else b"\n")
    found = _REQUEST_LINE.fullmatch(first)
    if found is None:
        raise BadRequestError
    method, target, protocol = (part.decode("latin-1") for part in found.groups())
    request = Request(method, target, protocol, _headers(lines), head, connection.remote)
    request.body = Body(_body(connection, request), keep(request))
    return request


def _read_head(reader: Reader) -> bytes | None:
    head = b""
    while line := reader.line():
        if not head and not _REQUEST_LINE.fullmatch(line.rstrip(b"\r\n")):
            raise BadRequestError  # without waiting for the rest: it may be TLS
        head += line
        if line in (b"\r\n", b"\n"):
            return head
    if head:
        raise BadRequestError
    return None


def _headers(lines: list[bytes]) -> list[tuple[str, str]]:
    pairs = []
    for line in filter(None, lines):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise BadRequestError
        pairs.append((name, value.strip()))
    return pairs


def _body(connection: Connection, request: Request) -> Iterator[bytes]:
    chunked = request.header("Transfer-Encoding").lower() == "chunked"
    length = int(request.header("Content-Length") or 0)
    if request.expects_continue and (chunked or length):
        connection.send_raw(b"HTTP/1.1 100 Continue\r\n\r\n")
    yield from _chunks(connection.reader) if chunked else _sized(connection.reader, length)


def _sized(reader: Reader, length: int) -> Iterator[bytes]:
    while length:
        piece = reader.some(length)
        if not piece:
            raise EngineError("unexpected EOF")
        length -= len(piece)
        yield piece


def _chunks(reader: Reader) -> Iterator[bytes]:
    while size := _chunk_size(reader.line()):
        yield from _sized(reader, size)
        reader.line()
    while reader.line().strip():
        pass


def _chunk_size(line: bytes) -> int:
    try:
        return int(line.split(b";")[0], 16)
    except ValueError:
        raise EngineError("unexpected EOF") from None


class Response:
    """An answer being written. A small one has a Content-Length; others are chunked."""

    def __init__(self, connection: Connection, request: Request) -> None:
        self.connection = connection
        self.request = request
        self.status = 200
        self.headers: dict[str, str] = {}
        self.close = not request.keep_alive
        self.hijacked = False
        self._buffer = b""
        self._head_sent = False

    @property
    def _chunked(self) -> bool:
        return self.request.protocol == "HTTP/1.1"

    def write(self, data: bytes) -> None:
        while len(data) > WRITE_BUFFER - len(self._buffer):
            if not self._buffer:
                self._emit(data)
                return
            room = WRITE_BUFFER - len(self._buffer)
            self._buffer, data = self._buffer + data[:room], data[room:]
            self._flush_buffer()
        self._buffer += data

    def flush(self) -> None:
        self._flush_buffer()
        if not self._head_sent:
            self.connection.send(b"", self._take_head(None))

    def finish(self) -> None:
        if self.connection.closed.is_set():
            return  # an engine that has crashed doesn't finish its answers
        if not self._head_sent:
            head = self._take_head(len(self._buffer))
            self.connection.send(b"" if self.request.method == "HEAD" else self._buffer, head)
            return
        self._flush_buffer()
        if self._chunked:
            self.connection.send(b"0\r\n\r\n")

    def hijack(self, head: bytes) -> Connection:
        """Take the connection over: from here on it is a pipe of bytes."""
        self.hijacked = self._head_sent = True
        self.connection.send(b"", head)
        return self.connection

    def _flush_buffer(self) -> None:
        data, self._buffer = self._buffer, b""
        if data:
            self._emit(data)

    def _emit(self, data: bytes) -> None:
        head = b"" if self._head_sent else self._take_head(None)
        if self._chunked:
            data = b"%x\r\n%b\r\n" % (len(data), data)
        self.connection.send(data, head)

    def _take_head(self, length: int | None) -> bytes:
        """The head: the handler's headers, sorted, then those that net/http adds, in its order."""
        self._head_sent = True
        self._settle_body()
        lines = [f"{name}: {value}" for name, value in sorted(self.headers.items()) if value]
        if "Content-Type" not in self.headers:
            lines.append(f"Content-Type: {TEXT}")
        if length is not None and self.request.method != "HEAD":
            lines.append(f"Content-Length: {length}")
        if self.close:
            lines.append("Connection: close")
        lines.append(time.strftime("Date: %a, %d %b %Y %H:%M:%S GMT", time.gmtime()))
        if length is None and self._chunked:
            lines.append("Transfer-Encoding: chunked")
        first = f"{self.request.protocol} {self.status} {HTTPStatus(self.status).phrase}"
        return "\r\n".join([first, *lines, "", ""]).encode("latin-1")

    def _settle_body(self) -> None:
        unasked = self.request.expects_continue and not self.request.body.started
        if unasked or not self.request.body.drained():
            self.close = True
