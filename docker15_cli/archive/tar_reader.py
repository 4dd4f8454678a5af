"""Reading a tar archive as it comes, in constant memory, however hostile it is.

Formats: ustar, GNU (long names) and pax (path, linkpath, size, mtime, uid, gid); sparse files are
recognized but not read. tarfile parses only the headers: its own streams keep every member, and
read extensions of any size into memory.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docker15_cli.archive.passthrough import truncated
from docker15_cli.archive.tar_writer import BLOCK
from docker15_cli.errors import AnswerBroken

FILE, DIRECTORY, SYMLINK, HARD_LINK = "file", "directory", "symlink", "hard link"

_NOTHING = memoryview(b"")
_EXTENSION_LIMIT = 1024 * 1024  # bytes of a long name or of a pax header
_NANO = 10**9
_CODEC = ("utf-8", "surrogateescape")
_KINDS = {
    tarfile.REGTYPE: FILE,
    tarfile.AREGTYPE: FILE,
    tarfile.CONTTYPE: FILE,
    tarfile.DIRTYPE: DIRECTORY,
    tarfile.SYMTYPE: SYMLINK,
    tarfile.LNKTYPE: HARD_LINK,
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "fifo",
    tarfile.GNUTYPE_SPARSE: "sparse file",
}
# Whatever size their headers state. Unknown types have data.
_WITHOUT_DATA = (
    tarfile.DIRTYPE,
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.FIFOTYPE,
)
_SPARSE = b"GNU.sparse."
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_GNU_LONG = {tarfile.GNUTYPE_LONGNAME: b"path", tarfile.GNUTYPE_LONGLINK: b"linkpath"}


@dataclass(slots=True)
class Member:
    """One entry. `data` returns a file's bytes, once, before the next member is asked for."""

    kind: str  # FILE, DIRECTORY, SYMLINK, HARD_LINK, or a description of something else
    name: bytes
    link: bytes
    size: int
    mode: int  # the twelve lower bits
    mtime: int  # nanoseconds
    owner: tuple[int, int]  # uid, gid
    data: Callable[[], Iterator[memoryview]]


def members(chunks: Iterable[bytes]) -> Iterator[Member]:
    """The members of an archive that arrives in chunks; reads on to the end of the chunks.

    Raises AnswerBroken if it is not a tar archive, or is truncated.
    """
    source = _Source(chunks)
    extensions: dict[bytes, bytes] = {}
    while (info := _header(source)) is not None:
        if info.type in _PAX:
            extensions |= _pax(_extension(source, info))
        elif info.type in _GNU_LONG:
            extensions[_GNU_LONG[info.type]] = _extension(source, info).split(b"\0")[0]
        elif info.type == tarfile.XGLTYPE:
            source.skip(_padded(info.size))
        else:
            member = _member(info, extensions, source)
            extensions = {}
            end = source.position + _padded(member.size)
            yield member
            source.skip(end - source.position)
    source.drain()


class _Source:
    """The bytes of the stream, in order."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.position = 0
        self._chunks = iter(chunks)
        self._rest = _NOTHING

    def piece(self, most: int) -> memoryview:
        """At least one byte. Raises AnswerBroken at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise truncated(self.position)
            self._rest = memoryview(chunk)
        taken, self._rest = self._rest[:most], self._rest[most:]
        self.position += len(taken)
        return taken

    def pieces(self, size: int) -> Iterator[memoryview]:
        while size:
            piece = self.piece(size)
            size -= len(piece)
            yield piece

    def exactly(self, size: int) -> bytes:
        return b"".join(self.pieces(size))

    def skip(self, size: int) -> None:
        for _ in self.pieces(size):
            pass

    def drain(self) -> None:
        self._rest = _NOTHING
        for _ in self._chunks:
            pass


def _header(source: _Source) -> tarfile.TarInfo | None:
    """The next header, None at the end."""
    block = source.exactly(BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(block, *_CODEC)
    except tarfile.HeaderError:
        if block == bytes(BLOCK):
            return None
        raise AnswerBroken("not a tar archive, or a corrupt one") from None
    if info.size < 0:
        raise AnswerBroken("the tar archive is corrupt: a negative size")
    more = info.type == tarfile.GNUTYPE_SPARSE and block[482]
    while more:  # the map of a sparse file continues in blocks that its size does not include
        more = source.exactly(BLOCK)[504]
    return info


def _extension(source: _Source, info: tarfile.TarInfo) -> bytes:
    if info.size > _EXTENSION_LIMIT:
        raise AnswerBroken(f"the tar archive is corrupt: a header of {info.size} bytes")
    return source.exactly(_padded(info.size))[: info.size]


def _member(info: tarfile.TarInfo, extensions: dict[bytes, bytes], source: _Source) -> Member:
    kind = _KINDS.get(info.type, "member of an unknown type")
    if _SPARSE in extensions:
        kind = _KINDS[tarfile.GNUTYPE_SPARSE]
    size = 0 if info.type in _WITHOUT_DATA else _number(extensions.get(b"size"), info.size)
    return Member(
        kind,
        extensions.get(b"path", info.name.encode(*_CODEC)),
        extensions.get(b"linkpath", info.linkname.encode(*_CODEC)),
        size,
        info.mode & 0o7777,
        _nanoseconds(extensions.get(b"mtime"), int(info.mtime)),
        (_number(extensions.get(b"uid"), info.uid), _number(extensions.get(b"gid"), info.gid)),
        lambda: source.pieces(size),
    )


def _pax(data: bytes) -> dict[bytes, bytes]:
    """Records of the form `LENGTH KEY=VALUE\\n`; only the ones needed here are kept."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        length = data[at : data.find(b" ", at, at + 20)]
        end = at + _number(length, 0)
        key, equals, value = data[at + len(length) + 1 : end].removesuffix(b"\n").partition(b"=")
        if not equals:
            raise AnswerBroken("the tar archive is corrupt: a bad pax header")
        if key in (b"path", b"linkpath", b"size", b"mtime", b"uid", b"gid"):
            found[key] = value
        elif key.startswith(_SPARSE):
            found[_SPARSE] = b""
        at = end
    return found


def _number(text: bytes | None, default: int) -> int:
    if text is None:
        return default
    if not (text.isdigit() and len(text) < 20):
        raise AnswerBroken("the tar archive is corrupt: a bad number in a pax header")
    return int(text)


def _nanoseconds(text: bytes | None, default: int) -> int:
    """`1795518826.25` → nanoseconds, exactly."""
    if text is None:
        return default * _NANO
    whole_seconds, _, fraction = text.removeprefix(b"-").partition(b".")
    count = _number(whole_seconds, 0) * _NANO + _number(fraction[:9].ljust(9, b"0"), 0)
    return -count if text.startswith(b"-") else count


def _padded(size: int) -> int:
    return size + -size % BLOCK
