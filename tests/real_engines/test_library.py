"""docker15 as a library, on a real Podman and a real dockerd."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli import library
from tests.docker15 import Docker15
from tests.library import example
from tests.real_engines.conftest import emptied
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman

pytestmark = pytest.mark.timeout(120)

LINES = b"".join(b"%d\n" % number for number in range(1, 20001))


@pytest.fixture
def engine(docker15: Docker15) -> Iterator[library.Engine]:
    with library.connect(docker15.host, environ=docker15.environment()) as found:
        yield found


def test_the_program_in_the_documentation(
    docker15: Docker15, podman: Podman, dockerd: Dockerd, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [Docker15(docker15.home, each.url) for each in (podman, dockerd)]
    dead = f"unix://{docker15.home}/dead.sock"
    example.prepare(monkeypatch, docker15.home, docker15.host, podman.url, dead, dockerd.url)
    with emptied(others[0]), emptied(others[1]):
        example.run("1.41")
    assert docker15("rmi", "mine").exit_status == 0


def test_run(engine: library.Engine) -> None:
    ran = engine.run("busybox", ["sh", "-c", "echo out; echo err >&2; exit 3"])
    assert ran == (3, b"out\n", b"err\n")
    data = bytes(range(256)) * 4096
    assert engine.run("busybox", ["cat"], stdin=data).stdout == data
    assert engine.run("busybox", ["seq", "1", "20000"], tty=True).stdout == LINES.replace(
        b"\n", b"\r\n"
    )
    with pytest.raises(library.OutputError):
        engine.run("busybox", ["yes"], limit=100_000)
    with pytest.raises(library.CommandNotFound):
        engine.run("busybox", ["nosuch"])
    assert engine.containers(all=True) == []


def test_options(engine: library.Engine, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("shared")
    ran = engine.run(
        "busybox",
        ["sh", "-c", "cat note; echo $COLOUR; hostname; touch /x"],
        volume=[f"{tmp_path}:/srv:ro"],
        env={"COLOUR": "green"},
        workdir="/srv",
        hostname="box",
        read_only=True,
    )
    assert ran.stdout == b"sharedgreen\nbox\n"
    assert b"Read-only file system" in ran.stderr


def test_a_function_that_raises_stops_the_container(engine: library.Engine) -> None:
    def take(data: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.run("busybox", ["sh", "-c", "echo; exec sleep 60"], stdout=take, remove=False)
    (row,) = engine.containers(all=True)
    assert not engine.inspect(row["Id"])["State"]["Running"]


def test_exec(engine: library.Engine) -> None:
    box = engine.run_detached("busybox", ["sleep", "100"])
    done = engine.exec(box, ["sh", "-c", "cat; echo err >&2; exit 4"], stdin=b"given")
    assert done == (4, b"given", b"err\n")
    assert engine.exec(box, ["seq", "1", "20000"]).stdout == LINES
    with pytest.raises(library.CommandNotFound):
        engine.exec(box, ["nosuch"])
    engine.kill(box)
    assert engine.wait(box) == 137
    with pytest.raises(library.EngineError):
        engine.exec(box, ["true"])


def test_logs(engine: library.Engine) -> None:
    box = engine.run_detached("busybox", ["sh", "-c", "seq 1 10000; sleep 1; seq 10001 20000"])
    assert b"".join(data for _, data in engine.logs(box, follow=True)) == LINES
    assert b"".join(data for _, data in engine.logs(box, tail=2)) == b"19999\n20000\n"
    assert list(engine.logs(box, since=time.time() + 60)) == []


def test_a_container_removed_while_its_log_is_read(engine: library.Engine) -> None:
    box = engine.run_detached("busybox", ["sh", "-c", "echo ready; exec sleep 100"])
    came = b""
    for _, data in engine.logs(box, follow=True):
        came += data
        engine.kill(box)
    assert came == b"ready\n"


def test_builds(engine: library.Engine, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nARG WORD\nRUN echo $WORD > /word\n")
    image = engine.build(tmp_path, tag="library-test", build_arg={"WORD": "kept"})
    assert engine.inspect_image("library-test")["Id"].endswith(image.removeprefix("sha256:"))
    assert engine.run("library-test", ["cat", "/word"]).stdout == b"kept\n"
    said: list[bytes] = []
    with pytest.raises(library.EngineError, match="4"):
        engine.build(b"FROM busybox\nRUN echo before; exit 4\n", output=said.append)
    assert b"before" in b"".join(said)


def test_copies(engine: library.Engine, tmp_path: Path) -> None:
    (tmp_path / "tree/below").mkdir(parents=True)
    (tmp_path / "tree/below/file").write_text("data")
    box = engine.create("busybox", ["true"])
    engine.copy_in(tmp_path / "tree", box, "/tmp")
    engine.copy_out(box, "/tmp/tree/.", tmp_path / "back")
    assert (tmp_path / "back/below/file").read_text() == "data"
    with pytest.raises(library.NotFound):
        engine.copy_out(box, "/nosuch", tmp_path)


def test_a_pull_that_fails(engine: library.Engine) -> None:
    with pytest.raises(library.EngineError):
        engine.pull("127.0.0.1:1/nosuch:latest")


def test_events(engine: library.Engine) -> None:
    begin = time.time() - 1
    engine.run("busybox", ["true"])
    found = engine.events(since=begin, until=time.time() + 1, filters={"type": "container"})
    assert {"create", "start", "die"} <= {event.get("status") for event in found}
