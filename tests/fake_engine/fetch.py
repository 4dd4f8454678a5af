"""GET a URL, for import, insert, ADD and remote builds; failures are worded as Go's."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

from .errors import EngineError

TIMEOUT = 30


class Download:
    """The body of an answer. `sizes` are those of its reads, for the progress."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.netloc:
            raise EngineError(f"Get {url}: http: no Host in request URL")
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(parts.netloc, timeout=TIMEOUT)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            self._connection.request("GET", target)
            self._response = self._connection.getresponse()
        except ConnectionRefusedError:
            raise EngineError(f"Get {url}: dial tcp {parts.netloc}: connection refused") from None
        except OSError as error:
            raise EngineError(f"Get {url}: {error}") from None
        if self._response.status >= 400:
            status = f"{self._response.status} {self._response.reason}"
            self.close()
            raise EngineError(f"Got HTTP status code >= 400: {status}")
        self.total = int(self._response.headers.get("Content-Length") or -1)

    def read(self, size: int = -1) -> bytes:
        return self._response.read(None if size < 0 else size)

    def pieces(self) -> Iterator[bytes]:
        while piece := self._response.read1(32 << 10):
            yield piece

    def close(self) -> None:
        self._connection.close()
