"""`docker15 attach`, and `start -a`. The terminal is in tests/e2e."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.docker15 import Docker15, held_open
from tests.fake_containers import NO_ID, STOPPABLE, await_request, created, ended, running
from tests.fake_engine import Engine
from tests.fake_engine.container import Container
from tests.real_engines.servers import until

FED = ("sh", "-c", "echo ready; read line; echo got $line; exit 5")


def test_its_output_and_its_status(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sh", "-c", "read x; echo out; exit 5", open_stdin=True)
    with held_open(b"go\n") as stdin:
        result = docker15("attach", container.short_id, stdin=stdin)
    assert (result.stdout, result.exit_status, result.stderr) == (b"out\n", 5, b"")


def test_what_was_written_before_is_not_shown(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, *FED, open_stdin=True)
    with docker15.start("logs", "-f", container.short_id) as logs:
        logs.wait_for(b"ready")
        assert until(lambda: container.outputs["stdout"].followers == 1, 20)
        with held_open(b"it\n") as stdin:
            result = docker15("attach", container.short_id, stdin=stdin)
        assert logs.result().stdout == b"ready\ngot it\n"
    assert (result.stdout, result.exit_status) == (b"got it\n", 5)


@pytest.mark.parametrize("spelling", ["-nostdin", "--no-stdin", "--nostdin", "-no-stdin=true"])
def test_without_stdin(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = running(engine, *FED, open_stdin=True)
    with docker15.start("attach", spelling, container.short_id, stdin=b"it\n") as process:
        await_request(engine, "/wait")
        container.kill()
        result = process.result()
    assert (result.stdout, result.exit_status) == (b"", 137)
    assert "stdin=1" not in "".join(engine.requests.lines)


def test_the_end_of_stdin_leaves_a_detached_container_running(
    docker15: Docker15, engine: Engine
) -> None:
    """Without StdinOnce, a half-close ends only the attach, and that is success."""
    container = running(engine, "cat", open_stdin=True)
    result = docker15("attach", container.short_id, stdin=b"typed\n")
    assert result.exit_status == 0
    assert container.running


@pytest.mark.parametrize("make", [created, ended])
def test_a_stopped_container_is_refused(
    docker15: Docker15, engine: Engine, make: Callable[..., Container]
) -> None:
    result = docker15("attach", make(engine, "true").short_id)
    assert result.error == "Impossible to attach to a stopped container, start it first"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert not any("attach" in line for line in engine.requests.lines)


def test_a_missing_container(docker15: Docker15) -> None:
    result = docker15("attach", NO_ID)
    assert result.error == f"No such container: {NO_ID}"
    assert result.exit_status == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_is_for_the_container(
    docker15: Docker15, engine: Engine, number: signal.Signals
) -> None:
    """1.5 can only stop it, with four seconds, as 0.6 did in `run`."""
    container = running(engine, *STOPPABLE)
    with docker15.start("attach", container.short_id) as process:
        await_request(engine, "/wait")
        process.send_signal(number)
        result = process.result()
    assert (result.stdout[-4:], result.exit_status, result.stderr) == (b"bye\n", 3, b"")
    assert f"POST /v1.5/containers/{container.short_id}/stop?t=4" in engine.requests.lines


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)],
)
def test_a_signal_that_is_not_for_the_container(
    docker15: Docker15, engine: Engine, number: signal.Signals, status: int
) -> None:
    container = running(engine, *STOPPABLE)
    with docker15.start("attach", "-sig-proxy=false", container.short_id) as process:
        await_request(engine, "/wait")
        process.send_signal(number)
        result = process.result()
    assert (result.exit_status, result.stderr) == (status, b"")
    assert container.running


# --- start -a


@pytest.mark.parametrize("spelling", ["-a", "--attach", "-attach"])
def test_start_attached(docker15: Docker15, engine: Engine, spelling: str) -> None:
    """Only what this run writes is shown."""
    container = ended(engine, "sh", "-c", "echo once more; exit 7")
    result = docker15("start", spelling, container.short_id)
    assert (result.stdout, result.exit_status, result.stderr) == (b"once more\n", 7, b"")


@pytest.mark.parametrize("spelling", [["-ai"], ["-a", "-i"], ["-i"], ["--interactive"]])
def test_start_with_stdin(docker15: Docker15, engine: Engine, spelling: list[str]) -> None:
    container = created(engine, "sh", "-c", "cat; exit 8", open_stdin=True, stdin_once=True)
    result = docker15("start", *spelling, container.short_id, stdin=b"typed")
    assert (result.stdout, result.exit_status) == (b"typed", 8)


def test_start_attached_to_a_running_container(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, *FED, open_stdin=True)
    with held_open(b"it\n") as stdin:
        result = docker15("start", "-ai", container.short_id, stdin=stdin)
    assert result.stdout.endswith(b"got it\n")
    assert result.exit_status == 5


def test_start_attached_to_several_is_refused(docker15: Docker15, engine: Engine) -> None:
    result = docker15("start", "-a", "one", "two")
    assert result.stderr.startswith(b"Error: can't attach to several containers: ")
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_start_attached_to_a_missing_container(docker15: Docker15) -> None:
    result = docker15("start", "-a", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
