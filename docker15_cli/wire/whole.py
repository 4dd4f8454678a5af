"""Answers that are read as a whole, up to a size, so that no engine can fill the memory."""

from docker15_cli.wire.http1 import HTTPError

LIMIT = 512 * 1024 * 1024  # bytes; `ps` with 100,000 containers takes about a quarter of it
ERROR_LIMIT = 8 * 1024 * 1024  # bytes of an error; only 2 kB of its text are shown


class TooLong(HTTPError):
    """The answer is longer than any real one could be."""


class WholeBody:
    """Collects the body of an answer with this HTTP `status`, piece by piece."""

    __slots__ = ("_data", "_is_error", "_limit")

    def __init__(self, status: int) -> None:
        self._data = bytearray()
        self._is_error = status >= 300
        self._limit = ERROR_LIMIT if self._is_error else LIMIT

    def add(self, piece: bytes | memoryview) -> bool:
        """Add the next piece; return False if no more is needed: enough of an error's body.

        Of an error, one byte more than ERROR_LIMIT is kept. Raises TooLong.
        """
        self._data += piece
        if len(self._data) <= self._limit:
            return True
        if not self._is_error:
            raise TooLong(f"an answer of more than {LIMIT >> 20} MiB")
        del self._data[self._limit + 1 :]
        return False

    def __bytes__(self) -> bytes:
        return bytes(self._data)
