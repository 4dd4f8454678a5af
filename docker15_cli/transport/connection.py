"""A byte connection to an engine."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable

from docker15_cli.record import TYPE_CHECKING
from docker15_cli.transport.address import Endpoint

if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    Dialled = TypeVar("Dialled")
else:
    Protocol = object

READ_SIZE = 256 * 1024  # bytes read at once: the most that a unix socket returns


class Connection(Protocol):
    """A byte stream to an engine; what a hijacked connection needs. Blocking until `setblocking`.

    `unsent`: a non-blocking connection has accepted more than it could send, and needs another
    `send`. `ended`: the end came with the last bytes, so `recv_into` returns 0 next, even if the
    socket does not become readable.
    """

    @property
    def ended(self) -> bool: ...

    @property
    def unsent(self) -> bool: ...
    def fileno(self) -> int: ...
    def setblocking(self, blocking: bool) -> None: ...
    def settimeout(self, seconds: float | None) -> None: ...
    def recv_into(self, buffer: bytearray | memoryview) -> int: ...
    def send(self, data: bytes | memoryview) -> int: ...
    def sendall(self, data: bytes | memoryview) -> None: ...
    def send_pieces(self, *pieces: bytes | memoryview) -> None: ...
    def close_write(self) -> None: ...
    def close(self) -> None: ...


class SocketConnection:
    """A Connection over a plain stream socket."""

    unsent = ended = False

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self.fileno = sock.fileno
        self.setblocking = sock.setblocking
        self.recv_into = sock.recv_into
        self.send = sock.send
        self.sendall = sock.sendall
        self.settimeout = sock.settimeout
        self.close = sock.close

    def send_pieces(self, *pieces: bytes | memoryview) -> None:
        """Send all pieces on a blocking socket, without copying them into one."""
        sent = self._socket.sendmsg(pieces)
        for piece in pieces:
            if sent < len(piece):
                self.sendall(memoryview(piece)[sent:])
            sent = max(0, sent - len(piece))

    def close_write(self) -> None:
        """Half-close: the engine reads an end of file, and can go on writing."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # the engine has closed it already
                raise


def dial(endpoint: Endpoint) -> Connection:
    """Connect to `endpoint` within its timeout. Raises EngineUnreachable, Docker15Error."""
    return _dialled(endpoint, _connection)


def dial_socket(endpoint: Endpoint) -> socket.socket:
    """Like `dial`, but return a socket."""
    return _dialled(endpoint, _socket)


def _dialled(endpoint: Endpoint, finish: Callable[[Endpoint, socket.socket], Dialled]) -> Dialled:
    try:
        sock = _reach(endpoint)
        try:
            return finish(endpoint, sock)
        except BaseException:
            sock.close()
            raise
    except OSError as error:
        from docker15_cli.transport import failures

        raise failures.unreachable(endpoint, error) from error


def _reach(endpoint: Endpoint) -> socket.socket:
    from docker15_cli.transport import dialers

    timeout = endpoint.connect_timeout
    if endpoint.kind == "unix":
        return dialers.dial_unix(endpoint.path, timeout)
    if endpoint.proxy is None:
        return dialers.dial_tcp(endpoint.host, endpoint.port, timeout)
    from docker15_cli.transport import proxy

    try:
        sock = dialers.dial_tcp(endpoint.proxy.host, endpoint.proxy.port, timeout)
        try:
            proxy.tunnel(sock, endpoint.proxy, endpoint.authority)
        except BaseException:
            sock.close()
            raise
    except OSError as error:
        from docker15_cli.transport import failures

        raise failures.unusable_proxy(endpoint, endpoint.proxy, error) from error
    return sock


def _connection(endpoint: Endpoint, sock: socket.socket) -> Connection:
    connection: Connection
    if endpoint.tls is None:
        connection = SocketConnection(sock)
    else:
        from docker15_cli.transport.tls import TlsConnection

        connection = TlsConnection(sock, endpoint)
    sock.settimeout(None)
    return connection


def _socket(endpoint: Endpoint, sock: socket.socket) -> socket.socket:
    if endpoint.tls is not None:
        from docker15_cli.transport import tls

        sock = tls.wrap(sock, endpoint)
    sock.settimeout(None)
    return sock


def send_request(connection: Connection, request: bytes) -> None:
    """Send the request. If the engine stops reading, its answer says why. Raises OSError."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(request)


def receive(connection: Connection) -> memoryview:
    """The next bytes of a blocking connection; empty at its end. Raises OSError."""
    buffer = memoryview(bytearray(READ_SIZE))
    return buffer[: connection.recv_into(buffer)]
