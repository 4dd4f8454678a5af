"""Engine: puts together the server, the state and the API."""

from __future__ import annotations

import ssl
from os import PathLike, fspath

from .faults import Faults, RequestLog
from .http import Request, Response
from .modern import Modern
from .native import Native
from .registry import Registry
from .server import Handler, Server
from .state import State


class Below:
    """Passes on the requests below a path, with that path removed."""

    def __init__(self, path: str, handler: Handler) -> None:
        self._path = path
        self._handler = handler

    def __call__(self, request: Request, response: Response) -> None:
        if not request.target.startswith(f"{self._path}/"):
            response.status = 404
            response.write(b"404 page not found\n")
            return
        request.target = request.target.removeprefix(self._path)
        request.__dict__.pop("path", None)  # of the original target
        self._handler(request, response)


class Engine:
    """A daemon that runs until the end of the `with` block.

    `unix` is the path of a socket, by default in the engine's directory. `tcp` is True
    for a free port of 127.0.0.1, or `(host, port)`. With `tls`, the TCP side speaks TLS. Without
    `lingering_attach`, an attach with stdin ends with its container; the real daemon lets it hang.
    With `api`, 1.44 or later, it speaks as today's engines do, in versions `minimum` to `api`.
    With `below`, a path, it is behind a proxy that passes on the requests below that path.
    """

    def __init__(
        self,
        unix: str | PathLike[str] | None = None,
        tcp: bool | tuple[str, int] = False,
        *,
        tls: ssl.SSLContext | None = None,
        cors: bool = False,
        lingering_attach: bool = True,
        api: str = "",
        minimum: str = "1.44",
        below: str = "",
    ) -> None:
        self.state = State()
        self.state.lingering_attach = lingering_attach and not api
        self.state.logs_everything = bool(api)
        face = Modern(self.state, api, minimum) if api else Native(self.state, cors=cors)
        self._server = Server(Below(below, face) if below else face)
        self.socket = fspath(unix) if unix else str(self.state.root / "docker.sock")
        self.url = f"unix://{self.socket}"
        self.tcp_url = ""
        try:
            self._listen(tcp, tls)
        except OSError:
            self.stop()
            raise

    def _listen(self, tcp: bool | tuple[str, int], tls: ssl.SSLContext | None) -> None:
        self._server.listen_unix(self.socket)
        if tcp:
            wanted = ("127.0.0.1", 0) if isinstance(tcp, bool) else tcp
            host, port = self._server.listen_tcp(*wanted, tls)
            self.tcp_url = f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"

    @property
    def registry(self) -> Registry:
        return self.state.registry

    @property
    def faults(self) -> Faults:
        return self._server.faults

    @property
    def requests(self) -> RequestLog:
        return self._server.requests

    def drop_connections(self, *, reset: bool = False) -> None:
        """End all connections at once, as a crashing daemon does."""
        self._server.drop_connections(reset=reset)

    def start(self) -> Engine:
        self._server.start()
        return self

    def stop(self) -> None:
        """End every process and every thread, and remove all files."""
        self._server.close()
        self.state.stop()
        self._server.join()
        self.state.discard()

    def __enter__(self) -> Engine:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()
