"""`docker15 export`."""

from __future__ import annotations

import io
import os
import signal
import tarfile
from pathlib import Path

import pytest

from tests.commands.conftest import BIG
from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, await_request, created
from tests.fake_engine import Engine
from tests.fake_engine.container import Container
from tests.fake_engine.faults import Answer, CloseAfter, Fault, Stall, Truncate
from tests.pty import Terminal


@pytest.fixture
def container(engine: Engine, big: bytes) -> Container:
    made = created(engine, "true")
    (made.rootfs / "big").write_bytes(big)
    return made


def names(data: bytes) -> set[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {name.removeprefix("./") for name in archive.getnames()}


def test_stdout(docker15: Docker15, engine: Engine, container: Container) -> None:
    result = docker15("export", container.short_id)
    assert {"etc/passwd", "big", "bin"} <= names(result.stdout)
    assert (container.rootfs / "big").read_bytes() in result.stdout
    assert (result.stderr, result.exit_status) == (b"", 0)
    assert engine.requests.lines == [f"GET /v1.5/containers/{container.short_id}/export"]


@pytest.mark.parametrize("spelling", [["-o", "f"], ["-output=f"], ["--output", "f"], ["-of"]])
def test_a_file(
    docker15: Docker15, container: Container, tmp_path: Path, spelling: list[str]
) -> None:
    (tmp_path / "f").write_text("old")
    result = docker15("export", *spelling, container.short_id, umask=0o027)
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert "big" in names((tmp_path / "f").read_bytes())
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["f"]


def test_through_a_link(docker15: Docker15, container: Container, tmp_path: Path) -> None:
    """The link stays, and its target is replaced."""
    (tmp_path / "d").mkdir()
    (tmp_path / "l").symlink_to("d/f")
    assert docker15("export", "-o", "l", container.short_id).exit_status == 0
    assert (tmp_path / "l").is_symlink()
    assert "big" in names((tmp_path / "d/f").read_bytes())


def test_a_pipe_is_written_and_not_replaced(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with docker15.start("export", "-o", "pipe", container.short_id) as process:
        assert "big" in names((tmp_path / "pipe").read_bytes())
        assert process.result().exit_status == 0
    assert (tmp_path / "pipe").is_fifo()


UNWHOLE = [
    CloseAfter(100),
    CloseAfter(BIG // 2),
    CloseAfter(BIG // 2, reset=True),
    Truncate(),
    # An engine that fails in the middle, but ends its answer properly.
    Answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n\r\n"),
    Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nhalf"),
]


@pytest.mark.parametrize("fault", UNWHOLE)
def test_a_transfer_that_breaks_off(
    docker15: Docker15, engine: Engine, container: Container, tmp_path: Path, fault: Fault
) -> None:
    engine.faults.arm(fault, "GET", "/export", times=None)
    assert docker15("export", container.short_id).exit_status == 1
    (tmp_path / "f").write_text("old")
    result = docker15("export", "-o", "f", container.short_id)
    assert any(words in result.error for words in ("in the middle of its answer", "truncated"))
    assert result.exit_status == 1
    assert os.listdir(tmp_path) == ["f"]
    assert (tmp_path / "f").read_text() == "old"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing(
    docker15: Docker15,
    engine: Engine,
    container: Container,
    tmp_path: Path,
    number: signal.Signals,
    status: int,
) -> None:
    engine.faults.arm(Stall(BIG // 2), "GET", "/export")
    with docker15.start("export", "-o", "f", container.short_id) as process:
        await_request(engine, "/export")
        process.send_signal(number)
        result = process.result()
    assert (result.exit_status, result.stderr) == (status, b"")
    assert os.listdir(tmp_path) == []


def test_a_terminal_is_refused(docker15: Docker15, engine: Engine, container: Container) -> None:
    with Terminal(docker15, "export", container.short_id, columns=100) as terminal:
        terminal.wait_for(
            b"refusing to write a tar archive to a terminal: redirect stdout, or use -o FILE"
        )
        assert terminal.exit_status() == 2
    assert engine.requests.lines == []


def test_stdout_by_its_name(docker15: Docker15, container: Container) -> None:
    with docker15.start("export", "-o", "/dev/stdout", container.short_id) as process:
        named = process.result()
    assert (named.exit_status, named.stderr) == (0, b"")
    assert named.stdout == docker15("export", container.short_id).stdout


@pytest.mark.parametrize(
    ("output", "error", "status"),
    [
        (".", "-o takes a file, but . is a directory", 2),
        ("no/f", "can't write no/f: No such file or directory", 1),
        ("loop", "can't write loop: Too many levels of symbolic links", 1),
        ("/proc/nosuch", "can't write /proc/nosuch: ", 1),
        ("/dev/full", "can't write /dev/full: No space left on device", 1),
    ],
)
def test_a_file_that_cannot_be_written(
    docker15: Docker15, container: Container, tmp_path: Path, output: str, error: str, status: int
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    result = docker15("export", "-o", output, container.short_id)
    assert result.stderr.startswith(f"Error: {error}".encode())
    assert result.exit_status == status
    assert os.listdir(tmp_path) == ["loop"]


def test_stdout_that_is_full(docker15: Docker15, container: Container) -> None:
    with Path("/dev/full").open("wb") as full:
        result = docker15("export", container.short_id, stdout=full)
    assert (result.error, result.exit_status) == (
        "can't write to stdout: No space left on device",
        1,
    )


def test_a_reader_that_has_enough(docker15: Docker15, container: Container) -> None:
    result = docker15("export", container.short_id, read=1000)
    assert (result.stderr, result.exit_status) == (b"", 141)


def test_a_missing_container(docker15: Docker15, tmp_path: Path) -> None:
    result = docker15("export", "-o", "f", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
    assert os.listdir(tmp_path) == []


def test_memory_does_not_grow_with_the_container(docker15: Docker15, container: Container) -> None:
    with (container.rootfs / "big").open("wb") as file:
        file.truncate(256 * 1024 * 1024)
    with Path(os.devnull).open("wb") as null:
        result = docker15("export", container.short_id, stdout=null, measured=True)
    assert result.exit_status == 0
    assert result.peak_memory < 64 * 1024 * 1024
