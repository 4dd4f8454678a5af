"""Ordinary calls on connections of our own: what requests does, without importing it (calls.py)."""

from __future__ import annotations

import select
from collections.abc import Callable, Mapping

from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.connection import READ_SIZE, Connection, dial, send_request
from docker15_cli.wire import http1
from docker15_cli.wire.whole import WholeBody


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
        """Wait for the head; `keep` is called with the connection once it can be reused.

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
        self._is_reusable = head.is_reusable
        self.status, self.reason = head.status, head.reason
        self.headers: Mapping[str, str] = head.headers

    def read(self) -> bytes:
        """The whole body. See calls.Answer."""
        if self._whole is None:
            whole = WholeBody(self.status)
            try:
                self._read_into(whole)
            except (OSError, http1.HTTPError) as error:
                from docker15_cli.transport import failures

                raise failures.interrupted(self._endpoint, error) from error
            finally:
                self.close()  # has no effect if the connection was kept
            self._whole = bytes(whole)
        return self._whole

    def close(self) -> None:
        """Leave the rest of the body unread. See calls.Answer."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _read_into(self, whole: WholeBody) -> None:
        received: bytes | memoryview = self._first
        while all(map(whole.add, self._body.feed(received))):
            if self._body.done:
                self._give_back()
                return
            received = self._body.receive(self._receive)
            if not received:
                return

    def _give_back(self) -> None:
        """Keep the connection for reuse, unless it has sent more than this answer."""
        if self._connection and self._is_reusable and not self._body.leftover:
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
        connection = self._idle_connection() or dial(self._endpoint)
        try:
            send_request(connection, request)
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
        """Keep no more connections: another client will send the calls."""
        self._is_retired = True
        while connection := self._take():
            connection.close()

    def _idle_connection(self) -> Connection | None:
        """A kept connection on which nothing, not even its end, has arrived since the last answer.

        None without one. As in urllib3's pool: a request that must not be sent twice needs this.
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
    """The bytes of a request, as requests would send it."""
    if body is None and method in ("POST", "PUT"):
        body = b""
    fields = [("Accept-Encoding", "identity"), *headers.items()]
    return http1.build_request(method, target, "localhost", fields, body)
