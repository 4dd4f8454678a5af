"""A web server for one test: `with Site({"/file": Page(b"data")}) as site:`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import Self


class Page(NamedTuple):
    """An answer; `counted` says whether it has a Content-Length."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}
    counted: bool = True


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the default of five, a busy machine drops connections


class Site:
    """Serves `pages` by their paths, whatever the query; anything else is a 404.

    `host` is `127.0.0.1:PORT`, `url` is that with http://, and `log` has the requests and answers.
    """

    def __init__(self, pages: Mapping[str, Page]) -> None:
        log = self.log = list[str]()

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # an answer is a single write, so nothing can come between its parts

            def do_GET(self) -> None:
                page = pages.get(self.path.partition("?")[0], Page(status=404))
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.counted:
                    self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, format: str, *args: object) -> None:
                log.append(format % args)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._ends = False
        self._thread = threading.Thread(target=self._serve)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends = True
        socket.create_connection(("127.0.0.1", self._server.server_port)).close()  # it looks up
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        """Unlike serve_forever(), this does nothing while nobody asks."""
        while not self._ends:
            self._server.handle_request()
