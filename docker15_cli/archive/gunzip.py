"""An archive that gzip has compressed, for an engine that can't read it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from docker15_cli.errors import Docker15Error

_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS  # expects the header and the checksum of gzip
_PIECE = 256 * 1024  # bytes


def gunzipped(pieces: Iterable[bytes | memoryview], name: str) -> Iterator[bytes | memoryview]:
    """The data that is compressed in `pieces`, or the pieces themselves if gzip did not make them.

    Raises Docker15Error, with `name`, if the compressed data is damaged or ends too soon.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    if first[:2] != _MAGIC:
        yield first
        yield from rest
        return
    try:
        yield from _decompressed(first, rest)
    except (zlib.error, EOFError) as error:
        raise Docker15Error(f"can't decompress {name}: {error}") from error


def _decompressed(first: bytes | memoryview, rest: Iterator[bytes | memoryview]) -> Iterator[bytes]:
    """Of each member: gzip allows several, and zeros behind them."""
    member = zlib.decompressobj(_GZIP)
    data: bytes | memoryview = first
    while True:
        yield member.decompress(data, _PIECE)
        data = member.unconsumed_tail
        if member.eof:
            data = bytes(member.unused_data).lstrip(b"\0")
            if data:
                member = zlib.decompressobj(_GZIP)
        if not data:
            data = next(rest, b"")
            if not data:
                break
    yield member.flush()
    if not member.eof:
        raise EOFError("it ends too soon")
