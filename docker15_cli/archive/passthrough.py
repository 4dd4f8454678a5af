"""A tar that is passed on as it comes. Without tarfile: an export need not wait for its import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docker15_cli.errors import AnswerBroken

_BLOCK = 512


def require_complete_tar(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A tar's bytes, unchanged. Raises AnswerBroken if they don't end as a tar does.

    An engine that fails in the middle may still end its answer as if nothing were amiss.
    """
    tail = b""
    for chunk in chunks:
        yield chunk
        tail = (tail + chunk[-_BLOCK:])[-_BLOCK:]
    if tail != bytes(_BLOCK):
        raise AnswerBroken("the tar archive is truncated")
