"""A byte connection to an engine, and what its failures mean to a user."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Protocol, TypeVar

from docker15_cli.errors import AnswerBroken, Docker15Error, EngineUnreachable
from docker15_cli.transport.endpoint import Endpoint
from docker15_cli.wire.http1 import Head, HeadParser, HTTPError, IncompleteBody, NoAnswer, SpeaksTls

Dialled = TypeVar("Dialled")

READ_SIZE = 256 * 1024  # bytes read at once: a unix socket gives no more
# What ends a connection that was there.
_GONE = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
# How the system says that the other machine has not been heard of for too long (tcp.py).
_SILENT = (errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH)


class Connection(Protocol):
    """What the hijack needs of a transport. Blocking after dialling; `setblocking` changes it.

    Where `unsent` is true, a non-blocking one has taken more than it could pass on, and needs
    another `send`. Where `ended` is true the end has come with the last bytes: `recv_into` gives 0,
    though the socket need not be readable for it.
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
    def sendall(self, data: bytes) -> None: ...
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

    def close_write(self) -> None:
        """Half-close: the engine reads end of file, and goes on writing."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # the engine closed first
                raise


def dial(endpoint: Endpoint) -> Connection:
    """Connect to `endpoint`, within its time-out. Raises EngineUnreachable, Docker15Error."""
    return _dialled(endpoint, _connection)


def dial_socket(endpoint: Endpoint) -> socket.socket:
    """`dial`, for who wants a socket."""
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
        raise unreachable(endpoint, error) from error


def _reach(endpoint: Endpoint) -> socket.socket:
    from docker15_cli.transport import tcp, unix

    timeout = endpoint.connect_timeout
    if endpoint.kind == "unix":
        return unix.dial(endpoint.path, timeout)
    if endpoint.proxy is None:
        return tcp.dial(endpoint.host, endpoint.port, timeout)
    from docker15_cli.transport import proxy

    there = Endpoint("tcp", host=endpoint.proxy.host, connect_timeout=timeout)
    try:
        sock = tcp.dial(endpoint.proxy.host, endpoint.proxy.port, timeout)
        try:
            proxy.tunnel(sock, endpoint.proxy, str(endpoint).partition("://")[2])
        except BaseException:
            sock.close()
            raise
    except OSError as error:
        text = f"can't use the proxy at {endpoint.proxy}: {_why(there, error)}"
        raise EngineUnreachable(text) from error
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


def receive(connection: Connection) -> memoryview:
    """The next bytes of a blocking connection; none at its end. Raises OSError."""
    buffer = memoryview(bytearray(READ_SIZE))
    return buffer[: connection.recv_into(buffer)]


def read_head(receive: Callable[[], bytes | memoryview]) -> Head:
    """The head of an answer, of what `receive` gives: some bytes, or none at the end.

    Raises HTTPError, and what `receive` raises.
    """
    parser = HeadParser()
    while received := receive():
        if head := parser.feed(received):
            return head
    parser.close()
    raise AssertionError  # close() has raised


def unreachable(endpoint: Endpoint, error: OSError) -> EngineUnreachable:
    """The error for a user of `error`, met while connecting: the address and what to check."""
    return EngineUnreachable(f"can't connect to the engine at {endpoint}: {_why(endpoint, error)}")


def speaks_tls(endpoint: Endpoint) -> EngineUnreachable:
    """The error for an engine that was not spoken to in TLS, but wants to be."""
    return EngineUnreachable(
        f"the engine at {endpoint} speaks TLS, and was spoken to without; use --tlsverify "
        "(DOCKER_TLS_VERIFY=1), and its own port"
    )


def no_answer(endpoint: Endpoint, error: Exception) -> Docker15Error:
    """The error for a user of `error`, met between the request and the answer's head."""
    if isinstance(error, SpeaksTls):
        return speaks_tls(endpoint)
    if isinstance(error, HTTPError) and not isinstance(error, NoAnswer | IncompleteBody):
        return EngineUnreachable(f"what listens at {endpoint} does not speak HTTP: {error}")
    if isinstance(error, OSError) and endpoint.tls is not None:
        from docker15_cli.transport import tls

        if text := tls.why(endpoint, error, is_negotiated=True):
            return EngineUnreachable(f"can't connect to the engine at {endpoint}: {text}")
    if not isinstance(error, OSError) or isinstance(error, _GONE):
        return AnswerBroken(f"the engine at {endpoint} closed the connection: no answer")
    if isinstance(error, TimeoutError) and error.errno is None:
        limit = f"within {endpoint.answer_timeout:g} seconds"
        return EngineUnreachable(
            f"the engine at {endpoint} does not answer {limit}; check the network, or give it a "
            "--timeout"
        )
    return _gone_silent(endpoint)


def broken_off(endpoint: Endpoint, error: Exception) -> Docker15Error:
    """The error for a user of `error`, met in the middle of an answer."""
    if isinstance(error, OSError) and error.errno in _SILENT:
        return _gone_silent(endpoint)
    return AnswerBroken(f"the engine at {endpoint} broke off in the middle of its answer")


def _gone_silent(endpoint: Endpoint) -> EngineUnreachable:
    return EngineUnreachable(
        f"the engine at {endpoint} does not answer any more; check the network"
    )


def _why(endpoint: Endpoint, error: OSError) -> str:
    if isinstance(error, TimeoutError):
        limit = endpoint.connect_timeout
        return f"no answer within {limit:g} seconds; check the address and the network"
    if isinstance(error, socket.gaierror):
        return f"no host is named {endpoint.host}; check the address"
    if isinstance(error, FileNotFoundError):
        return "there is no such socket; is the engine running, and the address right?"
    if isinstance(error, PermissionError):
        return "permission denied; be root, or in the socket's group (usually docker)"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there; is the engine running, and the address right?"
    if endpoint.tls is not None:
        from docker15_cli.transport import tls

        if text := tls.why(endpoint, error):
            return text
    if error.errno == errno.ENOTSOCK or isinstance(error, NotADirectoryError):
        return "that is no socket; check the address"
    return f"{error.strerror or error}; check the address"
