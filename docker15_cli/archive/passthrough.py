"""A tar archive that is passed on as it comes. Without tarfile, whose import takes time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docker15_cli.errors import AnswerBroken

_BLOCK = 512


def require_complete_tar(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass on an archive's bytes. Raises AnswerBroken if they don't end like a tar archive.

    An engine that fails in the middle may still end its answer as if nothing were wrong.
    """
    tail = b""
    for chunk in chunks:
        yield chunk
        tail = (tail + chunk[-_BLOCK:])[-_BLOCK:]
    if tail != bytes(_BLOCK):
        raise AnswerBroken("the tar archive is truncated")
