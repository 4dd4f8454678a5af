"""Just enough of RFC 6455 for `GET /containers/(id)/attach/ws`: text frames out, data frames in."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .http import Connection, Request

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9
_NORMAL_END = struct.pack(">H", 1000)


@dataclass(frozen=True)
class Handshake:
    accepted: bool
    answer: bytes


def accept(request: Request) -> Handshake:
    key = request.header("Sec-WebSocket-Key")
    if request.header("Upgrade").lower() != "websocket" or not key:
        return Handshake(False, b"HTTP/1.1 400 Bad Request\r\n\r\nnot websocket protocol")
    # The protocol prescribes SHA-1; nothing here is secret.
    digest = hashlib.sha1(f"{key}{_GUID}".encode(), usedforsecurity=False).digest()
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}",
    )
    return Handshake(True, "\r\n".join([*lines, "", ""]).encode())


class WebSocketChannel:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._send_frame(_TEXT, data)

    def close(self) -> None:
        self._send_frame(_CLOSE, _NORMAL_END)

    def _send_frame(self, kind: int, data: bytes) -> None:
        size = len(data)
        if size < 126:
            head = struct.pack(">BB", 0x80 | kind, size)
        elif size < 1 << 16:
            head = struct.pack(">BBH", 0x80 | kind, 126, size)
        else:
            head = struct.pack(">BBQ", 0x80 | kind, 127, size)
        self._connection.send(head + data)

    def receive(self) -> bytes:
        """The data of the next frame that has some; empty at the end."""
        while True:
            kind, data = self._receive_frame()
            if kind == _CLOSE:
                return b""
            if data and kind < _CLOSE:
                return data

    def _receive_frame(self) -> tuple[int, bytes]:
        head = self._exactly(2)
        size = head[1] & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._exactly(8))
        mask = self._exactly(4) if head[1] & 0x80 else bytes(4)
        data = self._exactly(size)
        return head[0] & 0x0F, bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._connection.sock.recv(size - len(data))
            if not more:
                raise ConnectionResetError
            data += more
        return data
