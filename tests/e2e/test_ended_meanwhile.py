"""`run -rm` and `rm -f` if the container ends by itself just before docker15 kills it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.docker15 import Docker15
from tests.fake_containers import only_container
from tests.fake_engine import Answer, Engine, refusal
from tests.fake_engine.faults import Fault
from tests.fake_engine.http import Connection


@dataclass
class EndedMeanwhile(Fault):
    """Has the container end before the kill, which later engines then refuse."""

    engine: Engine
    answer: Answer

    def before(self, connection: Connection) -> bool:
        for container in self.engine.state.containers:
            container.kill()
            container.wait()
        return self.answer.before(connection)


def test_it_is_removed(docker15: Docker15, engine: Engine) -> None:
    answer = refusal(409, "can only kill running containers")
    armed = engine.faults.arm(EndedMeanwhile(engine, answer), "POST", "/kill$")
    result = docker15("run", "-rm", "-sig-proxy=false", "busybox", "yes", read=2)
    assert (result.exit_status, result.stdout, result.stderr) == (141, b"y\n", b"")
    assert armed.hits == 1
    assert len(engine.state.containers) == 0


def test_a_kill_that_fails_for_a_moment(docker15: Docker15, engine: Engine) -> None:
    """Podman: `container state improper`, and an inspect that is out of date."""
    engine.faults.arm(refusal(500, "container state improper"), "POST", "/kill$", times=2)
    result = docker15("run", "-rm", "-sig-proxy=false", "busybox", "yes", read=2)
    assert (result.exit_status, result.stderr) == (141, b"")
    assert len(engine.state.containers) == 0


def test_a_failed_kill_is_reported(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(refusal(500, "no kill today"), "POST", "/kill$", times=None)
    result = docker15("run", "-rm", "-sig-proxy=false", "busybox", "yes", read=2)
    assert result.error == f"{only_container(engine)} could not be removed: no kill today"
    assert result.exit_status == 141


def test_rm_with_force(docker15: Docker15, engine: Engine) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "100").line
    answer = refusal(500, "it is not running")
    engine.faults.arm(EndedMeanwhile(engine, answer), "POST", "/kill$")
    engine.faults.arm(refusal(406, "it is running"), "DELETE")
    assert docker15("rm", "-f", container).line == container
    assert len(engine.state.containers) == 0
