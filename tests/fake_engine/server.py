"""The sockets: unix, TCP and TLS listeners at once, one thread per connection."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from .faults import Faults, RecordedRequest, RequestLog
from .http import BadRequestError, Connection, Request, Response, read_request
from .tls import terminate

Handler = Callable[[Request, Response], None]


class Server:
    """Accepts connections and hands each of their requests to the handler."""

    def __init__(self, handler: Handler) -> None:
        self.faults = Faults()
        self.requests = RequestLog()
        self._handler = handler
        self._listeners: list[tuple[socket.socket, ssl.SSLContext | None]] = []
        self._connections: set[Connection] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._wake, self._woken = socket.socketpair()
        self._accepting = threading.Thread(
            target=self._accept_all, name="engine-accept", daemon=True
        )

    def listen_unix(self, path: str) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        self._add(listener, None)

    def listen_tcp(
        self, host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> tuple[str, int]:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
        self._add(listener, tls)
        bound: tuple[str, int] = listener.getsockname()[:2]
        return bound

    def _add(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        listener.listen(128)
        listener.setblocking(False)
        self._listeners.append((listener, tls))

    def start(self) -> None:
        self._accepting.start()

    def close(self) -> None:
        """Close all sockets; a request in progress notices at its next byte."""
        self._wake.close()
        if self._accepting.is_alive():
            self._accepting.join()
        self._woken.close()
        for listener, _ in self._listeners:
            with contextlib.suppress(OSError):
                if listener.family == socket.AF_UNIX:
                    Path(listener.getsockname()).unlink()
            listener.close()
        self.drop_connections()

    def join(self) -> None:
        for thread in list(self._threads):
            thread.join()

    def drop_connections(self, *, reset: bool = False) -> None:
        """End all connections, as a crashed daemon would."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.drop(reset=reset)

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            for listener, tls in self._listeners:
                selector.register(listener, selectors.EVENT_READ, tls)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._woken:
                        return
                    assert isinstance(key.fileobj, socket.socket)
                    self._accept(key.fileobj, key.data)

    def _accept(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        try:
            sock, address = listener.accept()
        except OSError:  # the client has given up in the meantime
            return
        sock.setblocking(True)
        # On a unix socket, all clients look the same, as the daemon's table of listeners shows.
        remote = "" if listener.family == socket.AF_UNIX else f"{address[0]}:{address[1]}"
        if tls is not None:
            sock = terminate(sock, tls)
        elif listener.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests.connections += 1
        connection = Connection(sock, remote, self.requests.connections)
        thread = threading.Thread(
            target=self._serve, args=(connection,), name="engine-connection", daemon=True
        )
        with self._lock:
            self._connections.add(connection)
            self._threads.add(thread)
        thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            with contextlib.suppress(OSError):
                while self._serve_one(connection):
                    pass
        finally:
            with self._lock:
                self._connections.discard(connection)
                self._threads.discard(threading.current_thread())
            connection.closed.set()
            connection.sock.close()

    def _serve_one(self, connection: Connection) -> bool:
        """Answer one request; return False at the end of the connection."""
        connection.fault, connection.body_sent = None, 0
        try:
            request = read_request(connection, lambda request: self._record(connection, request))
        except BadRequestError:
            connection.send_raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return False
        if request is None:
            return False
        connection.fault = self.faults.take(request.method, request.path)
        if connection.fault is not None and connection.fault.before(connection):
            return False
        response = Response(connection, request)
        self._handler(request, response)
        if response.hijacked:
            return False
        response.finish()
        return not response.close

    def _record(self, connection: Connection, request: Request) -> Callable[[bytes], None]:
        entry = RecordedRequest(
            connection.number, request.head, request.method, request.target, request.headers
        )
        self.requests.add(entry)
        return entry.keep
