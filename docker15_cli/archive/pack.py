"""A build context: a directory as a tar archive, written while it is read, in constant memory.

Everything belongs to uid 0, unless asked otherwise, and times are whole seconds, so that an
engine's build cache does not depend on who builds.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docker15_cli.archive import ignore
from docker15_cli.archive.ignore import Ignore
from docker15_cli.archive.tar_writer import (
    BLOCK,
    DIRECTORY,
    END,
    FILE,
    HARD_LINK,
    ROOT,
    SYMLINK,
    header,
    is_header,
    padding,
)
from docker15_cli.errors import Docker15Error

DOCKERFILE = "Dockerfile"

_PIECE = 128 * 1024  # bytes read at once: what fits into a processor's cache is copied faster
_JOINED = 256 * 1024  # bytes of small pieces that are sent together
_SPECIAL = {stat.S_IFCHR: b"3", stat.S_IFBLK: b"4", stat.S_IFIFO: b"6"}
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_GZIP = 31  # zlib's number for gzip's format
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # don't block on a fifo


class Purpose(NamedTuple):
    """What an archive is for: ends of error messages (what to do, what was given up), and owners.

    Unless `keeps_owners`, everything belongs to root.
    """

    advice: str
    given_up: str
    keeps_owners: bool = False

    def owner(self, status: os.stat_result) -> tuple[int, int]:
        """The uid and gid to send."""
        return (status.st_uid, status.st_gid) if self.keeps_owners else ROOT


BUILD = Purpose(f"; name it in {ignore.NAME} if the build does not need it", ": nothing is built")
COPY = Purpose("", "; copy it again")
ARCHIVE = COPY._replace(keeps_owners=True)


def check(root: str, ignored: Ignore, purpose: Purpose = BUILD) -> None:
    """Raise Docker15Error, naming it, for a file that can't be read: much earlier than `pack`."""
    may_read_all = os.geteuid() == 0
    for folder in _walk(root, ignored, purpose):
        for entry in folder.entries:
            if may_read_all or not entry.is_file(follow_symlinks=False):
                continue
            try:
                _require_readable(folder.fd, entry.name)
            except OSError as error:
                raise _unreadable(_shown(root, folder.path + entry.name), error, purpose) from error


def _require_readable(fd: int, name: str) -> None:
    if not os.access(name, os.R_OK, dir_fd=fd, effective_ids=True):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def pack(
    root: str,
    ignored: Ignore,
    warn: Callable[[str], object],
    dockerfile: bytes | None = None,
    purpose: Purpose = BUILD,
) -> Iterator[bytes | memoryview]:
    """The directory `root`, without what is ignored, as a tar archive in pieces; use each piece
    before asking for the next one.

    `dockerfile`, if given, replaces the context's own. Sockets are left out, and a file that grows
    meanwhile is cut at its former size, each with a warning. Raises Docker15Error for a file that
    shrinks meanwhile, and as `check` does: then the archive can't be used.
    """
    return _joined(_Packer(root, ignored, warn, purpose).pieces(dockerfile))


