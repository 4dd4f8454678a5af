"""HTTP over a unix socket with only the standard library: tests mustn't need what they test."""

from __future__ import annotations

import http.client
import json
import socket
from typing import IO, Any


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("engine", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def request(
    socket_path: str,
    method: str,
    target: str,
    body: bytes | IO[bytes] | None = None,
    content_type: str = "application/json",
    timeout: float = 30,
) -> tuple[int, bytes]:
    """Send one request on a new connection. Returns status and body; raises OSError."""
    connection = UnixConnection(socket_path, timeout)
    try:
        headers = {"Content-Type": content_type} if body is not None else {}
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(f"no HTTP answer from {socket_path}: {error!r}") from error
    finally:
        connection.close()


def answers(socket_path: str, timeout: float = 30) -> bool:
    """Whether an engine answers a ping on this socket."""
    try:
        return request(socket_path, "GET", "/_ping", timeout=timeout)[0] == 200
    except OSError:
        return False


def json_of(socket_path: str, target: str) -> Any:
    """The JSON that a GET returns. Raises OSError if it fails."""
    status, body = request(socket_path, "GET", target)
    if status != 200:
        raise OSError(f"GET {target}: {status} {body!r}")
    return json.loads(body)
