"""Answers that are read whole: no engine can fill the memory with one."""

from docker15_cli.wire.http1 import HTTPError

LIMIT = 512 * 1024 * 1024  # bytes; `ps` of 100,000 containers has about a quarter of it
ERROR_LIMIT = 8 * 1024 * 1024  # bytes of an error, of whose text 2 kB are shown


class TooLong(HTTPError):
    """The answer is longer than any real one."""


class Whole:
    """The body of an answer with this `status`, piece by piece."""

    __slots__ = ("_data", "_is_error", "_limit")

    def __init__(self, status: int) -> None:
        self._data = bytearray()
        self._is_error = status >= 300
        self._limit = ERROR_LIMIT if self._is_error else LIMIT

    def add(self, piece: bytes | memoryview) -> bool:
        """Take the next piece; False if no more is wanted, because this is enough of an error.

        Of that one byte more than ERROR_LIMIT is kept. Raises TooLong.
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
