"""The requests session: ordinary calls over `unix://` and `tcp://`. The only home of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import requests
import requests_unixsocket.adapters as unixsocket
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from docker15_cli.errors import AnswerBroken, Docker15Error, EngineUnreachable
from docker15_cli.transport import unix
from docker15_cli.transport.connection import CONNECT_TIMEOUT, unreachable
from docker15_cli.transport.endpoint import Endpoint

# What ends a connection that was there; all other OSErrors are about making it.
_GONE = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


# Both kinds of connection have a time-out for connecting alone: urllib3 leaves it on the socket
# while the request is sent, and an engine may take an upload as slowly as it likes. It puts it on
# the socket of a connection that is used again, too.


class _Patient(HTTPConnection):
    def request(self, *args: Any, **options: Any) -> None:
        if self.sock is not None:
            self.timeout = None
        super().request(*args, **options)


class _UnixConnection(_Patient, unixsocket.UnixHTTPConnection):  # type: ignore[misc]  # no types
    def connect(self) -> None:
        path = self.unix_socket_url.partition("://")[2].partition("/")[0]
        self.sock = unix.dial(unquote(path), CONNECT_TIMEOUT)


class _UnixPool(unixsocket.UnixHTTPConnectionPool):  # type: ignore[misc]
    def _new_conn(self) -> _UnixConnection:
        return _UnixConnection(self.socket_path, self.timeout)


class _UnixAdapter(unixsocket.UnixAdapter):  # type: ignore[misc]
    """Keeps one pool; the original keeps one a URL, and never reuses a connection."""

    def get_connection(self, url: str, proxies: Any = None) -> _UnixPool:
        scheme, _, rest = url.partition("://")
        base = f"{scheme}://{rest.partition('/')[0]}"
        with self.pools.lock:
            if base not in self.pools:
                self.pools[base] = _UnixPool(base)
            pool: _UnixPool = self.pools[base]
        return pool


class _TcpConnection(_Patient):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(None)


class _TcpPool(HTTPConnectionPool):
    ConnectionCls = _TcpConnection


class _TcpAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings)
        self.poolmanager.pool_classes_by_scheme = {"http": _TcpPool}


class Answer:
    """The head of an answer, with its body still to be read: whole, or in pieces."""

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
                raise self._broken() from error
            self._raw.release_conn()
        return self._whole

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces, each as soon as it is there. Raises AnswerBroken."""
        try:
            while piece := self._raw.read1():
                yield piece
        except (HTTPError, OSError) as error:
            raise self._broken() from error
        finally:
            self.close()

    def close(self) -> None:
        """Leave the rest of the body unread: the connection is of no more use."""
        self._raw.close()

    def _broken(self) -> AnswerBroken:
        return AnswerBroken(f"the engine at {self._endpoint} broke off in the middle of its answer")


class Session:
    """Sends requests to one engine and keeps its connections.

    Nothing of the environment has a say: no proxy, no .netrc, no CA bundle; redirects are never
    followed. Connecting is bounded by CONNECT_TIMEOUT seconds, reading is not.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._base = _base_url(endpoint)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        adapter = _UnixAdapter if endpoint.kind == "unix" else _TcpAdapter
        self._session.mount(f"{self._base.partition('://')[0]}://", adapter())

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | Iterable[bytes] | None = None,
    ) -> Answer:
        """Send a request; `target` is a path and query, already quoted, and is sent as it is.

        A body that is no bytes is sent chunked, as it comes. Raises EngineUnreachable,
        AnswerBroken, and whatever reading the body raises.
        """
        request = requests.Request(method, self._base, headers=dict(headers), data=body)
        prepared = self._session.prepare_request(request)
        if body is None and method not in ("POST", "PUT"):
            prepared.headers.pop("Content-Length", None)  # requests says 0, the original nothing
        prepared.url = self._base + target  # unchanged: requests would resolve `..` and requote
        try:
            response = self._session.send(
                prepared, stream=True, allow_redirects=False, timeout=(CONNECT_TIMEOUT, None)
            )
        except (requests.RequestException, HTTPError) as error:
            raise self._failure(error) from error
        return Answer(response, self._endpoint)

    def _failure(self, error: Exception) -> Docker15Error:
        causes = list(_causes(error))
        refused = next((cause for cause in causes if isinstance(cause, OSError)), None)
        was_connecting = any(isinstance(cause, NewConnectionError) for cause in causes)
        if refused and (was_connecting or not isinstance(refused, _GONE)):
            return unreachable(self._endpoint, refused)
        if "BadStatusLine" in repr(causes):
            return EngineUnreachable(
                f"what listens at {self._endpoint} does not speak HTTP; check the address"
            )
        return AnswerBroken(f"the engine at {self._endpoint} closed the connection: no answer")


def _base_url(endpoint: Endpoint) -> str:
    if endpoint.kind == "unix":
        return f"http+unix://{quote(endpoint.path, safe='')}"
    return f"http://{str(endpoint).partition('://')[2]}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it came from, innermost last; urllib3 hides some in its arguments."""
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        if not isinstance(current, requests.RequestException):  # an OSError by name only
            yield current
        hidden = [*current.args, getattr(current, "reason", None), current.__cause__]
        queue += [cause for cause in hidden if isinstance(cause, BaseException)]
        if current.__context__ is not None:
            queue.append(current.__context__)
