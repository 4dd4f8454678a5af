"""What may come between a client and an engine: relays that misbehave, and an HTTP proxy."""

from __future__ import annotations

import base64
import contextlib
import re
import select
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.accepting import Accepting, listen_unix

if TYPE_CHECKING:
    from typing_extensions import Self

_PIECE = 1 << 16
_PATIENCE = 10  # seconds
_SO_PEEK_OFF = 42  # Linux; Python has no name for it
_REQUEST_LINE = re.compile(rb"[A-Z]+ /\S* HTTP/1\.[01]\r\n")


class Relay:
    """Passes bytes on to `target` (tcp://host:port), until told to `swallow` them.

    The system goes on acknowledging them, so to the client the engine seems to be busy.
    """

    def __init__(self, target: str, path: str = "") -> None:
        """Listen on a socket at `path`, else on a TCP port."""
        self._target = address_of(target)
        self._swallows = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        if path:
            self._listener = listen_unix(path)
            self.url = f"unix://{path}"
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self.most: int | None = None  # connections; the next one is the last, and all is swallowed

    def swallow(self) -> None:
        """From now on pass nothing on in either direction; still accept new connections."""
        self._swallows.set()

    def __enter__(self) -> Self:
        self._accepting = Accepting(self._listener, self._begin)
        return self

    def __exit__(self, *_error: object) -> None:
        self._accepting.close()
        for sock in self._sockets:
            _shut(sock, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_PATIENCE)
        # Not while a thread may be about to write: its descriptor may be another socket's by then.
        for sock in self._sockets:
            sock.close()

    def _spawn(self, target: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _begin(self, client: socket.socket) -> None:
        if self.connections == self.most:
            self.swallow()
        self.connections += 1
        self._sockets.append(client)
        self._spawn(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            target = self._target_of(client)
            if target:
                self._connect(client, target)

    def _target_of(self, client: socket.socket) -> tuple[str, int] | None:
        return self._target

    def _connect(self, client: socket.socket, target: tuple[str, int]) -> None:
        engine = socket.create_connection(target)
        self._sockets.append(engine)
        self._spawn(self._pass_on, engine, client)
        self._pass_on(client, engine)

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_PIECE):
                if not self._swallows.is_set():
                    sink.sendall(data)
            if not self._swallows.is_set():
                sink.shutdown(socket.SHUT_WR)


class ConnectProxy(Relay):
    """An HTTP proxy with nothing but CONNECT, which requires the `login`, if there is one."""

    def __init__(self, login: str = "") -> None:
        super().__init__("tcp://127.0.0.1:0")
        self.url = self.url.replace("tcp", "http")
        self.targets: list[str] = []
        self._wanted = ""
        if login:
            self._wanted = f"Basic {base64.b64encode(login.encode()).decode()}"

    def _target_of(self, client: socket.socket) -> tuple[str, int] | None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        first, *lines = head.decode().splitlines()
        method, target, _ = first.split()
        self.targets.append(target)
        fields = dict(line.split(": ", 1) for line in lines if line)
        status = "200 Connection established"
        if fields.get("Proxy-Authorization", "") != self._wanted:
            status = "407 Proxy Authentication Required"
        elif method != "CONNECT" or target.startswith("forbidden.example:"):
            status = "403 Forbidden"
        client.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())
        if status.startswith("200"):
            return address_of(target)
        client.close()
        return None


@dataclass(frozen=True)
class Stall:
    """The answer stalls once, after that many bytes and for that long (None: until released)."""

    seconds: float | None = None
    after: int = 0


class Late(Stall):
    """The whole answer reaches the client late."""


@dataclass(frozen=True)
class Cut:
    """The answer ends (FIN) after that many bytes; the engine finds its side closed."""

    after: int = 0


@dataclass(frozen=True)
class Reset:
    """The connection is reset (ECONNRESET) after that many bytes; the engine finds it closed."""

    after: int = 0


@dataclass(frozen=True)
class Hold:
    """The request reaches the engine late (None: when released), or never if the client has gone.

    On a unix socket, a half-close doesn't count as gone; on TCP the two look the same.
    """

    seconds: float | None = None


Fault = Stall | Cut | Reset | Hold


