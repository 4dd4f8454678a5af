"""Writing tar archives: ustar, with a pax header for a name or a number that does not fit.

tarfile would take three times as long for the headers.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from docker15_cli.errors import Docker15Error

BLOCK = 512
END = bytes(2 * BLOCK)
FILE, HARD_LINK, SYMLINK, DIRECTORY = b"0", b"1", b"2", b"5"
_EXTENSION = b"x"
_NAME_LIMIT = 100  # bytes
_NUMBER_LIMIT = 8**11
ROOT = (0, 0)  # uid, gid
_ID_LIMIT = 8**7
_MAGIC = b"ustar\x0000"
_REST = BLOCK - 257  # bytes after the name of a link
_AFTER_LINK = _MAGIC.ljust(_REST, b"\0")  # no names of owners, no device, no prefix
_AFTER_LINK_SUM = sum(_AFTER_LINK)
_BLANK_CHECKSUM = 8 * ord(" ")  # how the checksum counts itself
_PIECE = 256 * 1024  # bytes


def file(
    name: str,
    content: io.BufferedIOBase,
    mode: int,
    mtime: int,
    owner: tuple[int, int] = ROOT,
) -> Iterator[bytes | memoryview]:
    """A member: all of `content`. A piece is only valid until the next one is asked for.

    Raises Docker15Error if it becomes shorter meanwhile.
    """
    size = left = content.seek(0, os.SEEK_END)
    content.seek(0)
    yield header(os.fsencode(name), FILE, mode, size, mtime, owner)
    buffer = memoryview(bytearray(_PIECE))
    while left:
        count = content.readinto(buffer[:left])
        if not count:
            raise Docker15Error(f"{name} shrank while it was being read")
        left -= count
        yield buffer[:count]
    yield padding(size)


def directory(name: str, mode: int, mtime: int, owner: tuple[int, int] = ROOT) -> bytes:
    """A member: a directory."""
    return header(os.fsencode(f"{name}/"), DIRECTORY, mode, 0, mtime, owner)


def header(
    name: bytes,
    kind: bytes,
    mode: int,
    size: int,
    mtime: int,
    owner: tuple[int, int] = ROOT,
    link: bytes = b"",
    device: tuple[int, int] | None = None,
) -> bytes:
    """The blocks in front of a member's content."""
    after_link, after_link_sum = _AFTER_LINK, _AFTER_LINK_SUM
    if device:
        after_link = (_MAGIC + bytes(64) + b"%07o\0%07o\0" % device).ljust(_REST, b"\0")
        after_link_sum = sum(after_link)
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
    if max(owner) >= _ID_LIMIT:
        records |= {b"uid": b"%d" % owner[0], b"gid": b"%d" % owner[1]}
        owner = ROOT
    if records:
        body = b"".join(_record(key, value) for key, value in records.items())
        extended = header(b"././@PaxHeader", _EXTENSION, 0o644, len(body), 0)
        extended += body + padding(len(body))
    numbers = b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (mode & 0o7777, *owner, size, mtime)
    name, link = name[:_NAME_LIMIT], link[:_NAME_LIMIT]
    checksum = sum(name) + sum(numbers) + sum(link) + kind[0] + _BLANK_CHECKSUM + after_link_sum
    return b"%b%b%b%06o\0 %b%b%b" % (
        extended,
        name.ljust(_NAME_LIMIT, b"\0"),
        numbers,
        checksum,
        kind,
        link.ljust(_NAME_LIMIT, b"\0"),
        after_link,
    )


def _fits(name: bytes) -> bool:
    return len(name) <= _NAME_LIMIT and name.isascii()


def _record(key: bytes, value: bytes) -> bytes:
    """`LENGTH key=value`, where the length includes its own digits."""
    rest = b" %b=%b\n" % (key, value)
    length = len(rest) + 1
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return b"%d%b" % (length, rest)


def padding(size: int) -> bytes:
    """What follows `size` bytes of content."""
    return bytes(-size % BLOCK)


def is_header(block: bytes) -> bool:
    """Whether this block is the header of a member: its checksum fits."""
    field = block[148:156].strip(b" \0")
    if len(block) < BLOCK or not field.isdigit() or field.strip(b"01234567"):
        return False
    return int(field, 8) == sum(block) - sum(block[148:156]) + _BLANK_CHECKSUM
