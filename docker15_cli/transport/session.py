"""The requests session: ordinary calls over every transport. Only this module imports requests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from http.client import HTTPMessage, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import Any, cast
from urllib.parse import quote

import requests
import requests_unixsocket.adapters as unixsocket
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from docker15_cli.transport import failures
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.connection import READ_SIZE, dial_socket
from docker15_cli.wire import http1
from docker15_cli.wire.whole import WholeBody


class _Response(HTTPResponse):
    """A response whose head and body are parsed by our own codec.

    http.client takes the end of the connection for the end of a head, accepts any text that int()
    does as the size of a chunk, and allocates that much memory at once.
    """

    fp: Any
    headers: Any
    _method: str
    _body: http1.BodyReader
    _first: bytes

    def begin(self) -> None:
        """Read the head. Raises HTTPError of wire/http1.py, OSError."""
        if self.headers is not None:
            return
        head = http1.read_head(self._more)
        self._first = head.leftover
        self._body = http1.BodyReader(head, self._method)
        self.code = self.status = head.status
        self.reason = head.reason
        self.version = 10 if head.http_version == "1.0" else 11
        self.headers = self.msg = HTTPMessage()
        for name, value in head.headers.items():
            self.headers[name] = value
        self.chunked, self.length = False, None
        self.will_close = not head.is_reusable or self._body.until_close

    def read(self, amt: int | None = None) -> bytes:
        """The next piece of the body, whatever `amt` asks for; empty at the end."""
        while self.fp and not self._body.done:
            received, self._first = self._first or self._body.receive(self._more), b""
            if received and (pieces := self._body.feed(received)):
                return b"".join(pieces)
        self.close()
        return b""

    def _more(self) -> bytes:
        return cast(bytes, self.fp.read1(READ_SIZE))


class _Connection(HTTPConnection):
    """A connection made by our own dialers."""

    endpoint: Endpoint
    response_class = _Response

    def connect(self) -> None:
        self.sock = dial_socket(self.endpoint)


class _UnixAdapter(unixsocket.UnixAdapter):  # type: ignore[misc]  # no types
    """Keeps one pool; the original keeps one for each URL, and never reuses a connection."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._pool = _UnixPool(_base_url(endpoint))
        self._pool.endpoint = endpoint

    def get_connection_with_tls_context(self, *request: Any, **settings: Any) -> _UnixPool:
        """What requests asks for, which requests-unixsocket lacks before 0.4."""
        return self._pool

    def close(self) -> None:
        self._pool.close()


class _UnixPool(unixsocket.UnixHTTPConnectionPool):  # type: ignore[misc]
    endpoint: Endpoint

    def _new_conn(self) -> _Connection:
        connection = _Connection("localhost", timeout=self.timeout)
        connection.endpoint = self.endpoint
        return connection


class _TcpAdapter(HTTPAdapter):
    """Also for TLS: urllib3 sees an ordinary connection, whose socket does the encryption."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        super().__init__()

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings)

        class Connection(_Connection):
            endpoint = self._endpoint

            def __init__(self, host: str, port: int, **settings: Any) -> None:
                """Take host and port from the endpoint: a URL can't hold every address."""
                super().__init__(self.endpoint.host, self.endpoint.port, **settings)

        class Pool(HTTPConnectionPool):
            ConnectionCls = Connection

        self.poolmanager.pool_classes_by_scheme = {"http": Pool}


class Answer:
    """The head of an answer whose body is still to be read. See calls.Answer."""

    _whole: bytes | None = None

    def __init__(self, response: requests.Response, endpoint: Endpoint) -> None:
        self.status = response.status_code
        self.reason = response.reason or ""
        self.headers: Mapping[str, str] = response.headers
        self._raw = response.raw
        self._endpoint = endpoint

    def read(self) -> bytes:
        """The whole body. See calls.Answer."""
        if self._whole is None:
            whole = WholeBody(self.status)
            try:
                while piece := self._raw.read(READ_SIZE):
                    if not whole.add(piece):
                        self.close()
                        break
            except (HTTPError, OSError, http1.HTTPError) as error:
                self.close()
                raise failures.interrupted(self._endpoint, _cause(error)) from error
            self._raw.release_conn()
            self._whole = bytes(whole)
        return self._whole

    def close(self) -> None:
        """Leave the rest of the body unread. See calls.Answer."""
        self._raw.close()


class _Requests(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: for a redirect, requests would read the whole body, however long."""


class Session:
    """A Caller (calls.py) that uses requests.

    It ignores the environment (proxies, .netrc, CA bundles), keeps no cookies, and never follows
    redirects.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._base = _base_url(endpoint)
        self._session = _Requests()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _UnixAdapter if endpoint.kind == "unix" else _TcpAdapter
        self._session.mount(f"{self._base.partition('://')[0]}://", adapter(endpoint))

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> Answer:
        """Send a request. See calls.Caller."""
        request = requests.Request(method, self._base, headers=dict(headers), data=body)
        prepared = self._session.prepare_request(request)
        if body is None and method not in ("POST", "PUT"):
            # requests sends a length of 0, the original client none.
            prepared.headers.pop("Content-Length", None)
        prepared.url = self._base + target  # else requests would resolve `..` and encode it again
        try:
            response = self._session.send(
                prepared, stream=True, allow_redirects=False, timeout=(None, timeout)
            )
        except (requests.RequestException, HTTPError, http1.HTTPError) as error:
            raise failures.no_answer_to_call(self._endpoint, _cause(error)) from error
        return Answer(response, self._endpoint)

    def close(self) -> None:
        """Close the idle connections."""
        self._session.close()


def _base_url(endpoint: Endpoint) -> str:
    """A URL for requests, which needs one; our dialers know where the engine is."""
    if endpoint.kind == "unix":
        return f"http+unix://{quote(os.fsencode(endpoint.path), safe='')}"
    return "http://engine"


def _cause(error: Exception) -> Exception:
    """The OSError or HTTPError behind `error`, else `error` itself.

    urllib3 hides some of them in its arguments.
    """
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        is_requests = isinstance(current, requests.RequestException)  # its base class is OSError
        if isinstance(current, OSError | http1.HTTPError) and not is_requests:
            return current
        hidden = [*current.args, getattr(current, "reason", None), current.__cause__]
        hidden.append(current.__context__)
        queue += [cause for cause in hidden if isinstance(cause, BaseException)]
    return error
