"""Writing the user's files: completely or not at all, and by one process at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from docker15_cli.errors import Docker15Error


@contextlib.contextmanager
def locked(named: Path) -> Iterator[Path]:
    """Lock a file against other processes; the path with links resolved, in an existing directory.

    Raises Docker15Error, naming the file, if it can't be written, or an OSError is raised inside.
    """
    try:
        path = named.resolve()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _lock(path.with_name(f"{path.name}.lock")):
            yield path
    except RuntimeError as error:  # a loop of links, before Python 3.13
        raise Docker15Error(f"{named} is a loop of symbolic links") from error
    except OSError as error:
        raise Docker15Error(f"can't write {named}: {error.strerror}") from error


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Let in one process at a time. The lock file is removed together with the lock."""
    import fcntl

    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            if not _is_at(fd, path):  # the last holder has removed this file: lock the new one
                continue
            try:
                yield
            finally:
                path.unlink()
            return
        finally:
            os.close(fd)


def _is_at(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def replace(path: Path, data: bytes) -> None:
    """Write a file completely or not at all, with mode 0600 and its old owner. Raises OSError."""
    import tempfile  # a slow import that only a login needs

    fd, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)  # its mode is 0600
    temporary = Path(name)
    try:
        with os.fdopen(fd, "wb") as file:
            _keep_owner(fd, path)
            file.write(data)
            file.flush()
            os.fsync(fd)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep_owner(fd: int, path: Path) -> None:
    """Keep the owner: with sudo, a file in somebody's home must stay theirs."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        before = path.stat()
        os.fchown(fd, before.st_uid, before.st_gid)
