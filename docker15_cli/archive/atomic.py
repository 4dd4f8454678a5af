"""Files that appear complete or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def replace(
    directory: int, name: str | bytes, write: Callable[[int], None], mode: int = 0o666
) -> None:
    """Let `write` fill a new file through its descriptor, and then rename the file to `name`.

    Until then, and after an exception, whatever is called `name` in `directory` stays as it is.
    Raises OSError, also if `name` is a directory, which can't be replaced. The umask applies to
    `mode`.
    """
    temporary = temporary_name()
    try:  # not a context manager: a signal could raise its exception inside that one's own code
        fd = os.open(temporary, _NEW, mode, dir_fd=directory)
        try:
            write(fd)
        finally:
            os.close(fd)
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=directory)
        raise


def create(directory: int, name: str, data: bytes, mode: int = 0o666) -> None:
    """Create a file that appears complete or not at all. Raises OSError, also if `name` exists.

    The umask applies to `mode`.
    """
    temporary = temporary_name()
    try:
        fd = os.open(temporary, _NEW, mode, dir_fd=directory)
        try:
            write_all(fd, data)
        finally:
            os.close(fd)
        # Unlike a rename, a link does not replace anything.
        os.link(temporary, name, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=directory)


def write_file(path: str, chunks: Iterable[bytes | memoryview]) -> None:
    """Write a file that appears complete or not at all; write to a device or a pipe directly.

    Raises OSError, and whatever the chunks raise.
    """

    def write(fd: int) -> None:
        for chunk in chunks:
            write_all(fd, chunk)

    if Path(path).exists() and not Path(path).is_file():  # not resolved: /dev/stdout has no path
        with Path(path).open("wb", buffering=0) as special:
            write(special.fileno())
        return
    target = resolved(path)
    directory = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        replace(directory, target.name, write)
    finally:
        os.close(directory)


def resolved(path: str) -> Path:
    """What `path` leads to through links, existing or not. Raises OSError for a loop of links."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # realpath stops after one turn of a loop
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def temporary_name() -> bytes:
    """A name that nothing else has."""
    return b".docker15-" + os.urandom(8).hex().encode()


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Write all of `data`. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
