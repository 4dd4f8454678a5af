"""Reading whole files, up to a size, so that no file can fill the memory."""

from __future__ import annotations

import errno
import os
import stat

from docker15_cli.errors import Docker15Error

LIMIT = 16 * 1024 * 1024  # bytes; a hundred times the size of any real file of these kinds

_KINDS = {
    stat.S_IFIFO: "a fifo",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
}


class NotRead(Docker15Error):
    """A file that is too large, or not a regular file."""


def read_bytes(path: str | os.PathLike[str], *, named: bool = False) -> bytes:
    """A file's content. If the user has `named` the file, it may also be a pipe or a device.

    Raises OSError, and NotRead, naming the file, if it has more than LIMIT bytes, or is not a
    regular file: then it is not even opened, as a fifo would wait for a writer.
    """
    if not named:
        _require_regular(path, os.stat(path).st_mode)
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if named else os.O_NONBLOCK))
    try:
        status = os.fstat(fd)
        if not named:
            _require_regular(path, status.st_mode)
        if status.st_size > LIMIT:
            raise _too_large(path, f"{status.st_size >> 20} MiB")
        return read_fd(fd, path)
    finally:
        os.close(fd)


def text(path: str | os.PathLike[str], *, named: bool = False) -> str:
    """`read_bytes` as text, with \\n as line ends. Raises UnicodeDecodeError if not UTF-8, too."""
    return read_bytes(path, named=named).decode().replace("\r\n", "\n")


def read_fd(fd: int, name: str | os.PathLike[str], head: bytes = b"") -> bytes:
    """`head`, already read, and the rest of `fd`. Raises OSError, NotRead beyond LIMIT bytes."""
    content = bytearray(head)
    while piece := os.read(fd, min(LIMIT, 256 * 1024)):
        content += piece
        if len(content) > LIMIT:
            raise _too_large(name, f"more than {LIMIT >> 20} MiB")
    return bytes(content)


def _too_large(name: str | os.PathLike[str], size: str) -> NotRead:
    """The error for a file of this `size`, which is text."""
    return NotRead(f"{os.fspath(name)} is too large to read: {size}")


def _require_regular(path: str | os.PathLike[str], mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        raise NotRead(f"{os.fspath(path)} is {kind}, not a file")
