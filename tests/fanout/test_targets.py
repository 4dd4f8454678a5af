"""Commands that work on several containers: start, stop, restart, kill, wait, rm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import (
    NO_ID,
    STOPPABLE,
    await_request,
    created,
    ended,
    running,
    two_with_one_prefix,
)
from tests.fake_engine import Answer, Engine, Stall
from tests.fake_engine.container import Container

ALL = ("kill", "restart", "rm", "start", "stop", "wait")


@pytest.mark.parametrize("command", ALL)
def test_existing_containers_are_processed(
    docker15: Docker15, engine: Engine, command: str
) -> None:
    """Eight of ten are done, and two are a line on stderr each, in the given order."""
    is_for_running_ones = command in ("kill", "stop")
    make = running if is_for_running_ones else ended
    containers = [make(engine) for _ in range(8)]
    ids = [container.short_id for container in containers]
    names = [*ids[:3], NO_ID, *ids[3:], "nosuch"]
    options = ["-t", "0"] if command in ("restart", "stop") else []
    result = docker15(command, *options, *names)
    assert result.lines == (["0"] * 8 if command == "wait" else ids)
    assert result.stderr.decode().splitlines() == [
        f"Error: No such container: {NO_ID}",
        "Error: No such container: nosuch",
    ]
    assert result.exit_status == 1
    if is_for_running_ones:
        assert not any(container.running for container in containers)
    assert len(engine.state.containers) == (0 if command == "rm" else 8)


@pytest.mark.parametrize("command", ALL)
def test_any_unambiguous_prefix_is_a_name(docker15: Docker15, engine: Engine, command: str) -> None:
    container = ended(engine)
    name = container.id[:9]
    assert docker15(command, name).line == ("0" if command == "wait" else name)


@pytest.mark.parametrize("command", ALL)
def test_an_ambiguous_prefix(docker15: Docker15, engine: Engine, command: str) -> None:
    prefix = two_with_one_prefix(engine)
    result = docker15(command, prefix)
    assert result.error == f"No such container: {prefix}"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert len(engine.state.containers) == 2


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("name", ["", "..", ".", "a/../b"])
def test_impossible_names_are_not_sent(
    docker15: Docker15, engine: Engine, command: str, name: str
) -> None:
    result = docker15(command, name)
    assert result.error == f"No such container: {name}"
    assert result.exit_status == 1
    assert engine.requests.connections == 0


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("name", ["a?all=1", "a#b", "a b", "a%2Fb", "é", "a\r\nX: y", "a;b"])
def test_a_name_can_not_reach_another_endpoint(
    docker15: Docker15, engine: Engine, command: str, name: str
) -> None:
    result = docker15(command, name)
    assert result.exit_status == 1
    *_, request = engine.requests  # `wait` first asks which engine it is
    assert not set(" \r\n#;") & set(request.target.removeprefix("/v1.5/"))
    assert request.target.count("?") <= 1
    assert request.header("X") is None


@pytest.mark.timeout(50)
def test_they_are_stopped_at_once(docker15: Docker15, engine: Engine) -> None:
    """Not one after the other: each is answered only when all have been requested."""
    containers = [running(engine) for _ in range(20)]
    all_here = threading.Barrier(20, timeout=20)

    def stop(seconds: float, number: signal.Signals = signal.SIGTERM) -> None:
        all_here.wait()

    for container in containers:
        container.stop = stop  # type: ignore[method-assign]
    ids = [container.short_id for container in containers]
    result = docker15("stop", *ids)
    assert (result.exit_status, result.lines) == (0, ids)


def test_each_is_reported_once_those_before_it_are(docker15: Docker15, engine: Engine) -> None:
    first, second = ended(engine), ended(engine)
    engine.faults.arm(Stall(), "POST", f"{second.short_id}/wait$")
    with docker15.start("wait", first.short_id, second.short_id) as process:
        process.wait_for(b"0\n")
        await_request(engine, f"{second.short_id}/wait")
        engine.drop_connections()
        result = process.result()
    assert result.lines == ["0"]
    assert result.error == f"the engine at {engine.url} closed the connection without an answer"
    assert result.exit_status == 1


def test_an_engines_error_names_its_target(docker15: Docker15, engine: Engine) -> None:
    container = running(engine)
    result = docker15("rm", container.short_id)
    assert result.error == (
        f"{container.short_id}: Impossible to remove a running container, please stop it first"
    )
    assert (result.exit_status, result.stdout) == (1, b"")


# --- stop and restart


@pytest.mark.parametrize("command", ["stop", "restart"])
@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ([], "10"),
        (["-t", "3"], "3"),
        (["-t=0"], "0"),
        (["-t7"], "7"),
        (["--time", "5"], "5"),
        (["--timeout=5"], "5"),
    ],
)
def test_the_seconds_before_the_kill(
    docker15: Docker15, engine: Engine, command: str, options: list[str], seconds: str
) -> None:
    container = ended(engine)
    assert docker15(command, *options, container.short_id).exit_status == 0
    path = f"/v1.5/containers/{container.short_id}/{command}"
    asked = [] if options else ["GET /_ping"]  # some engines use the container's own setting
    assert engine.requests.lines == [*asked, f"POST {path}?t={seconds}"]


@pytest.mark.parametrize("command", ["stop", "restart"])
def test_a_stop_without_a_kill_needs_a_later_engine(
    docker15: Docker15, engine: Engine, command: str
) -> None:
    container = running(engine)
    result = docker15(command, "-t", "-1", container.short_id)
    assert "this engine can't wait forever" in result.error
    assert result.exit_status == 1
    assert container.running
    assert engine.requests.lines == ["GET /_ping"]


@pytest.mark.parametrize("command", ["stop", "restart"])
@pytest.mark.parametrize("value", ["soon", "1.5", ""])
def test_a_bad_number_of_seconds(
    docker15: Docker15, engine: Engine, command: str, value: str
) -> None:
    result = docker15(command, "-t", value, "c")
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_stop_lets_it_end_by_itself(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, *STOPPABLE)
    with docker15.start("logs", "-f", container.short_id) as logs:
        logs.wait_for(b"ready")
        assert docker15("stop", container.short_id).line == container.short_id
        assert logs.result().stdout == b"ready\nbye\n"
    assert (container.running, container.exit_code) == (False, 3)


# --- kill


def test_a_killed_container_has_status_137(docker15: Docker15, engine: Engine) -> None:
    container = running(engine)
    assert docker15("kill", container.short_id).line == container.short_id
    assert docker15("wait", container.short_id).line == "137"


@pytest.mark.parametrize("spelling", [["-s", "HUP"], ["-sHUP"], ["--signal=HUP"], ["-s=HUP"]])
def test_a_signal_needs_an_engine_that_has_it(
    docker15: Docker15, engine: Engine, spelling: list[str]
) -> None:
    container = running(engine)
    result = docker15("kill", *spelling, container.short_id)
    assert result.error == "kill -s needs API 1.6 or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert container.running


# --- wait


def test_exit_codes_are_in_the_given_order(docker15: Docker15, engine: Engine) -> None:
    containers = [ended(engine, "sh", "-c", f"exit {code}") for code in (7, 0, 255)]
    result = docker15("wait", *(container.short_id for container in containers))
    assert (result.exit_status, result.lines) == (0, ["7", "0", "255"])


def test_wait_waits(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "cat", open_stdin=True)
    with docker15.start("wait", container.short_id) as process:
        await_request(engine, "/wait")
        assert container.running
        container.kill()
        assert process.result().line == "137"


# --- start


def test_start_again(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "echo", "hi")
    assert docker15("start", container.short_id).line == container.short_id
    container.wait()
    assert docker15("logs", container.short_id).stdout == b"hi\nhi\n"
    assert engine.requests[0].header("Content-Type") == "plain/text"
    assert engine.requests[0].body == b""


def test_start_a_running_container(docker15: Docker15, engine: Engine) -> None:
    container = running(engine)
    result = docker15("start", container.short_id)
    assert "is already running" in result.error
    assert result.exit_status == 1


# --- rm


@pytest.mark.parametrize("spelling", [[], ["-v"], ["--volumes"], ["-volumes"], ["-v=true"]])
def test_rm(docker15: Docker15, engine: Engine, spelling: list[str]) -> None:
    """With a volume, a 1.5 daemon answers 404 although the container is gone: that is ignored."""
    container = ended(engine, volumes={"/docker15-data": {}})
    assert docker15("rm", *spelling, container.short_id).line == container.short_id
    assert len(engine.state.containers) == 0
    assert engine.requests[0].target.endswith("?v=1") == bool(spelling)


def test_a_failed_rm_of_volumes_is_reported(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine)
    text = b"No such id: volume/layer\n"
    raw = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (
        len(text),
        text,
    )
    engine.faults.arm(Answer(raw), "DELETE")
    result = docker15("rm", "-v", container.short_id)
    assert "No such id: volume/layer" in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize("spelling", ["-f", "--force", "-force", "-fv"])
def test_forced_rm(docker15: Docker15, engine: Engine, spelling: str) -> None:
    """1.5 doesn't have it, so the container is killed, then removed."""
    container = running(engine)
    assert docker15("rm", spelling, container.short_id).line == container.short_id
    assert len(engine.state.containers) == 0


@pytest.mark.parametrize("make", [created, ended])
def test_forced_rm_of_a_stopped_container(
    docker15: Docker15, engine: Engine, make: Callable[..., Container]
) -> None:
    container = make(engine, "true")
    assert docker15("rm", "-f", container.short_id).line == container.short_id
    assert len(engine.state.containers) == 0
