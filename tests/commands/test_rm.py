"""`docker15 rm` and `docker15 rmi`: what is missing, and how many at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.docker15 import TIMEOUT, Docker15
from tests.fake_containers import ended
from tests.fake_engine import Engine
from tests.fake_engine.faults import Fault, refusal
from tests.fake_engine.http import Connection

MISSING = b"No such container: nosuch\n"


class Crowd(Fault):
    """Counts how many requests are being handled at a time; each takes a moment."""

    def __init__(self) -> None:
        self.most = self._there = 0
        self._lock = threading.Lock()

    def before(self, connection: Connection) -> bool:
        with self._lock:
            self._there += 1
            self.most = max(self.most, self._there)
        connection.closed.wait(0.05)
        with self._lock:
            self._there -= 1
        return False


class AllButTheFirst(Fault):
    """The first request is answered at once, the others when all of them have come."""

    def __init__(self, others: int) -> None:
        self._barrier = threading.Barrier(others)
        self._is_first = True

    def before(self, connection: Connection) -> bool:
        if not self._is_first:
            self._barrier.wait(TIMEOUT)
        self._is_first = False
        return False


def test_forced_rm_of_a_missing_container(docker15: Docker15, engine: Engine) -> None:
    """F17: it is reported, but not a failure, as in docker; other failures are."""
    container, stuck = ended(engine).short_id, ended(engine).short_id
    result = docker15("rm", "-f", "nosuch", container)
    assert (result.exit_status, result.lines, result.stderr) == (0, [container], MISSING)
    engine.faults.arm(refusal(500, "driver failed"), "DELETE", f"{stuck}$", times=None)
    failed = docker15("rm", "-f", "nosuch", stuck)
    assert failed.exit_status == 1
    assert failed.stderr.startswith(MISSING + b"Error: ")


def test_forced_rm_of_volumes_that_fails(docker15: Docker15, engine: Engine) -> None:
    """It is a failure although a 1.5 daemon says 404, as the container exists."""
    container = ended(engine).short_id
    engine.faults.arm(refusal(404, "No such id: volume/layer"), "DELETE", times=None)
    result = docker15("rm", "-f", "-v", container)
    assert (result.exit_status, result.stdout) == (1, b"")
    assert "No such id: volume/layer" in result.error


def test_forced_rmi_of_a_missing_image(docker15: Docker15) -> None:
    """F17, too."""
    result = docker15("rmi", "-f", "nosuch")
    assert (result.exit_status, result.stdout) == (0, b"")
    assert result.stderr == b"No such image: nosuch\n"
    assert docker15("rmi", "nosuch").exit_status == 1


def test_forced_rm_of_what_none_of_several_engines_has(docker15: Docker15, engine: Engine) -> None:
    """F17: with several engines, too."""
    with Engine() as other:
        hosts = ("-H", engine.url, "-H", other.url)
        one = ended(other).short_id
        result = docker15(*hosts, "rm", "-f", "--all-hosts", "nosuch", one)
    assert (result.exit_status, result.lines) == (0, [f"{other.url}: {one}"])
    assert result.stderr == MISSING[:-1] + b" (on none of 2 engines)\n"


@pytest.mark.parametrize("first", [(), ("nosuch",), ("..",)])
def test_1_5_removes_one_after_the_other(
    docker15: Docker15, engine: Engine, first: tuple[str, ...]
) -> None:
    """F35: even if the first fails; and no request is spent on identifying the engine."""
    crowd = Crowd()
    engine.faults.arm(crowd, "DELETE", times=None)
    ids = [ended(engine).short_id for _ in range(6)]
    result = docker15("rm", *first, *ids)
    assert (result.lines, result.exit_status) == (ids, len(first))
    assert crowd.most == 1
    assert {request.method for request in engine.requests} == {"DELETE"}


def test_later_engines_remove_all_at_once(tmp_path: Path) -> None:
    with Engine(api="1.52") as engine:
        ids = [ended(engine).id for _ in range(6)]
        engine.faults.arm(AllButTheFirst(5), "DELETE", "/v1.52/", times=None)
        result = Docker15(tmp_path, engine.url)("rm", *ids)
    assert (result.lines, result.exit_status) == (ids, 0)
