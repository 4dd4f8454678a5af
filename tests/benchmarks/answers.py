"""A server with one large answer, to measure only the clients."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.accepting import Accepting, listen_unix

_PING = (
    b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nOSType: linux\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
)


class AnswerServer:
    """Answers every `GET …/json` on a unix socket with the same body, and docker's ping."""

    def __init__(self, path: Path, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._answer = f"{head}\r\n\r\n".encode() + body
        self._accepting = Accepting(listen_unix(path), self._begin)
        self.url = f"unix://{path}"

    def __enter__(self) -> AnswerServer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._accepting.close()

    def _begin(self, connection: socket.socket) -> None:
        threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        waiting = b""
        with suppress(ConnectionError), connection:  # clients hang up
            while data := connection.recv(65536):
                waiting += data
                while b"\r\n\r\n" in waiting:
                    request, _, waiting = waiting.partition(b"\r\n\r\n")
                    is_ping = b"_ping" in request.partition(b"\r\n")[0]
                    connection.sendall(_PING if is_ping else self._answer)


def container_rows(count: int) -> bytes:
    """The answer to `GET /containers/json` of an engine with `count` containers."""
    now = int(time.time())
    return json.dumps([_row(number, now) for number in range(count)]).encode()


def _row(number: int, now: int) -> dict[str, object]:
    return {
        "Id": f"{number:064x}",
        "Names": [f"/container_{number}"],
        "Image": f"registry.example/team/application:{number % 40}",
        "ImageID": f"sha256:{number:064x}",
        "Command": f"/usr/bin/serve --port 80 --number {number}",
        "Created": now - number * 60,
        "State": "running",
        "Status": f"Up {number % 59 + 1} minutes",
        "Ports": [
            {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 1024 + number, "Type": "tcp"},
            {"PrivatePort": 443, "Type": "tcp"},
        ],
        "SizeRw": 0,
        "SizeRootFs": 0,
        "Labels": {"number": str(number)},
    }
