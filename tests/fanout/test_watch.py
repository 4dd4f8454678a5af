"""`ps --watch`: a listing that is repeated, of one engine and of several."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import running
from tests.fake_engine import Engine
from tests.pty import Terminal

LEAVE = b"\033[?1049l"


@pytest.fixture
def lone(docker15: Docker15, engine: Engine) -> Docker15:
    running(engine)
    return docker15


def test_a_pipe_gets_table_after_table(lone: Docker15, engine: Engine) -> None:
    with lone.start("ps", "--watch=0.1", "-q") as process:
        process.wait_for(engine.state.containers.newest_first()[0].short_id.encode())
        late = running(engine).short_id
        process.wait_for(late.encode())
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.exit_status == 128 + signal.SIGINT
    assert result.stderr == b""


def test_it_ends_with_the_reader(lone: Docker15) -> None:
    with lone.start("ps", "--watch=0.1", read=10) as process:
        assert process.result().exit_status == 128 + signal.SIGPIPE


def test_a_screen(lone: Docker15, engine: Engine) -> None:
    with Terminal(lone, "ps", "--watch=0.1", "--columns", "id,state", columns=60) as terminal:
        terminal.until(lambda: "CONTAINER ID" in terminal.lines[0])
        late = running(engine).short_id
        terminal.until(lambda: terminal.lines[1].split()[:2] == [late, "running"])
        terminal.resize(2, 60)
        terminal.until(lambda: terminal.lines[1] == "… 2 more")
        terminal.resize(24, 60)
        terminal.until(lambda: late in terminal.lines[1])
        terminal.type(b"\x03")
        assert terminal.exit_status() == 128 + signal.SIGINT
    left = bytes(terminal.output).rpartition(LEAVE)[2].decode()
    assert late in left  # the last frame stays


def test_one_of_several_engines_is_lost(tmp_path: Path) -> None:
    """It has its own line."""
    with Engine() as one:
        with Engine() as other:
            names = [running(engine).short_id for engine in (one, other)]
            hosts = ("-H", one.url, "-H", other.url)
            terminal = Terminal(Docker15(tmp_path), *hosts, "ps", "--watch=0.1", columns=200)
            terminal.until(lambda: all(name in "".join(terminal.lines) for name in names))
        with terminal:
            lost = f"can't connect to the engine at {other.url}"
            terminal.until(lambda: lost in "".join(terminal.lines))
            assert names[0] in "".join(terminal.lines)
            assert names[1] not in "".join(terminal.lines)
            terminal.type(b"\x03")
            assert terminal.exit_status() == 128 + signal.SIGINT


def test_the_only_engine_is_lost(tmp_path: Path) -> None:
    with Engine() as engine:
        terminal = Terminal(Docker15(tmp_path, engine.url), "ps", "--watch=0.1")
        terminal.wait_for(b"IMAGE")
    with terminal:
        assert terminal.exit_status() == 1
        assert b"Error: can't connect to the engine" in bytes(terminal.output).rpartition(LEAVE)[2]


@pytest.mark.parametrize("value", ["0", "x", "-1", ""])
def test_a_bad_interval(lone: Docker15, value: str) -> None:
    result = lone("ps", f"--watch={value}")
    assert result.stderr.startswith(b"Error: --watch takes a positive number of seconds")
    assert result.exit_status == 2
