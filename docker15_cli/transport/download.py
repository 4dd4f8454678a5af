"""Fetching a user's URL: http and https, with redirects and the environment's proxies."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import IO
from urllib.parse import urlsplit

from docker15_cli.errors import Docker15Error, UsageError, shortened, without_password
from docker15_cli.transport.connection import READ_SIZE

_TIMEOUT = 30.0  # seconds without data
_SCHEMES = ("http", "https")


class Download:
    """An answer whose body is still to be read. `size` is in bytes, 0 if not known."""

    def __init__(self, url: str, trace: Callable[[str], object] = lambda line: None) -> None:
        """Send the request, and wait for the head. `trace` is called with a line for each redirect.

        Raises UsageError for another scheme, Docker15Error if the URL can't be fetched.
        """
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise UsageError(f"not an http:// or https:// URL: {without_password(url)}")
        shown = self._url = without_password(url)
        try:
            self._response = _opener(trace).open(url, timeout=_TIMEOUT)
        except urllib.error.HTTPError as error:
            text = shortened(f"{error.code} {error.reason}")
            raise Docker15Error(f"can't fetch {shown}: {text}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Docker15Error(f"can't fetch {shown}: {_why(error)}") from error
        self.size = self._response.length or 0
        self.close = self._response.close

    def pieces(self) -> Iterator[bytes]:
        """The body, in pieces. Raises Docker15Error if it is cut short."""
        try:
            while piece := self._response.read(READ_SIZE):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise self._interrupted(_why(error)) from error
        if self._response.length:
            raise self._interrupted(f"{self._response.length} bytes are missing")

    def _interrupted(self, why: str) -> Docker15Error:
        return Docker15Error(f"the download of {self._url} was interrupted: {why}")


class _Redirections(urllib.request.HTTPRedirectHandler):
    """Follows at most ten redirects, as urllib does, to any host, as a browser would."""

    def __init__(self, trace: Callable[[str], object]) -> None:
        self._trace = trace

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._trace(f"{code}: {_shown(req.full_url)} redirects to {_shown(newurl)}")
        if urlsplit(newurl).scheme not in _SCHEMES:
            raise urllib.error.URLError(f"it redirects to {_shown(newurl)}, which is not fetched")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _shown(url: str) -> str:
    """A URL without its login, which is secret."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"***@{host}" if "@" in parts.netloc else host).geturl()


def _opener(trace: Callable[[str], object]) -> urllib.request.OpenerDirector:
    """An opener without urllib's file:, ftp: and data:, to which servers could redirect."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirections(trace),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return shortened(str(reason)) or type(error).__name__
