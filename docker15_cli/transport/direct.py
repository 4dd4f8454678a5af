"""Ordinary calls on connections of our own: what requests does, without importing it (calls.py)."""

from __future__ import annotations

import contextlib
import select
from collections.abc import Callable, Mapping

from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.connection import READ_SIZE, Connection, dial
from docker15_cli.wire import http1
from docker15_cli.wire.whole import Whole


class DirectAnswer:
    """The head of an answer whose body is still to be read. See calls.Answer."""

    _whole: bytes | None = None

    def __init__(
        self,
        endpoint: Endpoint,
        method: str,
        connection: Connection,
        keep: Callable[[Connection], None],
    ) -> None:
        """Wait for the head; `keep` is given the connection if it can be used again.

        Raises OSError, HTTPError.
        """
        self._endpoint = endpoint
        self._connection: Connection | None = connection
        self._receive_into = connection.recv_into
        self._keep = keep
        self._buffer = memoryview(bytearray(READ_SIZE))
        head = http1.read_head(self._receive)
        self._first = head.leftover
        self._body = http1.BodyReader(head, method)
        self._lasts = head.lasts
        self.status, self.reason = head.status, head.reason
        self.headers: Mapping[str, str] = head.headers

    def read(self) -> bytes:
        """The whole body. See calls.Answer."""
        if self._whole is None:
            whole = Whole(self.status)
            try:
                self._read_into(whole)
            except (OSError, http1.HTTPError) as error:
                from docker15_cli.transport import failures

                raise failures.interrupted(self._endpoint, error) from error
            finally:
                self.close()  # does nothing if the connection was kept
            self._whole = bytes(whole)
        return self._whole

    def close(self) -> None:
        """Leave the rest of the body unread. See calls.Answer."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _read_into(self, whole: Whole) -> None:
        received: bytes | memoryview = self._first
        while all(map(whole.add, self._body.feed(received))):
            if self._body.done:
                self._give_back()
                return
            received = self._receive()
            if not received:
                self._body.close()  # raises, unless this is how the body ends
                return

    def _give_back(self) -> None:
        """Keep the connection, unless it brought more than this answer."""
        if self._connection and self._lasts and not self._body.leftover:
            connection, self._connection = self._connection, None
            self._keep(connection)

    def _receive(self) -> memoryview:
        return self._buffer[: self._receive_into(self._buffer)]


class Direct:
    """A Caller (calls.py) for an engine on a local socket."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._idle: list[Connection] = []
        self._is_retired = False

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> DirectAnswer:
        """Send a request. See calls.Caller."""
        request = _request(method, target, headers, body)
        connection = self._waiting() or dial(self._endpoint)
        try:
            _pass_on(connection, request)
            connection.settimeout(timeout)
            return DirectAnswer(self._endpoint, method, connection, self._keep)
        except (OSError, http1.HTTPError) as error:
            connection.close()
            from docker15_cli.transport import failures

            raise failures.no_answer_to_call(self._endpoint, error) from error
        except BaseException:
            connection.close()
            raise

    def retire(self) -> None:
        """Keep no more connections: another client sends the calls from now on."""
        self._is_retired = True
        while connection := self._take():
            connection.close()

    def _waiting(self) -> Connection | None:
        """A kept connection on which nothing, not even its end, has arrived since its last answer.

        As in urllib3's pool. A request that must not be sent twice needs such a connection.
        """
        while connection := self._take():
            if not _is_readable(connection):
                return connection
            connection.close()
        return None

    def _take(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _keep(self, connection: Connection) -> None:
        connection.settimeout(None)
        self._idle.append(connection)
        if self._is_retired:  # checked last: `retire` may have been called meanwhile
            self.retire()


def _is_readable(connection: Connection) -> bool:
    poll = select.poll()  # select() is limited to 1024 file descriptors
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """The bytes that requests would send."""
    if body is None and method in ("POST", "PUT"):
        body = b""
    fields = [("Accept-Encoding", "identity"), *headers.items()]
    return http1.build_request(method, target, "localhost", fields, body)


def _pass_on(connection: Connection, request: bytes) -> None:
    """Send the request. An engine that stops reading says why in its answer."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(request)
