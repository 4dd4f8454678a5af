"""Members that don't come from a directory: tarfile reads what was written."""

from __future__ import annotations

import io
import tarfile

import pytest

from docker15_cli.archive import tar_writer
from docker15_cli.errors import Docker15Error

LARGE = 3 * 256 * 1024 + 5  # bytes: several pieces, and not a whole number of blocks


def members(*pieces: bytes | memoryview) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(b"".join([*pieces, tar_writer.END])), mode="r:")


@pytest.mark.parametrize("size", [0, 1, 512, LARGE])
def test_a_file(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    file = io.BytesIO(content)
    file.seek(0, io.SEEK_END)  # its position does not matter
    written = [bytes(piece) for piece in tar_writer.file("a/é", file, 0o600, 7, (1, 2))]
    with members(*written) as tar:
        (member,) = tar
        assert (member.name, member.mode, member.mtime) == ("a/é", 0o600, 7)
        assert (member.uid, member.gid, member.isfile()) == (1, 2, True)
        found = tar.extractfile(member)
        assert found
        assert found.read() == content


def test_a_file_that_shrinks() -> None:
    file = io.BytesIO(bytes(LARGE))
    pieces = tar_writer.file("a", file, 0o600, 7)
    next(pieces)
    file.truncate(LARGE // 2)
    with pytest.raises(Docker15Error, match="a shrank while it was being read"):
        list(pieces)


def test_a_directory() -> None:
    with members(tar_writer.directory("d" * 150, 0o750, -1, (8**7, 2))) as tar:
        (member,) = tar
    assert (member.name, member.mode, member.mtime) == ("d" * 150, 0o750, -1)
    assert (member.uid, member.gid, member.isdir()) == (8**7, 2, True)
