"""Sending recorded requests to an engine, and comparing its answers with the recorded ones.

The engine gives out the ids of the recording, so requests are sent as they are, and most bytes of
the answers have to be the same. What can't be the same is masked on both sides, by MASKS.
"""

from __future__ import annotations

import array
import fcntl
import functools
import re
import socket
import termios
from dataclasses import dataclass, replace

from tests.real_engines.servers import until
from tests.recordings import WIRE, Exchange

from . import Engine

TIMEOUT = 20
MASKS = (
    (rb"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", b"Date: DATE"),
    (rb'"(Created|time)":\d{10}', rb'"\1":TIME'),
    (rb'"(Created|created|StartedAt)":"20\d\d-\d\d-\d\dT[0-9:.]+Z"', rb'"\1":"TIME"'),
    (rb'"Pid":[1-9]\d*', b'"Pid":PID'),
    (rb'"Status":"Up [^"]*"', b'"Status":"Up"'),
    (rb'"IPAddress":"10\.0\.[0-9.]+"', b'"IPAddress":"IP"'),
    (rb'"Bridge":"docker\w+"', b'"Bridge":"BRIDGE"'),
    (rb'"(N\w+|KernelVersion)":("[^"]*"|\d+)', rb'"\1":N'),  # what GET /info counts
    (rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", b"LOGTIME "),
    (rb'"SysInitPath":"[^"]*"', b'"SysInitPath":"PATH"'),
    (rb"/opt/olddocker/d063(idx)?/", b"ROOT/"),
)
_NEW_ID = re.compile(rb'\{"(?:Id|status)":"([0-9a-f]{12})"\}')
_CREATING = (b"/containers/create", b"/commit", b"/images/create?fromSrc")


@dataclass(frozen=True)
class Answer:
    """An answer's head and its body, which is one piece or the chunks that came."""

    head: bytes
    pieces: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


class IncompleteError(Exception):
    """The answer is not complete yet."""


def parse(raw: bytes, *, truncated: bool = False, bodiless: bool = False) -> tuple[Answer, bytes]:
    """The first answer in these bytes, and the rest; a truncated one has only whole chunks."""
    head, blank, rest = raw.partition(b"\r\n\r\n")
    if not blank:
        raise IncompleteError
    if head.startswith(b"HTTP/1.1 100"):
        answer, rest = parse(rest, truncated=truncated)
        return replace(answer, head=head + blank + answer.head), rest
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    if b"Transfer-Encoding: chunked" in head:
        pieces, rest = _chunks(rest, truncated=truncated)
        return Answer(head, pieces), rest
    if length and not bodiless:
        size = int(length[1])
        if len(rest) < size:
            raise IncompleteError
        # Checking the length is enough: it varies, since a pid may have another number of digits.
        head = head.replace(length[0], b"\r\nContent-Length: N")
        return Answer(head, (rest[:size],)), rest[size:]
    return Answer(head, () if bodiless else (rest,)), b""


def _chunks(data: bytes, *, truncated: bool) -> tuple[tuple[bytes, ...], bytes]:
    pieces: list[bytes] = []
    while True:
        line, newline, rest = data.partition(b"\r\n")
        size = int(line, 16) if newline else 0
        if not newline or len(rest) < size + 2:
            if truncated:
                return tuple(pieces), b""
            raise IncompleteError
        data = rest[size + 2 :]
        if not size:
            return tuple(pieces), data
        pieces.append(rest[:size])


def masked(data: bytes, engine: Engine) -> bytes:
    for pattern, replacement in MASKS:
        data = re.sub(pattern, replacement, data)
    return data.replace(f"{engine.state.root}/".encode(), b"ROOT/")


class Client:
    """A raw connection to an engine."""

    def __init__(self, engine: Engine, *, tcp: bool = False) -> None:
        if tcp:
            host, _, port = engine.tcp_url.removeprefix("tcp://").rpartition(":")
            self._sock = socket.create_connection((host, int(port)))
        else:
            self._sock = socket.socket(socket.AF_UNIX)
            self._sock.connect(engine.socket)
        self._sock.settimeout(TIMEOUT)
        self._received = bytearray()

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def wait_until_read(self) -> None:
        """Wait until the engine has read what was sent: the next data is then a separate read."""
        assert until(lambda: not self._unread, TIMEOUT)

    @property
    def _unread(self) -> int:
        """How much the engine has not read yet; for a unix socket, this is not in bytes."""
        size = array.array("i", [0])
        fcntl.ioctl(self._sock, termios.TIOCOUTQ, size)
        return size[0]

    def half_close(self) -> None:
        self._sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._sock.close()

    def receive(self, size: int) -> bytes:
        """Receive that many bytes, or all until the end."""
        while len(self._received) < size and self._more():
            pass
        data = bytes(self._received[:size])
        del self._received[:size]
        return data

    def receive_all(self) -> bytes:
        """Receive everything until the engine closes the connection."""
        while self._more():
            pass
        data = bytes(self._received)
        self._received.clear()
        return data

    def _more(self) -> bool:
        data = self._sock.recv(1 << 16)
        self._received += data
        return bool(data)

    def answer(self, *, bodiless: bool = False) -> Answer:
        """Receive the next answer, which itself says where it ends."""
        while True:
            try:
                answer, rest = parse(bytes(self._received), bodiless=bodiless)
            except IncompleteError:
                assert self._more(), f"the connection ended after {self._received!r}"
            else:
                self._received[:] = rest
                return answer

    def silent(self, seconds: float = 0.2) -> bool:
        """Whether nothing comes for that long, and the connection stays open."""
        self._sock.settimeout(seconds)
        try:
            data = self._sock.recv(1 << 16)
        except TimeoutError:
            return True
        else:
            self._received += data
            return False
        finally:
            self._sock.settimeout(TIMEOUT)


@functools.cache
def _full_ids() -> dict[str, str]:
    texts = (path.read_text(encoding="utf-8") for path in (WIRE / "0.6.3").glob("*.txt"))
    found = {one for text in texts for one in re.findall(r"\b[0-9a-f]{64}\b", text)}
    return {one[:12]: one for one in found}


def full_id(short: str) -> str:
    """The full id of a recorded container or image, or else some id with that beginning."""
    return _full_ids().get(short, short.ljust(64, "0"))


def send(engine: Engine, exchange: Exchange, request: bytes | None = None) -> Answer:
    """Send a recorded request, or `request` in its place; check the connection afterwards."""
    path = exchange.request.split(b" ")[1:2] or [b""]
    if any(one in path[0] for one in _CREATING):
        found = _NEW_ID.findall(exchange.answer)
        engine.state.ids.extend(full_id(short.decode()) for short in found)
    client = Client(engine)
    client.send(exchange.request if request is None else request)
    lengthless = exchange.closed and b"Content-Length" not in exchange.answer
    if lengthless:
        answer, _ = parse(client.receive_all())
    else:
        answer = client.answer(bodiless=exchange.request.startswith(b"HEAD"))
        _check_connection(client, exchange)
    client.close()
    engine.state.ids.clear()
    return answer


def _check_connection(client: Client, exchange: Exchange) -> None:
    if exchange.closed:
        assert client.receive_all() == b""
        return
    client.send(b"GET /version HTTP/1.1\r\n\r\n")
    assert b'"0.6.3"' in client.answer().body


def recorded(exchange: Exchange) -> Answer:
    bodiless = exchange.request.startswith(b"HEAD")
    answer, _ = parse(exchange.answer, truncated=exchange.truncated, bodiless=bodiless)
    return answer


def check(engine: Engine, exchange: Exchange, request: bytes | None = None) -> Answer:
    """Send a recorded request, and check that the answer is the recorded one."""
    wanted, got = recorded(exchange), send(engine, exchange, request)
    same(masked(got.head, engine), masked(wanted.head, engine), exchange)
    pieces = [masked(piece, engine) for piece in got.pieces]
    if exchange.truncated:
        pieces = pieces[: len(wanted.pieces)]
    same(pieces, [masked(piece, engine) for piece in wanted.pieces], exchange)
    return got


def same(got: object, wanted: object, exchange: Exchange) -> None:
    where = f"{exchange.number}. {exchange.title}"
    assert got == wanted, f"{where}\n     got {got!r}\nrecorded {wanted!r}"
