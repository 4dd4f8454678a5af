"""A build context: a directory as a tar, written while it is read, in constant memory.

ustar, with a pax header where a name or a number does not fit. Everything belongs to uid 0 and
times are whole seconds, so that an engine's build cache does not depend on who builds. tarfile
needs three times as long for the headers.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docker15_cli.archive import ignore
from docker15_cli.archive.ignore import Ignore
from docker15_cli.errors import Docker15Error

DOCKERFILE = "Dockerfile"

_BLOCK = 512
_PIECE = 128 * 1024  # bytes read at once: what fits into a processor's cache is copied faster
_JOINED = 256 * 1024  # bytes of small pieces that go to the engine together
_END = bytes(2 * _BLOCK)
_FILE, _HARD_LINK, _SYMLINK, _DIRECTORY, _EXTENSION = b"0", b"1", b"2", b"5", b"x"
_NAME_LIMIT = 100  # bytes
_NUMBER_LIMIT = 8**11
_NO_OWNER = b"0000000\0" * 2
_AFTER_LINK = b"ustar\x0000".ljust(_BLOCK - 257, b"\0")  # no names of owners, no device, no prefix
_AFTER_LINK_SUM = sum(_AFTER_LINK)
_BLANK_CHECKSUM = 8 * ord(" ")  # what the checksum counts itself as
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a fifo must not hold us up
_KINDS = {
    stat.S_IFIFO: "a fifo",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
}


def check(root: str, ignored: Ignore) -> None:
    """Raise Docker15Error, naming it, for what could not be packed: much sooner than `pack` does.

    That is what can't be read, and what is neither a file, a directory nor a symlink.
    """
    may_read_all = os.geteuid() == 0
    for folder in _walk(root, ignored):
        for entry in folder.entries:
            path = _shown(root, folder.path + entry.name)
            try:
                _check_entry(folder.fd, entry, path, may_read_all)
            except OSError as error:
                raise _unreadable(path, error) from error


def _check_entry(fd: int, entry: os.DirEntry[str], path: str, may_read_all: bool) -> None:
    if entry.is_symlink():
        return
    if not entry.is_file(follow_symlinks=False):
        raise _refused(path, entry.stat(follow_symlinks=False).st_mode)
    if not may_read_all and not os.access(entry.name, os.R_OK, dir_fd=fd, effective_ids=True):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def pack(
    root: str,
    ignored: Ignore,
    warn: Callable[[str], object],
    dockerfile: bytes | None = None,
) -> Iterator[bytes]:
    """The tar of the directory `root`, in pieces, without what is ignored.

    `dockerfile`, if given, takes the place of the context's own. A file that grows meanwhile is cut
    at the size that it had, and `warn` is told. Raises Docker15Error, naming it, for one that gets
    shorter, and as `check` does: the archive must not be built then.
    """
    return _joined(_Packer(root, ignored, warn).pieces(dockerfile))


def pack_dockerfile(content: bytes) -> bytes:
    """The tar of a context that has nothing but this Dockerfile."""
    return _dockerfile(content) + _END


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so is a tar (plain, gzip, bzip2, xz): 512 bytes tell."""
    return head.startswith(_COMPRESSED) or _is_header(head[:_BLOCK])


def _is_header(block: bytes) -> bool:
    field = block[148:156].strip(b" \0")
    if len(block) < _BLOCK or not field.isdigit() or field.strip(b"01234567"):
        return False
    return int(field, 8) == sum(block) - sum(block[148:156]) + _BLANK_CHECKSUM


@dataclass(frozen=True, slots=True)
class _Folder:
    """A directory, opened as `fd`, and what of it is sent, less directories.

    `path` is empty, or ends with a slash.
    """

    path: str
    fd: int
    is_sent: bool
    entries: list[os.DirEntry[str]]


def _walk(root: str, ignored: Ignore) -> Iterator[_Folder]:
    """The directories, in the order of their names; ignored ones only where `!` reaches into."""
    waiting = [("", ignore.NO_RULE)]
    while waiting:
        path, rule = waiting.pop()
        fd = _open_directory(root, path)
        try:
            entries, below = [], []
            for entry in _listing(root, path, fd):
                name = path + entry.name
                number = ignored.rule(name, rule)
                is_ignored = ignored.ignores(number)
                if entry.is_dir(follow_symlinks=False):
                    if not is_ignored or ignored.may_send_below(number, name):
                        below.append((f"{name}/", number))
                elif not is_ignored:
                    entries.append(entry)
            yield _Folder(path, fd, not ignored.ignores(rule), entries)
        finally:
            os.close(fd)
        waiting += reversed(below)


def _open_directory(root: str, path: str) -> int:
    follow = os.O_NOFOLLOW if path else 0
    shown = _shown(root, path)
    try:
        return os.open(shown, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | follow)
    except OSError as error:
        raise _unreadable(shown, error) from error


def _listing(root: str, path: str, fd: int) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(fd), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(_shown(root, path), error) from error


