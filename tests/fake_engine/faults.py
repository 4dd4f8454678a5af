"""Faults that a test arms on an engine, and the record of its requests.

A fault is armed for a method and a path (regular expressions), and acts on the next that match:

    engine.faults.arm(CloseAfter(100), "GET", r"/export$")
    engine.faults.arm(Delay(0.5), times=None)        # from now on, for every request
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .http import Connection


class Dropped(ConnectionError):
    """Raised when a fault ends the connection."""


class Fault:
    """Acts before a request is handled, or on the bytes that follow the head of its answer."""

    def before(self, connection: Connection) -> bool:
        """Return True if the request is done with and the connection is to be closed."""
        return False

    def outgoing(self, connection: Connection, data: bytes) -> bytes:
        """Return what to send instead of these bytes of a body, or of a hijacked stream."""
        return data


def _hold(connection: Connection) -> None:
    while not connection.closed.wait(0.02) and not connection.peer_gone():
        pass


@dataclass
class CloseAfter(Fault):
    """Close after `size` bytes of a body or a hijacked stream; `reset` sends a TCP RST."""

    size: int
    reset: bool = False

    def outgoing(self, connection: Connection, data: bytes) -> bytes:
        if connection.closed.is_set():
            raise Dropped  # the writer has not noticed yet
        left = self.size - connection.body_sent
        if len(data) < left:
            return data
        connection.send_raw(data[: max(left, 0)])
        connection.drop(reset=self.reset)
        raise Dropped


@dataclass
class Answer(Fault):
    """After `delay` seconds, send these bytes as the answer and close, or `hold` the connection."""

    raw: bytes
    hold: bool = False
    delay: float = 0.0

    def before(self, connection: Connection) -> bool:
        if not self.delay or not connection.closed.wait(self.delay):
            connection.send_raw(self.raw)
        if self.hold:
            _hold(connection)
        return True


def refusal(status: int, text: str) -> Answer:
    """An answer that is an error, in the form of a 1.5 daemon."""
    body = f"{text}\n".encode()
    head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += "Connection: close\r\n"
    return Answer(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


@dataclass
class Delay(Fault):
    """Wait before the request is handled."""

    seconds: float

    def before(self, connection: Connection) -> bool:
        return connection.closed.wait(self.seconds)


class Hold(Fault):
    """Wait until it is released, before the request is handled."""

    def __init__(self) -> None:
        self._released = threading.Event()

    def before(self, connection: Connection) -> bool:
        while not self._released.wait(0.02):
            if connection.closed.is_set():
                return True
        return False

    def release(self) -> None:
        """Let the request and all later ones be handled."""
        self._released.set()


@dataclass
class Stall(Fault):
    """Go silent with the connection open: before the answer, or in the middle of its body."""

    after: int | None = None

    def before(self, connection: Connection) -> bool:
        if self.after is None:
            _hold(connection)
        return self.after is None

    def outgoing(self, connection: Connection, data: bytes) -> bytes:
        if self.after is None or connection.body_sent + len(data) < self.after:
            return data
        connection.send_raw(data[: max(self.after - connection.body_sent, 0)])
        _hold(connection)
        raise Dropped


_LAST_CHUNK = b"0\r\n\r\n"


class Truncate(Fault):
    """Leave out the last chunk of a chunked body: all the data comes, but never the end."""

    def outgoing(self, connection: Connection, data: bytes) -> bytes:
        if not data.endswith(_LAST_CHUNK):
            return data
        connection.send_raw(data.removesuffix(_LAST_CHUNK))
        raise Dropped


@dataclass
class LeaveOut(Fault):
    """Leave out the chunks of a body after so many bytes; it ends as if it were complete."""

    after: int

    def outgoing(self, connection: Connection, data: bytes) -> bytes:
        return data if connection.body_sent < self.after or data == _LAST_CHUNK else b""


@dataclass
class Armed:
    """A fault, and what it is armed for. `hits` counts the requests that it has acted on."""

    fault: Fault
    method: re.Pattern[str]
    path: re.Pattern[str]
    times: int | None
    hits: int = 0

    def fits(self, method: str, path: str) -> bool:
        spent = self.times is not None and self.hits >= self.times
        return not spent and bool(self.method.fullmatch(method)) and bool(self.path.search(path))


class Faults:
    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._lock = threading.Lock()

    def arm(
        self, fault: Fault, method: str = ".*", path: str = ".*", *, times: int | None = 1
    ) -> Armed:
        """Have the fault act on the next `times` matching requests, or, with None, on all."""
        armed = Armed(fault, re.compile(method), re.compile(path), times)
        with self._lock:
            self._armed.append(armed)
        return armed

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def take(self, method: str, path: str) -> Fault | None:
        with self._lock:
            armed = next((one for one in self._armed if one.fits(method, path)), None)
            if armed is None:
                return None
            armed.hits += 1
            return armed.fault


@dataclass
class RecordedRequest:
    """One request as received: the exact bytes of its head, and its body, unchunked and bounded."""

    connection: int
    head: bytes
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytearray = field(default_factory=bytearray)

    BODY_LIMIT = 1 << 20

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def keep(self, piece: bytes) -> None:
        self.body += piece[: self.BODY_LIMIT - len(self.body)]


class RequestLog:
    """Every request received, in order, and the number of connections."""

    def __init__(self) -> None:
        self.connections = 0
        self._requests: list[RecordedRequest] = []

    def add(self, request: RecordedRequest) -> None:
        self._requests.append(request)

    def clear(self) -> None:
        self._requests.clear()

    def __iter__(self) -> Iterator[RecordedRequest]:
        return iter(list(self._requests))

    def __len__(self) -> int:
        return len(self._requests)

    def __getitem__(self, index: int) -> RecordedRequest:
        return self._requests[index]

    @property
    def lines(self) -> list[str]:
        """`METHOD target` of each request, which is what most tests look at."""
        return [f"{one.method} {one.target}" for one in self._requests]
