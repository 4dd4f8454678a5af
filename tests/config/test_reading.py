"""Files that are read into memory (H3)."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from docker15_cli.config.reading import LIMIT, NotRead, read_bytes, read_fd, text


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_a_file(tmp_path: Path, size: int, named: bool) -> None:
    (tmp_path / "file").write_bytes(b"x" * size)
    (tmp_path / "link").symlink_to("file")
    assert len(read_bytes(tmp_path / "file", named=named)) == size
    assert len(read_bytes(str(tmp_path / "link"), named=named)) == size


@pytest.mark.parametrize("named", [False, True])
def test_a_file_that_is_too_large(tmp_path: Path, named: bool) -> None:
    with (tmp_path / "file").open("wb") as file:
        file.truncate(2**31)
    with pytest.raises(NotRead, match=f"^{tmp_path}/file is too large to read: 2048 MiB"):
        read_bytes(tmp_path / "file", named=named)


def test_a_file_of_unknown_size() -> None:
    """Files in /proc claim 0."""
    assert read_bytes("/proc/self/stat").startswith(b"%d (" % os.getpid())
    with pytest.raises(NotRead, match=r"^/dev/zero is too large to read: more than 16 MiB$"):
        read_bytes("/dev/zero", named=True)


@pytest.mark.parametrize(
    ("make", "kind"),
    [("mkfifo x", "a fifo"), ("ln -s /dev/zero x", "a character device"), ("", "a socket")],
)
def test_special_files(tmp_path: Path, make: str, kind: str) -> None:
    """They aren't even opened, as opening a fifo means waiting."""
    subprocess.run(["sh", "-c", make], cwd=tmp_path, check=True)
    if not make:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(tmp_path / "x"))
    with pytest.raises(NotRead, match=f"^{tmp_path}/x is {kind}, not a file$"):
        read_bytes(tmp_path / "x")


def test_a_file_that_becomes_a_fifo_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It becomes one between the check and the opening."""
    os.mkfifo(tmp_path / "x")
    is_file = os.stat(__file__)
    monkeypatch.setattr(os, "stat", lambda path: is_file)
    with pytest.raises(NotRead, match=r"is a fifo, not a file$"):
        read_bytes(tmp_path / "x")


@pytest.mark.parametrize("named", [False, True])
def test_a_directory_and_nothing(tmp_path: Path, named: bool) -> None:
    with pytest.raises(IsADirectoryError):
        read_bytes(tmp_path, named=named)
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "nosuch", named=named)


def test_a_pipe_that_the_user_names() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"A=1\r\nB=2\r3\n")
    os.close(writer)
    assert text(f"/dev/fd/{reader}", named=True) == "A=1\nB=2\r3\n"
    os.close(reader)


def test_what_was_read_before_counts_towards_the_limit() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"xx")
    os.close(writer)
    with pytest.raises(NotRead, match=r"^stdin is too large"):
        read_fd(reader, "stdin", b"x" * (LIMIT - 1))
    os.close(reader)
