"""`docker15 insert` on every engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.engines.scenarios.scene import Scene


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"inserted\n")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/motd"
        server.shutdown()


def test_insert(docker15: Scene, url: str) -> None:
    inserted = docker15("insert", "busybox", url, "/etc/motd")
    assert inserted.exit_status == 0
    (image,) = inserted.lines
    assert len(image) == 12
    assert docker15("run", image, "cat", "etc/motd").line == "inserted"
    assert docker15("insert", "nosuch", url, "/etc/motd").exit_status == 1
