"""Fetching a URL of the user's: http and https, redirects followed, the environment's proxies."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.transport.connection import READ_SIZE

_TIMEOUT = 30.0  # seconds without a byte
_SCHEMES = ("http", "https")


class Download:
    """An answer whose body is still to be read. `size` is 0 where the server does not say it."""

    def __init__(self, url: str) -> None:
        """Raises UsageError for another scheme, Docker15Error for what can't be fetched."""
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise UsageError(f"a URL begins with http:// or https://, not {url}")
        self._url = url
        try:
            self._response = _opener().open(url, timeout=_TIMEOUT)
        except urllib.error.HTTPError as error:
            raise Docker15Error(f"can't fetch {url}: {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Docker15Error(f"can't fetch {url}: {_why(error)}") from error
        self.size = self._response.length or 0
        self.close = self._response.close

    def pieces(self) -> Iterator[bytes]:
        """The body. Raises Docker15Error where it breaks off."""
        try:
            while piece := self._response.read(READ_SIZE):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise Docker15Error(f"{self._url} broke off: {_why(error)}") from error
        if self._response.length:
            raise Docker15Error(f"{self._url} broke off: {self._response.length} bytes are missing")


def _opener() -> urllib.request.OpenerDirector:
    """Without urllib's file:, ftp: and data:, to which a server could redirect."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(error).__name__
