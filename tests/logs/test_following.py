"""`docker15 logs -f` until a container ends, if the engine ends the followed log early."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker15 import Docker15, Process
from tests.fake_engine import Engine
from tests.fake_engine.faults import Fault, LeaveOut, refusal

pytestmark = pytest.mark.timeout(60)
# Writes a lot at its end.
LAST_WORDS = "trap 'seq 1000; exit' TERM; echo ready; while :; do sleep 0.05; done"
EVERYTHING = ["ready", *(str(number) for number in range(1, 1001))]
NAMES = pytest.mark.parametrize("names", [["aa"], ["aa", "bb"]], ids=["one", "several"])


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(api="1.52") as engine:
        yield engine


@pytest.fixture
def docker15(tmp_path: Path, engine: Engine) -> Docker15:
    docker15 = Docker15(tmp_path, host=engine.url)
    for name in ("aa", "bb"):
        docker15("run", "-d", "--name", name, "busybox", "sh", "-c", LAST_WORDS)
    return docker15


def arm(engine: Engine, names: list[str], *faults: Fault) -> None:
    """The faults that each container's reads of its log meet, in turn."""
    for fault in faults:
        engine.faults.arm(fault, "GET", "/logs$", times=len(names))


def wait_for_all(process: Process, names: list[str]) -> None:
    for name in names:
        process.wait_for(b"ready\n" if len(names) == 1 else f"{name}: ready\n".encode())


def lines_of(name: str, names: list[str], lines: list[str]) -> list[str]:
    if len(names) == 1:
        return lines
    return [line.removeprefix(f"{name}: ") for line in lines if line.startswith(f"{name}: ")]


@NAMES
@pytest.mark.parametrize("options", [[], ["--tail", "5"]], ids=["all", "tail"])
def test_the_rest_is_read(
    docker15: Docker15, engine: Engine, names: list[str], options: list[str]
) -> None:
    """dockerd 20.10 may end a followed log when its container ends, with lines left."""
    arm(engine, names, Fault(), LeaveOut(2000))
    with docker15.start("logs", "-f", *options, *names) as process:
        wait_for_all(process, names)
        docker15("stop", *names)
        result = process.result()
    assert (result.exit_status, result.stderr) == (0, b"")
    for name in names:
        assert lines_of(name, names, result.lines) == EVERYTHING


@NAMES
def test_the_container_is_being_removed(
    docker15: Docker15, engine: Engine, names: list[str]
) -> None:
    """dockerd then refuses to read its log."""
    gone = refusal(409, "can not get logs from container which is dead or marked for removal")
    arm(engine, names, Fault(), Fault(), gone)
    with docker15.start("logs", "-f", *names) as process:
        wait_for_all(process, names)
        docker15("rm", "-f", *names)
        result = process.result()
    assert (result.exit_status, result.stderr) == (0, b"")


@NAMES
def test_the_rest_can_not_be_read(docker15: Docker15, engine: Engine, names: list[str]) -> None:
    arm(engine, names, Fault(), LeaveOut(2000), refusal(500, "input/output error"))
    with docker15.start("logs", "-f", *names) as process:
        wait_for_all(process, names)
        docker15("stop", *names)
        result = process.result()
    assert result.exit_status == 1
    assert result.stderr.count(b"input/output error") == len(names)
