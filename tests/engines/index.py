"""An index that can be searched, as both of today's engines ask one: `with Index() as index:`."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

FOUND = {"name": "team/found", "description": "what is found", "star_count": 3}
_ANSWERS = {
    "/v1/_ping": {"standalone": True},
    "/v1/search": {"num_results": 1, "results": [FOUND]},  # dockerd
    "/v2/": {},
    "/v2/_catalog": {"repositories": [FOUND["name"]]},  # Podman
}


class Index:
    """It has one repository; `host` is its name in a search."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = _ANSWERS.get(self.path.partition("?")[0])
        body = json.dumps(answer).encode()
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""
