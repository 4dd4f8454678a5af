"""A byte connection to an engine, and what its failures mean to a user."""

from __future__ import annotations

import errno
import socket
from typing import Protocol

from docker15_cli.errors import EngineUnreachable
from docker15_cli.transport.endpoint import Endpoint

CONNECT_TIMEOUT = (
    10.0  # seconds; reads have no time-out: events, wait and attach are quiet for days
)


class Connection(Protocol):
    """What the hijack needs of a transport. Blocking after dialling; `setblocking` changes it."""

    def fileno(self) -> int: ...
    def setblocking(self, blocking: bool) -> None: ...
    def recv_into(self, buffer: bytearray | memoryview) -> int: ...
    def send(self, data: bytes | memoryview) -> int: ...
    def sendall(self, data: bytes) -> None: ...
    def close_write(self) -> None: ...
    def close(self) -> None: ...


class SocketConnection:
    """A Connection over a plain stream socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self.fileno = sock.fileno
        self.setblocking = sock.setblocking
        self.recv_into = sock.recv_into
        self.send = sock.send
        self.sendall = sock.sendall
        self.close = sock.close

    def close_write(self) -> None:
        """Half-close: the engine reads end of file, and goes on writing."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # the engine closed first
                raise


def dial(endpoint: Endpoint, timeout: float = CONNECT_TIMEOUT) -> Connection:
    """Connect to `endpoint` within `timeout` seconds. Raises EngineUnreachable."""
    from docker15_cli.transport import tcp, unix

    try:
        if endpoint.kind == "unix":
            sock = unix.dial(endpoint.path, timeout)
        else:
            sock = tcp.dial(endpoint.host, endpoint.port, timeout)
    except OSError as error:
        raise unreachable(endpoint, error) from error
    sock.settimeout(None)
    return SocketConnection(sock)


def unreachable(endpoint: Endpoint, error: OSError) -> EngineUnreachable:
    """The error for a user of `error`, met while connecting: the address and what to check."""
    return EngineUnreachable(f"can't connect to the engine at {endpoint}: {_why(endpoint, error)}")


def _why(endpoint: Endpoint, error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {CONNECT_TIMEOUT:g} seconds; check the address and the network"
    if isinstance(error, socket.gaierror):
        return f"no host is named {endpoint.host}; check the address"
    if isinstance(error, FileNotFoundError):
        return "there is no such socket; is the engine running, and the address right?"
    if isinstance(error, PermissionError):
        return "permission denied; be root, or in the socket's group (usually docker)"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there; is the engine running, and the address right?"
    if error.errno == errno.ENOTSOCK or isinstance(error, NotADirectoryError):
        return "that is no socket; check the address"
    return f"{error.strerror or error}; check the address"