def compressed(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """An archive by gzip, while it comes."""
    import zlib

    gzip = zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        if done := gzip.compress(piece):
            yield done
    yield gzip.flush()


def pack_special(name: str, status: os.stat_result, purpose: Purpose = COPY) -> bytes:
    """A tar archive of one fifo or device. Raises KeyError for anything else."""
    return _special(os.fsencode(name), status, purpose.owner(status)) + END


def pack_dockerfile(content: bytes) -> bytes:
    """A tar archive of a context that has nothing but this Dockerfile."""
    return _dockerfile(content) + END


def is_archive(head: bytes) -> bool:
    """Whether this is the start of a tar archive (plain, gzip, bzip2, xz); needs 512 bytes."""
    return head.startswith(_COMPRESSED) or is_header(head[:BLOCK])


@dataclass(frozen=True, slots=True)
class _Folder:
    """A directory, opened as `fd`, and what of it is sent, except for directories.

    `path` is empty, or ends with a slash.
    """

    path: str
    fd: int
    is_sent: bool
    entries: list[os.DirEntry[str]]


def _walk(root: str, ignored: Ignore, purpose: Purpose) -> Iterator[_Folder]:
    """The directories, sorted by name; ignored ones only if a `!` applies inside them."""
    waiting = [("", ignore.NO_RULE)]
    while waiting:
        path, matched = waiting.pop()
        fd = _open_directory(root, path, purpose)
        try:
            entries, below = [], []
            for entry in _listing(root, path, fd, purpose):
                name = path + entry.name
                found = ignored.matched(name, matched)
                is_ignored = ignored.ignores(found)
                if entry.is_dir(follow_symlinks=False):
                    if not is_ignored or ignored.may_send_below(name):
                        below.append((f"{name}/", found))
                elif not is_ignored:
                    entries.append(entry)
            yield _Folder(path, fd, not ignored.ignores(matched), entries)
        finally:
            os.close(fd)
        waiting += reversed(below)


def _open_directory(root: str, path: str, purpose: Purpose) -> int:
    follow = os.O_NOFOLLOW if path else 0
    shown = _shown(root, path)
    try:
        return os.open(shown, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | follow)
    except OSError as error:
        raise _unreadable(shown, error, purpose) from error


def _listing(root: str, path: str, fd: int, purpose: Purpose) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(fd), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(_shown(root, path), error, purpose) from error


class _Packer:
    """One archive. A file with several names is sent once; the names are kept for that."""

    def __init__(
        self, root: str, ignored: Ignore, warn: Callable[[str], object], purpose: Purpose
    ) -> None:
        self._root = root
        self._ignored = ignored
        self._warn = warn
        self._purpose = purpose
        self._sent: dict[tuple[int, int], bytes] = {}
        self._buffer = memoryview(bytearray(_PIECE))  # faster than new memory for each piece

    def pieces(self, dockerfile: bytes | None) -> Iterator[bytes | memoryview]:
        for folder in _walk(self._root, self._ignored, self._purpose):
            if folder.is_sent:
                yield _directory(folder, self._purpose)
            if dockerfile is not None and not folder.path:
                yield _dockerfile(dockerfile)
            for entry in folder.entries:
                path = folder.path + entry.name
                if path == DOCKERFILE and dockerfile is not None:
                    continue
                try:
                    if entry.is_symlink():
                        yield _symlink(folder.fd, entry.name, path, self._purpose)
                    elif entry.is_file(follow_symlinks=False):
                        yield from self._file(folder.fd, entry.name, path)
                    else:
                        yield self._other(entry.stat(follow_symlinks=False), path)
                except OSError as error:
                    shown = _shown(self._root, path)
                    raise _unreadable(shown, error, self._purpose) from error
        yield END

    def _file(self, directory: int, name: str, path: str) -> Iterator[bytes | memoryview]:
        fd = os.open(name, _READ, dir_fd=directory)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):  # it was a file a moment ago
                yield self._other(status, path)
                return
            encoded, owner = os.fsencode(path), self._purpose.owner(status)
            if status.st_nlink > 1:
                first = self._sent.setdefault((status.st_dev, status.st_ino), encoded)
                if first is not encoded:
                    when = _seconds(status)
                    yield header(encoded, HARD_LINK, status.st_mode, 0, when, owner, link=first)
                    return
            size = status.st_size
            head = header(encoded, FILE, status.st_mode, size, _seconds(status), owner)
            content = os.read(fd, min(size + 1, _PIECE))
            if len(content) == size:  # as most are
                yield head + content + padding(size)
                return
            yield head
            yield from self._content(fd, size, content, path)
            yield padding(size)
        finally:
            os.close(fd)

    def _other(self, status: os.stat_result, path: str) -> bytes:
        """The header of a fifo or a device; nothing for a socket, which tar can't hold."""
        if stat.S_IFMT(status.st_mode) not in _SPECIAL:
            self._warn(f"WARNING: {_shown(self._root, path)} is a socket: left out")
            return b""
        return _special(os.fsencode(path), status, self._purpose.owner(status))

    def _content(
        self, fd: int, size: int, piece: bytes | memoryview, path: str
    ) -> Iterator[bytes | memoryview]:
        """`size` bytes, of which `piece` has been read; asks for one more to see if it grew."""
        left = size
        while piece and left:
            sent = piece[:left]
            yield sent if len(sent) == _PIECE else bytes(sent)  # a small one is kept for joining
            left -= len(sent)
            piece = piece[len(sent) :] or self._read(fd, left + 1)
        if left:
            raise Docker15Error(
                f"{_shown(self._root, path)} shrank while it was being read{self._purpose.given_up}"
            )
        if piece:
            self._warn(
                f"WARNING: {_shown(self._root, path)} grew while it was being read: "
                f"only its first {size} bytes are sent"
            )

    def _read(self, fd: int, most: int) -> memoryview:
        view = self._buffer[:most]
        return view[: os.readv(fd, [view])]


def _joined(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Join small pieces into larger ones, since each piece costs a write."""
    held: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        is_large = len(piece) >= _PIECE
        if held and (is_large or size >= _JOINED):
            yield b"".join(held)
            held.clear()
            size = 0
        if is_large:
            yield piece
        else:
            held.append(piece)
            size += len(piece)
    if held:
        yield b"".join(held)


def _directory(folder: _Folder, purpose: Purpose) -> bytes:
    status = os.fstat(folder.fd)
    name = os.fsencode(folder.path or "./")
    owner = purpose.owner(status)
    return header(name, DIRECTORY, status.st_mode, 0, _seconds(status), owner)


def _symlink(directory: int, name: str, path: str, purpose: Purpose) -> bytes:
    target = os.fsencode(os.readlink(name, dir_fd=directory))
    status = os.stat(name, dir_fd=directory, follow_symlinks=False)
    owner = purpose.owner(status)
    return header(os.fsencode(path), SYMLINK, 0o777, 0, _seconds(status), owner, link=target)


def _special(name: bytes, status: os.stat_result, owner: tuple[int, int]) -> bytes:
    device = None
    if not stat.S_ISFIFO(status.st_mode):
        device = (os.major(status.st_rdev), os.minor(status.st_rdev))
    kind = _SPECIAL[stat.S_IFMT(status.st_mode)]
    return header(name, kind, status.st_mode, 0, _seconds(status), owner, device=device)


def _dockerfile(content: bytes) -> bytes:
    head = header(DOCKERFILE.encode(), FILE, 0o644, len(content), 0)
    return head + content + padding(len(content))


def _seconds(status: os.stat_result) -> int:
    return status.st_mtime_ns // 10**9


def _shown(root: str, path: str) -> str:
    return f"{root.rstrip('/')}/{path}".rstrip("/") or "/"


def _unreadable(path: str, error: OSError, purpose: Purpose) -> Docker15Error:
    return Docker15Error(f"can't read {path}: {error.strerror}{purpose.advice}")
