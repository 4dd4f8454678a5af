"""Requests on connections of their own: a hijacked stream, and an answer that the pump waits for.

requests can't do this: it takes a 101 for an empty body, and loses output that arrives together
with the head. Source: docs/spec/remote-api-1.5.md §5.
"""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.transport import failures
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.connection import Connection, dial, receive, send_request
from docker15_cli.wire import http1
from docker15_cli.wire.whole import WholeBody

_READ_SIZE = 64 * 1024
_HIJACKED = (101, 200)


class PendingAnswer:
    """A request that has been sent, whose answer is read piece by piece as it arrives.

    Watch `fileno()`, and call `receive()` each time it is readable.
    """

    def __init__(self, endpoint: Endpoint, method: str, request: bytes) -> None:
        """Dial, and send `request`. Raises EngineUnreachable, AnswerBroken."""
        self.status = 0  # until the head has arrived
        self.reason = ""
        self.headers: http1.Headers | None = None
        self._endpoint = endpoint
        self._method = method
        self._parser = http1.HeadParser()
        self._reader: http1.BodyReader | None = None
        self._body = WholeBody(0)
        self._connection = dial(endpoint)
        self.fileno = self._connection.fileno
        self.close = self._connection.close
        try:
            send_request(self._connection, request)
        except OSError as error:
            self.close()
            raise failures.no_answer(endpoint, error) from error
        self._connection.setblocking(False)

    @property
    def body(self) -> bytes:
        """The part of the body that has arrived."""
        return bytes(self._body)

    def finish(self) -> PendingAnswer:
        """Block until the answer is complete; return self. Raises as `receive` does."""
        self._connection.setblocking(True)
        while not self.receive():
            pass
        return self

    def receive(self) -> bool:
        """Read once; return whether the answer is complete. Raises AnswerBroken, EngineUnreachable.

        A TLS connection can become readable without any data: then nothing is read.
        """
        buffer = bytearray(_READ_SIZE)
        try:
            done = self._take(self._read(memoryview(buffer)))
            if not done and self._connection.ended:
                done = self._take(b"")
        except BlockingIOError:
            return False
        except (OSError, http1.HTTPError) as error:
            self.close()
            raise failures.no_answer(self._endpoint, error) from error
        if done:
            self.close()
        return done

    def _read(self, buffer: memoryview) -> memoryview | bytes:
        def read() -> memoryview:
            return buffer[: self._connection.recv_into(buffer)]

        return self._reader.receive(read) if self._reader else read()

    def _take(self, data: memoryview | bytes) -> bool:
        if self._reader is None:
            if not data:
                self._parser.close()  # raises, as there is no head
            head = self._parser.feed(data)
            if head is None:
                return False
            self.status, self.reason, self.headers = head.status, head.reason, head.headers
            self._reader = http1.BodyReader(head, self._method)
            self._body = WholeBody(head.status)
            return self._reader.done or bool(head.leftover and self._take(head.leftover))
        if not data:
            self._reader.close()  # raises, unless the body ends with the connection
            return True
        pieces = self._reader.feed(data)
        return not all(map(self._body.add, pieces)) or self._reader.done


class Hijack:
    """The answer to a request that takes over the connection.

    `connection` is the byte stream, and `leftover` what has already arrived on it. If the engine
    answered with an error, `connection` is None, and `status`, `reason` and `body` describe it.
    """

    def __init__(self, endpoint: Endpoint, request: bytes) -> None:
        """Dial, send `request` and wait for the head. Raises EngineUnreachable, AnswerBroken.

        Stdin sent before the head would be lost: remote-api-1.5.md §7.
        """
        connection = dial(endpoint)
        try:
            send_request(connection, request)
            head = http1.read_head(lambda: receive(connection))
            is_hijacked = head.status in _HIJACKED
            self.body = b"" if is_hijacked else _read_body(connection, head)
        except (OSError, http1.HTTPError) as error:
            connection.close()
            raise failures.no_answer(endpoint, error) from error
        except BaseException:
            connection.close()
            raise
        if not is_hijacked:
            connection.close()
        self.connection = connection if is_hijacked else None
        self.status, self.reason, self.headers = head.status, head.reason, head.headers
        self.leftover = head.leftover


def build(
    endpoint: Endpoint,
    method: str,
    target: str,
    headers: Sequence[tuple[str, str]],
    body: bytes | None = b"",
) -> bytes:
    """The bytes of a request to `endpoint`; a `body` of None means that chunks will follow."""
    host = "localhost" if endpoint.kind == "unix" else endpoint.authority
    if body is None:
        headers = [*headers, ("Transfer-Encoding", "chunked")]
    return http1.build_request(method, target, host, headers, body if method == "POST" else None)


def _read_body(connection: Connection, head: http1.Head) -> bytes:
    """The body of an error, even if it is cut short: part of it is better than nothing."""
    reader = http1.BodyReader(head)
    body = WholeBody(head.status)
    received: bytes | memoryview = head.leftover
    while all(map(body.add, reader.feed(received))) and not reader.done:
        try:
            received = receive(connection)
        except ConnectionResetError:  # as good as an end
            break
        if not received:
            break
    return bytes(body)
