"""The requests session: ordinary calls, over every transport. The only home of requests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from http.client import BadStatusLine, HTTPResponse
from typing import IO, Any
from urllib.parse import quote

import requests
import requests_unixsocket.adapters as unixsocket
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from docker15_cli.errors import Docker15Error, EngineUnreachable
from docker15_cli.transport.connection import broken_off, dial_socket, no_answer, speaks_tls
from docker15_cli.transport.endpoint import Endpoint


class _Head:
    """What is read of an answer's head: http.client takes the end of the connection for its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def readline(self, limit: int) -> bytes:
        """Raises ConnectionResetError where there is no whole one."""
        line = self._file.readline(limit)
        if len(line) < limit and not line.endswith(b"\n"):
            raise ConnectionResetError
        return line


class _Response(HTTPResponse):
    """One whose head is whole."""

    fp: Any

    def begin(self) -> None:
        file, self.fp = self.fp, _Head(self.fp)
        try:
            super().begin()
        finally:
            if self.fp:  # it is closed where this is no HTTP
                self.fp = file


class _Connection(HTTPConnection):
    """One that our dialers make."""

    endpoint: Endpoint
    response_class = _Response

    def connect(self) -> None:
        self.sock = dial_socket(self.endpoint)


class _UnixConnection(_Connection, unixsocket.UnixHTTPConnection):  # type: ignore[misc]  # no types
    pass


class _UnixAdapter(unixsocket.UnixAdapter):  # type: ignore[misc]
    """Keeps one pool; the original keeps one a URL, and never reuses a connection."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._pool = _UnixPool(_base_url(endpoint))
        self._pool.endpoint = endpoint

    def get_connection(self, url: str, proxies: Any = None) -> _UnixPool:
        return self._pool


class _UnixPool(unixsocket.UnixHTTPConnectionPool):  # type: ignore[misc]
    endpoint: Endpoint

    def _new_conn(self) -> _UnixConnection:
        connection = _UnixConnection(self.socket_path, self.timeout)
        connection.endpoint = self.endpoint
        return connection


class _TcpAdapter(HTTPAdapter):
    """TLS too: to urllib3 that is a connection like others, whose socket encrypts."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        super().__init__()

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings)

        class Connection(_Connection):
            endpoint = self._endpoint

            def __init__(self, host: str, port: int, **settings: Any) -> None:
                """The Host header has the engine's own: a URL can't hold every address."""
                super().__init__(self.endpoint.host, self.endpoint.port, **settings)

        class Pool(HTTPConnectionPool):
            ConnectionCls = Connection

        self.poolmanager.pool_classes_by_scheme = {"http": Pool}


class Answer:
    """The head of an answer, with its body still to be read."""

    _whole: bytes | None = None

    def __init__(self, response: requests.Response, endpoint: Endpoint) -> None:
        self.status = response.status_code
        self.reason = response.reason or ""
        self.headers: Mapping[str, str] = response.headers
        self._raw = response.raw
        self._endpoint = endpoint

    def read(self) -> bytes:
        """The whole body. Raises AnswerBroken where it ends too early."""
        if self._whole is None:
            try:
                self._whole = self._raw.read()
            except (HTTPError, OSError) as error:
                raise broken_off(self._endpoint, _cause(error)) from error
            self._raw.release_conn()
        return self._whole

    def close(self) -> None:
        """Leave the rest of the body unread: the connection is of no more use."""
        self._raw.close()


class Session:
    """Sends requests to one engine and keeps its connections.

    Nothing of the environment has a say: no proxy, no .netrc, no CA bundle; redirects are never
    followed. Connecting is bounded by the endpoint's time-out, reading only if that is asked for.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._base = _base_url(endpoint)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
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
        """Send a request; `target` is a path and query, already quoted, and is sent as it is.

        The answer may pause for `timeout` seconds, or as long as it likes. Raises
        EngineUnreachable, AnswerBroken.
        """
        request = requests.Request(method, self._base, headers=dict(headers), data=body)
        prepared = self._session.prepare_request(request)
        if body is None and method not in ("POST", "PUT"):
            prepared.headers.pop("Content-Length", None)  # requests says 0, the original nothing
        prepared.url = self._base + target  # unchanged: requests would resolve `..` and requote
        try:
            response = self._session.send(
                prepared, stream=True, allow_redirects=False, timeout=(None, timeout)
            )
        except (requests.RequestException, HTTPError) as error:
            raise self._failure(error) from error
        return Answer(response, self._endpoint)

    def _failure(self, error: Exception) -> Docker15Error:
        cause = _cause(error)
        if not isinstance(cause, BadStatusLine) or isinstance(cause, OSError):
            return no_answer(self._endpoint, cause)
        if str(cause).startswith("\x15\x03"):  # an alert of TLS
            return speaks_tls(self._endpoint)
        return EngineUnreachable(
            f"what listens at {self._endpoint} does not speak HTTP; check the address"
        )


def _base_url(endpoint: Endpoint) -> str:
    """For requests, which needs one; our dialers know where the engine is."""
    if endpoint.kind == "unix":
        return f"http+unix://{quote(os.fsencode(endpoint.path), safe='')}"
    return "http://engine"


def _cause(error: Exception) -> Exception:
    """What `error` came from: an OSError, or what http.client can't read; else itself.

    urllib3 hides some in its arguments.
    """
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        is_requests = isinstance(current, requests.RequestException)  # an OSError by name only
        if isinstance(current, OSError | BadStatusLine) and not is_requests:
            return current
        hidden = [*current.args, getattr(current, "reason", None), current.__cause__]
        hidden.append(current.__context__)
        queue += [cause for cause in hidden if isinstance(cause, BaseException)]
    return error