class _Packer:
    """One archive. What has more than one name is sent once; the names are kept for that."""

    def __init__(self, root: str, ignored: Ignore, warn: Callable[[str], object]) -> None:
        self._root = root
        self._ignored = ignored
        self._warn = warn
        self._sent: dict[tuple[int, int], bytes] = {}

    def pieces(self, dockerfile: bytes | None) -> Iterator[bytes]:
        for folder in _walk(self._root, self._ignored):
            if folder.is_sent:
                yield _directory(folder)
            if dockerfile is not None and not folder.path:
                yield _dockerfile(dockerfile)
            for entry in folder.entries:
                path = folder.path + entry.name
                if path == DOCKERFILE and dockerfile is not None:
                    continue
                try:
                    if entry.is_symlink():
                        yield _symlink(folder.fd, entry.name, path)
                    else:
                        yield from self._file(folder.fd, entry.name, path)
                except OSError as error:
                    raise _unreadable(_shown(self._root, path), error) from error
        yield _END

    def _file(self, directory: int, name: str, path: str) -> Iterator[bytes]:
        fd = os.open(name, _READ, dir_fd=directory)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise _refused(_shown(self._root, path), status.st_mode)
            encoded = os.fsencode(path)
            if status.st_nlink > 1:
                first = self._sent.setdefault((status.st_dev, status.st_ino), encoded)
                if first is not encoded:
                    yield _header(encoded, _HARD_LINK, status.st_mode, 0, _seconds(status), first)
                    return
            size = status.st_size
            head = _header(encoded, _FILE, status.st_mode, size, _seconds(status))
            content = os.read(fd, min(size + 1, _PIECE))
            if len(content) == size:  # as most are
                yield head + content + _padding(size)
                return
            yield head
            yield from self._content(fd, size, content, path)
            yield _padding(size)
        finally:
            os.close(fd)

    def _content(self, fd: int, size: int, piece: bytes, path: str) -> Iterator[bytes]:
        """`size` bytes, of which `piece` has been read; one more is asked for to see it grow."""
        left = size
        while piece and left:
            sent = piece[:left]
            yield sent
            left -= len(sent)
            piece = piece[len(sent) :] or os.read(fd, min(left + 1, _PIECE))
        if left:
            raise Docker15Error(
                f"{_shown(self._root, path)} got shorter while it was read: nothing is built"
            )
        if piece:
            self._warn(
                f"WARNING: {_shown(self._root, path)} grew while it was read: "
                f"only its first {size} bytes are sent"
            )


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces made large ones: each costs a write."""
    held: list[bytes] = []
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


def _directory(folder: _Folder) -> bytes:
    status = os.fstat(folder.fd)
    name = os.fsencode(folder.path or "./")
    return _header(name, _DIRECTORY, status.st_mode, 0, _seconds(status))


def _symlink(directory: int, name: str, path: str) -> bytes:
    target = os.fsencode(os.readlink(name, dir_fd=directory))
    status = os.stat(name, dir_fd=directory, follow_symlinks=False)
    return _header(os.fsencode(path), _SYMLINK, 0o777, 0, _seconds(status), target)


def _dockerfile(content: bytes) -> bytes:
    head = _header(DOCKERFILE.encode(), _FILE, 0o644, len(content), 0)
    return head + content + _padding(len(content))


def _header(name: bytes, kind: bytes, mode: int, size: int, mtime: int, link: bytes = b"") -> bytes:
    """The blocks before a member's content."""
    extended = b""
    records = {}
    if not _fits(name):
        records[b"path"] = name
    if not _fits(link):
        records[b"linkpath"] = link
    if size >= _NUMBER_LIMIT:
        records[b"size"] = b"%d" % size
        size = 0
    if not 0 <= mtime < _NUMBER_LIMIT:
        records[b"mtime"] = b"%d" % mtime
        mtime = 0
    if records:
        body = b"".join(_record(key, value) for key, value in records.items())
        extended = _header(b"././@PaxHeader", _EXTENSION, 0o644, len(body), 0)
        extended += body + _padding(len(body))
    numbers = b"%07o\0%b%011o\0%011o\0" % (mode & 0o7777, _NO_OWNER, size, mtime)
    name, link = name[:_NAME_LIMIT], link[:_NAME_LIMIT]
    checksum = sum(name) + sum(numbers) + sum(link) + kind[0] + _BLANK_CHECKSUM + _AFTER_LINK_SUM
    return b"%b%b%b%06o\0 %b%b%b" % (
        extended,
        name.ljust(_NAME_LIMIT, b"\0"),
        numbers,
        checksum,
        kind,
        link.ljust(_NAME_LIMIT, b"\0"),
        _AFTER_LINK,
    )


def _fits(name: bytes) -> bool:
    return len(name) <= _NAME_LIMIT and name.isascii()


def _record(key: bytes, value: bytes) -> bytes:
    """`LENGTH key=value`; the length counts its own digits."""
    rest = b" %b=%b\n" % (key, value)
    length = len(rest) + 1
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return b"%d%b" % (length, rest)


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _seconds(status: os.stat_result) -> int:
    return status.st_mtime_ns // 10**9


def _shown(root: str, path: str) -> str:
    return f"{root.rstrip('/')}/{path}".rstrip("/") or "/"


_OR_IGNORE = f"name it in {ignore.NAME} if the build does not need it"


def _unreadable(path: str, error: OSError) -> Docker15Error:
    return Docker15Error(f"can't read {path}: {error.strerror}; {_OR_IGNORE}")


def _refused(path: str, mode: int) -> Docker15Error:
    kind = _KINDS.get(stat.S_IFMT(mode), "no regular file")
    return Docker15Error(f"{path} is {kind}, and no image can get it by a build; {_OR_IGNORE}")
