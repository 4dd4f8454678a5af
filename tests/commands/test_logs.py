"""`docker15 logs`."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, STOPPABLE, await_request, ended, running
from tests.fake_engine import Engine


def test_what_it_wrote(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "sh", "-c", "seq 3; echo err >&2")
    result = docker15("logs", container.short_id)
    assert (sorted(result.lines), result.stderr) == (["1", "2", "3", "err"], b"")


def test_bytes_are_passed_on_unchanged(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "printf", "\\033[31mred\\a\\t\\0é\\n")
    assert docker15("logs", container.short_id).stdout == "\x1b[31mred\a\t\0é\n".encode()


def test_it_does_not_wait_for_more(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, *STOPPABLE)
    while not (out := docker15("logs", container.short_id)).stdout:
        pass
    assert out.stdout == b"ready\n"
    assert container.running


def test_a_missing_container(docker15: Docker15) -> None:
    """0.6 printed this to stdout, and exited with 0."""
    result = docker15("logs", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
    assert result.stdout == b""


@pytest.mark.parametrize("spelling", ["-f", "--follow", "-follow", "-f=true"])
def test_follow(docker15: Docker15, engine: Engine, spelling: str) -> None:
    """From the beginning to the container's end; its status is not ours."""
    container = running(engine, *STOPPABLE)
    with docker15.start("logs", spelling, container.short_id) as process:
        process.wait_for(b"ready")
        container.stop(10)
        result = process.result()
    assert (result.stdout, result.exit_status, result.stderr) == (b"ready\nbye\n", 0, b"")


def test_follow_a_container_that_has_ended(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "echo", "hi")
    assert docker15("logs", "-f", container.short_id).line == "hi"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--tail", "2"], ["9", "10"]),
        (["--tail=0"], []),
        (["-tail", "1"], ["10"]),
        (["--tail", "99"], [str(n) for n in range(1, 11)]),
        (["--tail", "all"], [str(n) for n in range(1, 11)]),
        (["--tail", "-1"], [str(n) for n in range(1, 11)]),
        (["--tail", "9" * 5000], [str(n) for n in range(1, 11)]),
    ],
)
def test_tail(docker15: Docker15, engine: Engine, options: list[str], expected: list[str]) -> None:
    container = ended(engine, "seq", "10")
    assert docker15("logs", *options, container.short_id).lines == expected


def test_follow_a_tail(docker15: Docker15, engine: Engine) -> None:
    script = "seq 9; trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.05; done"
    container = running(engine, "sh", "-c", script)
    while b"ready" not in docker15("logs", container.short_id).stdout:
        pass
    with docker15.start("logs", "-f", "--tail", "2", container.short_id) as process:
        process.wait_for(b"ready")
        await_request(engine, "/wait")
        container.stop(10)
        assert process.result().lines == ["9", "ready", "bye"]


@pytest.mark.parametrize(
    ("options", "what", "version"),
    [
        (["-t"], "logs --timestamps", "1.11"),
        (["--timestamps"], "logs --timestamps", "1.11"),
        (["--since", "10m"], "logs --since", "1.19"),
        (["--since=1384000000"], "logs --since", "1.19"),
        (["--until", "10m"], "logs --until", "1.35"),
    ],
)
def test_options_that_the_engine_lacks(
    docker15: Docker15, options: list[str], what: str, version: str
) -> None:
    result = docker15("logs", *options, "c")
    assert result.error == f"{what} needs API {version} or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")


@pytest.mark.parametrize("options", [["--tail", "-x"], ["--tail=few"], ["--since", "yesterday"]])
def test_wrong_usage(docker15: Docker15, engine: Engine, options: list[str]) -> None:
    result = docker15("logs", *options, "c")
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_a_broken_pipe_ends_quietly(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "seq", "300000")
    result = docker15("logs", container.short_id, read=2)
    assert (result.exit_status, result.stdout, result.stderr) == (141, b"1\n", b"")
