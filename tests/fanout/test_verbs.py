"""Commands that change something, on each of several engines."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.docker15 import Docker15, Result
from tests.fake_engine import Engine
from tests.fake_engine.faults import Hold
from tests.real_engines.servers import until

DEAD = "unix:///nosuch/engine.sock"
RUNNING = ("busybox", "sh", "-c", "trap exit TERM; while :; do sleep 0.1; done")


class Fleet:
    """Modern engines, and docker15 for all of them."""

    def __init__(self, home: Path, engines: list[Engine]) -> None:
        self.engines = engines
        self.docker15 = Docker15(home, "")

    def hosts(self) -> list[str]:
        return [word for engine in self.engines for word in ("-H", engine.url)]

    def __call__(self, *args: str, **more: Any) -> Result:
        return self.docker15(*self.hosts(), *args, **more)

    def labelled(self, text: str) -> set[str]:
        return {f"{engine.url}: {text}" for engine in self.engines}


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        yield Fleet(tmp_path, [stack.enter_context(Engine(api="1.52")) for _ in range(3)])


@pytest.fixture
def running(fleet: Fleet) -> Fleet:
    """The engines, each with a running container `web`."""
    assert fleet("run", "-d", "--name", "web", "--all-hosts", *RUNNING).exit_status == 0
    return fleet


def test_run_in_the_background(fleet: Fleet) -> None:
    made = fleet("run", "-d", "--all-hosts", *RUNNING)
    assert made.exit_status == 0
    identifiers = [fleet.docker15("ps", "-q", host=each.url).line for each in fleet.engines]
    each = zip(fleet.engines, identifiers, strict=True)
    assert set(made.lines) == {f"{engine.url}: {identifier}" for engine, identifier in each}


@pytest.mark.parametrize(
    "verbs", [["stop -t 5", "start"], ["restart -t 5"], ["pause", "unpause"], ["exec"]]
)
def test_commands(running: Fleet, verbs: list[str]) -> None:
    for verb in verbs:
        command = [
            *verb.split(),
            "--all-hosts",
            "web",
            *(["echo", "web"] if verb == "exec" else []),
        ]
        result = running(*command)
        assert (result.exit_status, result.stderr) == (0, b"")
        assert set(result.lines) == running.labelled("web")


def test_load(fleet: Fleet, tmp_path: Path) -> None:
    archive = tmp_path / "saved.tar"
    fleet.docker15("save", "-o", str(archive), "busybox", host=fleet.engines[0].url)
    result = fleet("load", "-q", "-i", str(archive), "--all-hosts")
    assert result.exit_status == 0
    assert set(result.lines) == fleet.labelled("Loaded image: busybox:latest")


def test_the_worst_status_counts(running: Fleet) -> None:
    first, *others = running.engines
    running.docker15("stop", "-t", "5", "web", host=first.url)
    result = running("exec", "--all-hosts", "web", "sh", "-c", "echo web; exit 7")
    assert result.exit_status == 7
    assert set(result.lines) == {f"{engine.url}: web" for engine in others}
    assert result.error.startswith(f"{first.url}: ")


def test_a_dead_engine_is_one_line(running: Fleet) -> None:
    result = running.docker15("-H", DEAD, *running.hosts(), "restart", "--all-hosts", "web")
    assert result.exit_status == 1
    assert set(result.lines) == running.labelled("web")
    assert result.error.startswith(f"can't connect to the engine at {DEAD}: ")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("run busybox true", "with several engines, run needs -d, and can't take -i"),
        ("run -d -i busybox cat", "with several engines, run needs -d, and can't take -i"),
        ("run -d --cidfile x busybox true", "run can't take --cidfile"),
        ("start -a web", "with several engines or --filter, start takes neither -a nor -i"),
        ("exec -it web sh", "with several engines or --filter, exec takes neither -i nor -t"),
        ("load", "with several engines, load needs -i FILE"),
    ],
)
def test_what_only_works_with_one_engine_is_refused(fleet: Fleet, command: str, why: str) -> None:
    name, *args = command.split()
    result = fleet(name, "--all-hosts", *args)
    assert why in result.stderr.decode()
    assert result.exit_status == 2
    refused = fleet(name, *args)
    assert b"choose one with -H, or add --all-hosts" in refused.stderr
    assert all(engine.requests.connections == 0 for engine in fleet.engines)


def asked(engine: Engine, path: str) -> bool:
    return any(path in request.target for request in engine.requests)


@pytest.mark.timeout(60)
def test_all_at_once(running: Fleet) -> None:
    held = [Hold() for _ in running.engines]
    for engine, hold in zip(running.engines, held, strict=True):
        engine.faults.arm(hold, "POST", "/restart")
    with running.docker15.start(*running.hosts(), "restart", "--all-hosts", "web") as process:
        assert until(lambda: all(asked(engine, "/restart") for engine in running.engines), 20)
        for hold in held:
            hold.release()
        assert process.result().exit_status == 0


@pytest.mark.timeout(60)
def test_a_limited_number_at_a_time(running: Fleet) -> None:
    first, *others = running.engines
    hold = Hold()
    first.faults.arm(hold, "POST", "/restart")
    argv = ("restart", "--all-hosts", "--parallel", "1", "web")
    with running.docker15.start(*running.hosts(), *argv) as process:
        assert until(lambda: asked(first, "/restart"), 20)
        time.sleep(0.3)  # time enough for asking the others by mistake
        assert not any(asked(engine, "/restart") for engine in others)
        hold.release()
        result = process.result()
    assert result.exit_status == 0
    assert len(result.lines) == len(running.engines)


@pytest.mark.timeout(60)
def test_a_signal_leaves_no_container_that_is_not_running(fleet: Fleet) -> None:
    """What has been started is finished, and the rest isn't started."""
    hold = Hold()
    fleet.engines[0].faults.arm(hold, "POST", "/start")
    argv = ("run", "-d", "--all-hosts", "--parallel", "1", *RUNNING)
    with fleet.docker15.start(*fleet.hosts(), *argv) as process:
        assert until(lambda: asked(fleet.engines[0], "/start"), 20)
        process.deliver(signal.SIGINT)
        hold.release()
        assert process.result().exit_status == 130
    ps = [
        fleet.docker15("ps", "-a", "--format", "{{.State}}", host=each.url)
        for each in fleet.engines
    ]
    assert [result.lines for result in ps] == [["running"], [], []]
