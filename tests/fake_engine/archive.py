"""Trees of files: copying, measuring, comparing, packing into tar archives and unpacking."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import shutil
import stat
import tarfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any, Protocol, cast

from .errors import EngineError

MODIFIED, ADDED, DELETED = 0, 1, 2
DIRECTORY = 4096  # the size of a directory, whatever the file system here says
NOT_A_TAR = (
    "exit status 2: tar: This does not look like a tar archive\n"
    "tar: Skipping to next header\n"
    "tar: Exiting with failure status due to previous errors\n"
)
_PIECE = 1 << 15
_MAGICS = ((b"\x1f\x8b\x08", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


def copy_tree(source: Path, target: Path) -> None:
    """Make a copy that keeps links and times, by which changes are recognised."""
    shutil.copytree(source, target, symlinks=True)


def _entries(directory: Path) -> dict[str, os.stat_result]:
    with contextlib.suppress(OSError), os.scandir(directory) as found:
        return {entry.name: entry.stat(follow_symlinks=False) for entry in found}
    return {}


def _differs(one: os.stat_result, other: os.stat_result) -> bool:
    same_kind = stat.S_IFMT(one.st_mode) == stat.S_IFMT(other.st_mode)
    if not same_kind or one.st_mode != other.st_mode:
        return True
    if stat.S_ISDIR(one.st_mode):
        return False
    return (one.st_size, one.st_mtime_ns) != (other.st_size, other.st_mtime_ns)


def changes(base: Path | None, tree: Path, prefix: str = "") -> Iterator[tuple[str, int]]:
    """What has changed in a tree: (path, kind), sorted by path.

    A directory counts as changed if something in it has changed.
    """
    before = _entries(base) if base else {}
    after = _entries(tree)
    for name in sorted(before.keys() | after.keys()):
        path = f"{prefix}/{name}"
        if name not in after:
            yield path, DELETED
            continue
        is_directory = stat.S_ISDIR(after[name].st_mode)
        was_directory = name in before and stat.S_ISDIR(before[name].st_mode)
        below = (
            list(changes(base / name if base and was_directory else None, tree / name, path))
            if is_directory
            else []
        )
        if name not in before:
            yield path, ADDED
        elif below or _differs(before[name], after[name]):
            yield path, MODIFIED
        yield from below


def own_size(tree: Path, base: Path | None) -> int:
    """The bytes that a tree adds to its base, including its directories, as in a layer."""
    paths = [tree / path.lstrip("/") for path, kind in changes(base, tree) if kind != DELETED]
    found = [path.lstat() for path in paths]
    sizes = [DIRECTORY if stat.S_ISDIR(one.st_mode) else one.st_size for one in found]
    return DIRECTORY + sum(sizes)


def pack(tree: Path, name: str, output: Writable, hollow: Collection[str] = ()) -> None:
    """Write a tar of a file or a tree. `hollow` paths, mount points, become empty directories."""
    kind = tarfile.GNU_FORMAT
    with tarfile.open(fileobj=cast(Any, output), mode="w|", format=kind, bufsize=_PIECE) as tar:
        _add(tar, tree, name, hollow)


def _add(tar: tarfile.TarFile, path: Path, name: str, hollow: Collection[str]) -> None:
    if path.is_socket():
        return
    info = tar.gettarinfo(str(path), name)
    info.name = name
    info.uname = info.gname = ""  # the daemon's tar has only numbers
    if info.uid == os.geteuid():  # whoever runs the engine is root in the containers
        info.uid = info.gid = 0
    if str(path) in hollow:
        info.type, info.mode, info.linkname = tarfile.DIRTYPE, 0o755, ""
        tar.addfile(info)
        return
    if info.isfile() and not info.islnk():
        with path.open("rb") as file:
            tar.addfile(info, file)
        return
    tar.addfile(info)
    if info.isdir():
        for child in sorted(path.iterdir()):
            _add(tar, child, f"{name}/{child.name}", hollow)


class Rewound:
    """A stream after the bytes read to identify it have been put back in front."""

    def __init__(self, start: bytes, rest: Readable) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if not self._start:
            return self._rest.read(size)
        if size < 0:
            start, self._start = self._start, b""
            return start + self._rest.read()
        start, self._start = self._start[:size], self._start[size:]
        return start


def decompressed(source: Readable) -> IO[bytes]:
    """Decompress a tar, in any of the compressions that the daemon knows."""
    start = source.read(10)
    if len(start) < 10:
        raise EngineError("Tarball too short")
    stream = io.BufferedReader(_Raw(Rewound(start, source)), 1 << 16)
    opener = next((opener for magic, opener in _MAGICS if start.startswith(magic)), None)
    return opener(stream) if opener else stream  # type: ignore[return-value]


class _Raw(io.RawIOBase):
    def __init__(self, source: Readable) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def is_tar(path: Path) -> bool:
    try:
        with path.open("rb") as file, tarfile.open(fileobj=decompressed(file), mode="r|") as tar:
            return tar.next() is not None
    except (tarfile.TarError, OSError, EOFError, EngineError):
        return False


def unpack(source: Readable, target: Path) -> None:
    """Unpack a tar; nothing is written outside the target, and devices are left out."""
    stream = decompressed(source)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                _extract(tar, member, target)
        while stream.read(1 << 16):  # the padding, which the client is still sending
            pass
    except (tarfile.TarError, OSError, EOFError, lzma.LZMAError):
        raise EngineError(NOT_A_TAR) from None


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    if ".." in parts:
        return
    path = target.joinpath(*parts)
    if not path.parent.resolve().is_relative_to(target.resolve()):  # beyond a link
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.isdir():
        path.mkdir(exist_ok=True)
        path.chmod(member.mode & 0o777 | 0o700)
        return
    if path.is_symlink() or path.is_file():
        path.unlink()
    if member.issym():
        path.symlink_to(member.linkname)
    elif member.islnk():
        _link(target, member.linkname, path)
    elif member.isfile():
        _write(tar, member, path)


def _link(target: Path, linkname: str, path: Path) -> None:
    source = target / linkname.lstrip("/")
    if source.resolve().is_relative_to(target.resolve()) and source.is_file():
        os.link(source, path)


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    data = tar.extractfile(member)
    assert data is not None
    with path.open("wb") as file:
        shutil.copyfileobj(data, file, 1 << 16)
    path.chmod(member.mode & 0o777)
    os.utime(path, (member.mtime, member.mtime))
