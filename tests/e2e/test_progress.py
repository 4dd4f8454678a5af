"""Progress as commands show it on a terminal, and how they leave the terminal behind."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import await_request
from tests.fake_engine import Answer, Engine, Stall
from tests.pty import Terminal

LAYER = "6923f7239367"


def answer(*messages: dict[str, object]) -> Answer:
    body = "\r\n".join(map(json.dumps, messages))
    return Answer(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())


PULL = answer(
    {"status": "Pulling repository joe/app"},
    {"status": "Pulling", "progress": "fs layer", "id": LAYER},
    {"status": "Downloading", "progress": "36.86 kB/1.038 MB (4%)", "id": LAYER},
    {"status": "Download", "progress": "complete", "id": LAYER},
)


def test_a_pull_settles_to_lines(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(PULL, "POST", "/images/create")
    with Terminal(docker15, "pull", "joe/app") as terminal:
        assert terminal.exit_status() == 0
        shown = [line for line in terminal.lines if line]
    assert shown == ["Pulling repository joe/app", f"{LAYER}: Download complete"]


def test_a_pull_that_fails_shows_how_far_it_got(docker15: Docker15, engine: Engine) -> None:
    failed = answer(
        {"status": "Downloading", "progress": "500 kB/1 MB (50%)", "id": LAYER},
        {"error": "no space", "errorDetail": {"message": "no space"}},
    )
    engine.faults.arm(failed, "POST", "/images/create")
    with Terminal(docker15, "pull", "joe/app") as terminal:
        assert terminal.exit_status() == 1
        shown = [line for line in terminal.lines if line]
    assert shown == [f"{LAYER}: Downloading 500 kB/1 MB (50%)", "Error: no space"]
    assert not terminal.screen.cursor.hidden


@pytest.mark.parametrize("command", [["pull", "busybox"], ["push", "joe/app"]])
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_a_cursor_behind(
    docker15: Docker15,
    engine: Engine,
    command: list[str],
    number: signal.Signals,
    status: int,
) -> None:
    engine.faults.arm(Stall(), "POST", "/images/")
    with Terminal(docker15, *command) as terminal:
        terminal.wait_for(b"\x1b[?25l")
        await_request(engine, "/create" if command[0] == "pull" else "/push")
        terminal.send_signal(number)
        assert terminal.exit_status() == status
    assert not terminal.screen.cursor.hidden


def test_quiet_on_a_terminal_prints_only_the_name(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(PULL, "POST", "/images/create")
    with Terminal(docker15, "pull", "-q", "joe/app") as terminal:
        assert terminal.exit_status() == 0
    assert terminal.output == b"joe/app\r\n"


def test_the_result_of_an_import_is_on_stdout(
    docker15: Docker15, engine: Engine, tmp_path: Path
) -> None:
    """The bars are on stderr, which is the terminal."""
    result = answer(
        {"status": "Downloading from http://example.org/x"},
        {"status": "Importing", "progress": "500 kB/1 MB (50%)"},
        {"status": LAYER},
    )
    engine.faults.arm(result, "POST", "/images/create")
    redirect = f"> {tmp_path}/id"
    with Terminal(docker15, "import", "http://example.org/x", redirect=redirect) as terminal:
        assert terminal.exit_status() == 0
        shown = [line for line in terminal.lines if line]
    assert (tmp_path / "id").read_text() == f"{LAYER}\n"
    assert shown == ["Downloading from http://example.org/x", "Importing 500 kB/1 MB (50%)"]
