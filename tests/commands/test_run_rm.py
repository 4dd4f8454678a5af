"""`docker15 run -rm`: whatever happens, the container is removed."""

from __future__ import annotations

import signal

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import STOPPABLE, await_request, only_container
from tests.fake_engine import CloseAfter, Engine, Stall, refusal


@pytest.mark.parametrize("spelling", ["-rm", "--rm", "-rm=true"])
def test_removed_in_the_end(docker15: Docker15, engine: Engine, spelling: str) -> None:
    result = docker15("run", spelling, "busybox", "sh", "-c", "echo hi; exit 3")
    assert (result.exit_status, result.stdout, result.stderr) == (3, b"hi\n", b"")
    assert len(engine.state.containers) == 0


def test_kept_with_rm_false(docker15: Docker15, engine: Engine) -> None:
    assert docker15("run", "-rm=false", "busybox", "true").exit_status == 0
    assert len(engine.state.containers) == 1


def test_removed_with_its_volumes(docker15: Docker15, engine: Engine) -> None:
    result = docker15("run", "-rm", "-v", "/docker15-data", "busybox", "true")
    assert (result.exit_status, result.stderr) == (0, b"")
    assert len(engine.state.containers) == 0
    assert any(line.endswith("?v=1") for line in engine.requests.lines)


def test_removed_when_it_can_not_be_started(docker15: Docker15, engine: Engine) -> None:
    result = docker15("run", "-rm", "-p", "18080:80", "-p", "18080:81", "busybox", "true")
    assert result.error.startswith("Error starting container")
    assert result.exit_status == 125
    assert len(engine.state.containers) == 0


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 3), (signal.SIGTERM, 3), (signal.SIGHUP, 3)]
)
def test_removed_after_a_signal(
    docker15: Docker15, engine: Engine, number: signal.Signals, status: int
) -> None:
    """The signal stops the container, whose last output is shown."""
    with docker15.start("run", "-rm", "busybox", *STOPPABLE) as process:
        process.wait_for(b"ready")
        process.send_signal(number)
        result = process.result()
    assert (result.exit_status, result.stdout, result.stderr) == (status, b"ready\nbye\n", b"")
    assert len(engine.state.containers) == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_removed_after_a_signal_that_is_not_the_containers(
    docker15: Docker15, engine: Engine, number: signal.Signals, status: int
) -> None:
    arguments = ("run", "-rm", "-sig-proxy=false", "busybox", *STOPPABLE)
    with docker15.start(*arguments) as process:
        process.wait_for(b"ready")
        process.send_signal(number)
        result = process.result()
    assert (result.exit_status, result.stdout, result.stderr) == (status, b"ready\n", b"")
    assert len(engine.state.containers) == 0


def test_removed_after_the_second_signal(docker15: Docker15, engine: Engine) -> None:
    """The container ignores signals, and the user presses Ctrl-C again."""
    engine.faults.arm(Stall(), "POST", "/stop$")
    script = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    with docker15.start("run", "-rm", "busybox", "sh", "-c", script) as process:
        process.wait_for(b"ready")
        process.send_signal(signal.SIGINT)
        await_request(engine, "/stop")
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert (result.exit_status, result.stderr) == (130, b"")
    assert len(engine.state.containers) == 0


def test_removed_after_a_broken_pipe(docker15: Docker15, engine: Engine) -> None:
    result = docker15("run", "-rm", "busybox", "yes", read=2)
    assert (result.exit_status, result.stdout, result.stderr) == (141, b"y\n", b"")
    assert len(engine.state.containers) == 0


def test_the_stream_may_end_before_the_container(docker15: Docker15, engine: Engine) -> None:
    """The container goes on, and its status is still ours; the log has the rest."""
    engine.faults.arm(CloseAfter(6), "POST", "/attach$")
    script = "echo ready; sleep 0.3; echo lost; exit 3"
    result = docker15("run", "-rm", "busybox", "sh", "-c", script)
    assert (result.stdout, result.exit_status) == (b"ready\nlost\n", 3)
    assert len(engine.state.containers) == 0


def test_a_failed_removal_is_reported(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(refusal(500, "the disk is busy"), "DELETE")
    assert docker15("run", "-rm", "busybox", "sh", "-c", "exit 3").exit_status == 3
    assert len(engine.state.containers) == 0
    engine.faults.arm(refusal(500, "the disk is gone"), "DELETE", times=None)
    result = docker15("run", "-rm", "busybox", "sh", "-c", "exit 3")
    assert result.error == f"{only_container(engine)} could not be removed: the disk is gone"
    assert result.exit_status == 3