class FaultyRelay:
    """Relays between a client and an engine, and does one thing wrong, as networks and hosts do.

    `engine` is an engine's address, unix:// or tcp://, and `url` the relay's, which is of the same
    kind, or of `kind`. The `fault` applies to the requests whose line (`POST /v1.5/containers/…
    HTTP/1.1`) matches the regular expression `match`: to the first `times` of them, or to all.
    Everything else is passed on unchanged, including half-closes in both directions. Bytes are
    counted in the answer to that request, with its head, so 0 is before the status line; the fault
    strikes when one more byte comes.

    `requests` has the lines received so far. `met` is set when the fault applies to a request,
    before the engine has it, and `struck` when the fault begins to act.
    """

    def __init__(
        self,
        engine: str,
        fault: Fault | None = None,
        *,
        match: str = "/attach",
        times: int | None = None,
        kind: str = "",
    ) -> None:
        self.fault = fault
        self.requests: list[str] = []
        self.met = threading.Event()
        self.struck = threading.Event()
        self._engine = engine
        self._match = re.compile(match)
        self._times = times
        self._released = threading.Event()
        self._changed = threading.Condition()
        self._pairs: list[_Pair] = []
        self._directory = ""
        if (kind or engine.partition(":")[0]) == "unix":
            self._directory = tempfile.mkdtemp(prefix="d15-", dir="/tmp")  # a short path
            self._listener = listen_unix(f"{self._directory}/relay.sock")
            self.url = f"unix://{self._directory}/relay.sock"
        else:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
            self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def release(self) -> None:
        """Let what is held up go on, and hold up nothing from now on."""
        self._released.set()

    def wait_for(self, request: str, timeout: float = 10) -> None:
        """Wait for a request whose line matches the regular expression `request`."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: any(re.search(request, line) for line in self.requests), timeout
            )
        assert found, f"no {request!r} in {self.requests}"

    def __enter__(self) -> Self:
        self._accepting = Accepting(self._listener, self._begin)
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()
        self._accepting.close()
        for pair in list(self._pairs):
            pair.end()
        if self._directory:
            shutil.rmtree(self._directory)

    def _begin(self, client: socket.socket) -> None:
        try:
            engine = _dial(self._engine)
        except OSError:  # the engine has gone
            client.close()
            return
        pair = _Pair(client, engine, self)
        self._pairs.append(pair)
        threading.Thread(target=pair.bring_requests, daemon=True).start()
        threading.Thread(target=pair.bring_answers, daemon=True).start()

    def note(self, line: str) -> Fault | None:
        """Note a request; return the fault that applies to it."""
        with self._changed:
            self.requests.append(line)
            meets = self.fault if self._times != 0 and self._match.search(line) else None
            if meets and self._times:
                self._times -= 1
            self._changed.notify_all()
        if meets:
            self.met.set()
        return meets

    def stand_still(self, seconds: float | None) -> None:
        """Wait for that long, or until released."""
        self.struck.set()
        self._released.wait(seconds)


class _Pair:
    """A client's connection and ours to the engine, with a thread for each direction."""

    def __init__(self, client: socket.socket, engine: socket.socket, relay: FaultyRelay) -> None:
        self._client = client
        self._engine = engine
        self._relay = relay
        self._fault: Fault | None = None  # for the request that is being answered
        self._left = 0  # bytes of its answer until the fault strikes
        self._is_cut = False  # the engine gets nothing more
        self._resets = False
        self._lock = threading.Lock()
        self._directions = 2
        # Closing a unix socket that has unread data resets its other end, so data is peeked at, and
        # one byte of it is left unread. For TCP there is SO_LINGER.
        self._peeks = isinstance(relay.fault, Reset) and client.family == socket.AF_UNIX
        self._keeps = False
        if self._peeks:
            client.setsockopt(socket.SOL_SOCKET, _SO_PEEK_OFF, 0)

    def end(self) -> None:
        """End both threads, whatever they are doing."""
        for sock in (self._client, self._engine):
            _shut(sock, socket.SHUT_RDWR)

    def bring_requests(self) -> None:
        """Pass on what the client sends, and its half-close."""
        with contextlib.suppress(OSError):
            while data := self._receive():
                if _REQUEST_LINE.match(data):
                    self._begin(data.partition(b"\r\n")[0].decode())
                if not self._is_cut:
                    self._engine.sendall(data)
        _shut(self._engine, socket.SHUT_WR)
        self._leave()

    def bring_answers(self) -> None:
        """Pass on what the engine sends, and its half-close, except for the fault."""
        with contextlib.suppress(OSError):
            while (data := self._engine.recv(_PIECE)) and self._answer(data):
                pass
        if not self._resets:
            _shut(self._client, socket.SHUT_WR)
        _shut(self._engine, socket.SHUT_RD)
        self._leave()

    def _receive(self) -> bytes:
        if not self._peeks:
            return self._client.recv(_PIECE)
        data = self._client.recv(_PIECE, socket.MSG_PEEK)  # what has not been peeked at yet
        if data:
            self._client.recv(len(data) - (not self._keeps))
            self._keeps = True
        return data

    def _begin(self, line: str) -> None:
        """Handle the beginning of a request."""
        fault = self._fault = self._relay.note(line)
        if isinstance(fault, Hold):
            self._fault = None
            self._relay.stand_still(fault.seconds)
            self._is_cut = _has_gone(self._client)
        elif fault:
            self._left = fault.after

    def _answer(self, data: bytes) -> bool:
        """Pass on a piece of an answer; return whether there may be more."""
        fault = self._fault
        if not fault or len(data) <= self._left:
            self._left -= len(data)
            self._client.sendall(data)
            return True
        self._fault = None
        self._client.sendall(data[: self._left])
        if isinstance(fault, Stall):
            self._relay.stand_still(fault.seconds)
            self._client.sendall(data[self._left :])
            return True
        self._relay.struck.set()
        self._is_cut = True
        self._resets = isinstance(fault, Reset)
        _shut(self._engine, socket.SHUT_RDWR)
        if self._resets:  # else a thread that waits in recv() would delay the reset
            _shut(self._client, socket.SHUT_RD)
        return False

    def _leave(self) -> None:
        """Note that a direction has ended; the second one closes the sockets."""
        with self._lock:
            self._directions -= 1
            if self._directions:
                return
        if self._resets:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif self._keeps:
            self._client.recv(1, socket.MSG_DONTWAIT)
        self._client.close()
        self._engine.close()


def _dial(url: str) -> socket.socket:
    """A connection to `unix:///path` or `tcp://host:port`."""
    kind, _, path = url.partition("://")
    if kind != "unix":
        return socket.create_connection(address_of(url))
    sock = socket.socket(socket.AF_UNIX)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return sock


def _shut(sock: socket.socket, how: int) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(how)


def _has_gone(client: socket.socket) -> bool:
    poll = select.poll()
    poll.register(client, 0 if client.family == socket.AF_UNIX else select.POLLRDHUP)
    return bool(poll.poll(0))  # POLLHUP and POLLERR are always reported


def address_of(url: str) -> tuple[str, int]:
    """`tcp://host:port`, `[host]:port` → the address to connect a socket to."""
    host, _, port = url.rpartition("/")[2].rpartition(":")
    return host.strip("[]"), int(port)
