"""Transfers: bodies of any length in both directions, in large pieces, on connections of their own.

urllib3 reads 8 KiB or one chunk at a time: it takes twice as long for an export, and five times as
long for the messages of a pull, each of which is a chunk. Without it a transfer also starts 50 ms
earlier.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from docker15_cli.transport import failures
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.connection import READ_SIZE, dial
from docker15_cli.wire import http1
from docker15_cli.wire.whole import TooLong, WholeBody


class StreamedAnswer:
    """The head of an answer whose body is still to be read. See calls.Answer."""

    _whole: bytes | None = None

    def __init__(
        self,
        endpoint: Endpoint,
        method: str,
        request: bytes,
        upload: Iterable[bytes | memoryview] | None = None,
        *,
        timeout: float | None = None,
    ) -> None:
        """Dial, send `request` and, if given, `upload` in chunks; wait for the head.

        Each piece of `upload` is sent before the next one is asked for. `timeout` is the longest
        pause in the answer, in seconds. Raises EngineUnreachable, AnswerBroken, and whatever
        `upload` raises.
        """
        self._endpoint = endpoint
        self._buffer = memoryview(bytearray(READ_SIZE))
        self._connection = dial(endpoint)
        self._connection.settimeout(timeout)
        self.close = self._connection.close
        try:
            if self._try_send(request) and upload is not None:
                self._send(upload)
            head = self._head()
            self._body = http1.BodyReader(head, method)
        except http1.HTTPError as error:
            self.close()
            raise failures.no_answer(endpoint, error) from error
        except BaseException:
            self.close()
            raise
        self.status, self.reason, self.headers = head.status, head.reason, head.headers
        self._first = head.leftover

    def read(self) -> bytes:
        """The whole body, or the beginning of a very long error.

        Raises AnswerBroken if it ends too early or is too long, EngineUnreachable if it isn't HTTP.
        """
        if self._whole is None:
            whole = WholeBody(self.status)
            chunks = self.chunks()
            try:
                while (piece := next(chunks, None)) is not None and whole.add(piece):
                    pass
            except TooLong as error:
                raise failures.interrupted(self._endpoint, error) from error
            finally:
                self.close()
            self._whole = bytes(whole)
        return self._whole

    def chunks(self) -> Generator[bytes, None, None]:
        """The body in pieces, each as soon as it arrives.

        Raises AnswerBroken, and EngineUnreachable for what is not HTTP.
        """
        try:
            received: bytes | memoryview = self._first
            while True:
                pieces = self._body.feed(received)
                if pieces:
                    yield b"".join(pieces)
                if self._body.done:
                    return
                received = self._body.receive(self._receive)
                if not received:
                    return
        except (OSError, http1.HTTPError) as error:
            raise failures.interrupted(self._endpoint, error) from error
        finally:
            self.close()

    def _send(self, upload: Iterable[bytes | memoryview]) -> None:
        """Send all pieces in chunks. If the engine stops reading, its answer says why."""
        for piece in upload:
            if piece and not self._try_send(b"%x\r\n" % len(piece), piece, b"\r\n"):
                return
        self._try_send(b"0\r\n\r\n")

    def _try_send(self, *pieces: bytes | memoryview) -> bool:
        try:
            self._connection.send_pieces(*pieces)
        except OSError:
            return False
        return True

    def _head(self) -> http1.Head:
        try:
            return http1.read_head(self._receive)
        except OSError as error:
            raise failures.no_answer(self._endpoint, error) from error

    def _receive(self) -> memoryview:
        return self._buffer[: self._connection.recv_into(self._buffer)]
