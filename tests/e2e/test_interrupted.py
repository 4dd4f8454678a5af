"""Ctrl-C, SIGTERM and SIGHUP at every moment, with an engine that doesn't answer."""

from __future__ import annotations

import signal
import socket
import sys

import pytest

from tests.docker15 import Docker15, Process
from tests.fake_containers import await_request, ended, running
from tests.fake_engine import Engine, Stall
from tests.fake_engine.faults import Armed
from tests.real_engines.servers import until

MOMENTS = [
    # the command, and the request that gets no answer
    ("ps", "/containers/json"),
    ("images", "/images/json"),
    ("info", "/info"),
    ("inspect ID", "/containers/.*/json"),
    ("logs ID", "/attach"),
    ("pull busybox", "/images/create"),
    ("pull busybox", "/_ping"),
    ("import -", "/images/create"),
    ("commit ID", "/commit"),
    ("start ID", "/start"),
    ("stop ID", "/stop"),
    ("kill ID", "/kill"),
    ("restart ID", "/restart"),
    ("rm ID", "/containers/[0-9a-f]+"),
    ("rmi busybox", "/images/busybox"),
    ("wait ID", "/wait"),
    ("wait ID ID", "/wait"),
    ("stop ID ID ID", "/stop"),
    ("create busybox true", "/create"),
    ("attach RUNNING", "/json"),
    ("attach RUNNING", "/attach"),
    ("start -a ID", "/attach"),
    ("start -a ID", "/start"),
    ("run busybox true", "/create"),
    ("run busybox true", "/attach"),
    ("run busybox true", "/start"),
    ("run nosuch true", "/images/create"),
    ("run -d busybox true", "/start"),
    ("version", "/version"),
]


@pytest.mark.parametrize(
    ("command", "path"), [pytest.param(*one, id=f"{one[0]} at {one[1]}") for one in MOMENTS]
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_before_the_answer(
    docker15: Docker15, engine: Engine, command: str, path: str, number: signal.Signals
) -> None:
    """It ends at once, with the signal's status and without a message.

    Except where something unknown would be left: that is waited for, unless more signals come, and
    reported.
    """
    words = command.replace("ID", ended(engine).short_id)
    words = words.replace("RUNNING", running(engine).short_id)
    armed = engine.faults.arm(Stall(), ".*", f"{path}$", times=None)
    with docker15.start(*words.split(), stdin=b"a tar") as process:
        _await_hit(engine, armed)
        for _ in range(_waiting(command, path)):
            process.deliver(number)
            assert not process.has_ended
        assert until(lambda: _ends(process, number), 30)
        result = process.result(30)
    lines = _lines(command) + _is_told(command, path)
    assert (result.exit_status, result.stderr.count(b"\n")) == (128 + number, lines)
    assert result.stdout == b"" or command == "version"


def _await_hit(engine: Engine, armed: Armed) -> None:
    assert until(lambda: armed.hits > 0, 20), engine.requests.lines


def _waiting(command: str, path: str) -> int:
    """How many signals still leave it waiting for the answer."""
    is_start = path == "/start" and command != "start ID"
    return 2 if path == "/create" else 1 if is_start else 0


def _ends(process: Process, number: signal.Signals) -> bool:
    process.deliver(number)
    return process.has_ended


def _is_told(command: str, path: str) -> bool:
    """Whether something may be left, so that a message is shown."""
    return _waiting(command, path) > 0 or (command, path) == ("run busybox true", "/attach")


def _lines(command: str) -> int:
    return 1 if "nosuch" in command else 0  # "Unable to find image…"


@pytest.mark.parametrize(
    ("command", "path", "after"),
    [
        ("pull team1/app", "/images/create$", 60),
        ("logs ID", "/attach$", 2),
        ("ps -a", "/containers/json$", 100),
        ("images", "/images/json$", 10),
        ("inspect ID", "/json$", 10),
    ],
)
def test_in_the_middle_of_the_answer(
    docker15: Docker15, engine: Engine, command: str, path: str, after: int
) -> None:
    engine.registry.add("team1/app")
    words = command.replace("ID", ended(engine, "seq", "1000").short_id)
    armed = engine.faults.arm(Stall(after), ".*", path)
    with docker15.start(*words.split()) as process:
        _await_hit(engine, armed)
        process.send_signal(signal.SIGINT)
        result = process.result(10)
    assert (result.exit_status, result.stderr) == (130, b"")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_while_it_waits_for_its_stdin(
    docker15: Docker15, engine: Engine, number: signal.Signals, status: int
) -> None:
    """Two signals, since the first stops the container, which the engine never answers."""
    engine.faults.arm(Stall(), "POST", "/stop$", times=None)
    with docker15.start("run", "busybox", "sleep", "60") as process:
        await_request(engine, "/wait")
        process.send_signal(number)
        await_request(engine, "/stop")
        process.send_signal(number)
        result = process.result(10)
    assert (result.exit_status, result.stderr) == (status, b"")


def test_before_it_can_connect(lone_docker15: Docker15) -> None:
    """With a listener whose queue is full: connecting has a limit, but Ctrl-C works at once."""
    with socket.socket(socket.AF_UNIX) as listener:
        path = str(lone_docker15.home / "s")
        listener.bind(path)
        listener.listen(0)
        fillers = []
        while True:
            filler = socket.socket(socket.AF_UNIX)
            filler.setblocking(False)
            fillers.append(filler)
            try:
                filler.connect(path)
            except BlockingIOError:
                break
        arguments = ("-D", "ps")  # -D shows when it begins
        with lone_docker15.start(*arguments, host=f"unix://{path}") as process:
            process.wait_for(b"> GET", "stderr")
            process.send_signal(signal.SIGINT)
            result = process.result(8)
        for filler in fillers:
            filler.close()
    assert (result.exit_status, b"Traceback" in result.stderr) == (130, False)


_LOSING = """
import os, signal, sys
from docker15_cli.main import main

class Dropped:
    def __del__(self):
        signal.raise_signal({number})

class Finder:
    def find_spec(self, name, *_rest):
        if name == "docker15_cli.commands.events":
            Dropped()

sys.meta_path.insert(0, Finder())
sys.argv = ["docker15", "events"]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_in_a_callback_whose_exceptions_python_drops(
    docker15: Docker15, number: signal.Signals
) -> None:
    """As it drops those in importlib: one of 300 Ctrl-C during the start was lost."""
    docker15.program = (sys.executable, "-c", _LOSING.format(number=int(number)))
    result = docker15(timeout=10)
    assert (result.exit_status, result.stdout, result.stderr) == (128 + number, b"", b"")
