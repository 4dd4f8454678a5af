"""What may stand between a client and an engine: a relay that stops relaying, and an HTTP proxy."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

_PIECE = 1 << 16


class Relay:
    """Passes on bytes to `target` (tcp://host:port), until it is told to `swallow` them.

    The system goes on acknowledging them: to the client it looks as if the engine thought.
    """

    def __init__(self, target: str) -> None:
        self._target = address_of(target)
        self._swallows = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0

    def swallow(self) -> None:
        """From now on nothing arrives, in both directions; new connections are accepted."""
        self._swallows.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept_all, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        for sock in [self._listener, *self._sockets]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept_all(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                self._sockets.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

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
        threading.Thread(target=self._pass_on, args=(engine, client), daemon=True).start()
        self._pass_on(client, engine)

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_PIECE):
                if not self._swallows.is_set():
                    sink.sendall(data)
            if not self._swallows.is_set():
                sink.shutdown(socket.SHUT_WR)


class ConnectProxy(Relay):
    """An HTTP proxy: CONNECT and nothing else, for those with the `login` if there is one."""

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


def address_of(url: str) -> tuple[str, int]:
    """`tcp://host:port`, `[host]:port` → what a socket connects to."""
    host, _, port = url.rpartition("/")[2].rpartition(":")
    return host.strip("[]"), int(port)
