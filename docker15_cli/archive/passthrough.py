"""A tar archive that is passed on as it comes. Without tarfile, whose import takes time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from docker15_cli.archive.tar_writer import BLOCK
from docker15_cli.errors import AnswerBroken

_Piece = TypeVar("_Piece", bound=bytes | memoryview)


def require_complete_tar(chunks: Iterable[_Piece]) -> Iterator[_Piece]:
    """Pass on an archive's bytes. Raises AnswerBroken if they don't end like a tar archive.

    An engine that fails in the middle may still end its answer as if nothing were wrong.
    """
    size, tail = 0, b""
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        tail = (tail + bytes(chunk[-BLOCK:]))[-BLOCK:]
    if tail != bytes(BLOCK):
        raise truncated(size)


def truncated(size: int) -> AnswerBroken:
    """The error for an archive of which only `size` bytes came."""
    return AnswerBroken(f"the tar archive is truncated: it ends after {size} bytes")
