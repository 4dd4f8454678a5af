"""`recreate` on real engines: what changes, what stays, and what is left after a failure."""

from __future__ import annotations

import json
import os
import secrets
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.docker15 import Docker15
from tests.real_engines import raw
from tests.real_engines.test_as_run import normal
from tests.relay import Cut, FaultyRelay, Stall

pytestmark = pytest.mark.timeout(300)
STEPS = {
    "stop": "POST .*/stop",
    "rename": "POST .*/rename",
    "create": "POST .*/containers/create",
    "start": "POST .*/start",
}
SCRIPT = "trap exit TERM; echo up; while :; do sleep 0.1; done"
RUN = ("run", "-d", "--name", "web", "-e", "A=old", "-v", "/data", "busybox", "sh", "-c", SCRIPT)


@pytest.fixture
def network(docker15: Docker15) -> Iterator[str]:
    """A new network with a unique name, as Podman's networks are shared by the whole machine."""
    name = f"net-{secrets.token_hex(4)}"
    subnet = f"10.98.{os.getpid() % 250}.0/24"
    assert docker15("network", "create", "--subnet", subnet, name).exit_status == 0
    yield name
    docker15("rm", "-f", "web")
    docker15("network", "rm", name)


def inspected(docker15: Docker15, name: str = "web") -> dict[str, Any]:
    (value,) = json.loads(docker15("inspect", name).stdout)
    return dict(value)


def is_untouched(docker15: Docker15, before: dict[str, Any]) -> None:
    """Check that the old container is running under its name, and is the only one."""
    after = inspected(docker15)
    assert (after["Id"], after["State"]["Running"]) == (before["Id"], True)
    assert docker15("ps", "-a", "-q").lines == [before["Id"][:12]]
    assert docker15("exec", "web", "cat", "/data/file").line == "kept"


def made(docker15: Docker15, *args: str) -> dict[str, Any]:
    assert docker15(*(args or RUN)).exit_status == 0
    assert docker15("exec", "web", "sh", "-c", "echo kept > /data/file").exit_status == 0
    return inspected(docker15)


def test_changes(docker15: Docker15) -> None:
    before = made(docker15)
    result = docker15("recreate", "-e", "A=new", "-e", "B=2", "--label", "k=v", "--wait", "web")
    assert result.exit_status == 0, result
    after = inspected(docker15)
    assert result.lines == [after["Id"][:12]]
    assert after["Id"] != before["Id"]
    assert {"A=new", "B=2"} <= {*after["Config"]["Env"]}
    assert "A=old" not in after["Config"]["Env"]
    assert after["Config"]["Labels"] == {"k": "v"}
    assert after["Config"]["Cmd"] == before["Config"]["Cmd"]
    assert docker15("ps", "-a", "-q").lines == result.lines
    assert docker15("exec", "web", "cat", "/data/file").line == "kept"


def test_without_a_change_it_is_the_same(docker15: Docker15) -> None:
    """Even what no option can express."""
    body = {
        "Image": "busybox",
        "Hostname": "a.b",
        "Entrypoint": ["sh", "-c"],
        "Cmd": ["sleep 60"],
        "Env": ["A=b"],
        "Labels": {"k": "v"},
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 10**9},
        "StopTimeout": 10,
        "HostConfig": {
            "Binds": ["/tmp:/x:ro", "named:/y"],
            "Memory": 2**26,
            "Ulimits": [{"Name": "core", "Soft": 1, "Hard": 2}],
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
        },
    }
    socket = docker15.host.removeprefix("unix://")
    target = "/v1.40/containers/create?name=web"
    status, answer = raw.request(socket, "POST", target, json.dumps(body).encode())
    assert status == 201, answer
    before = normal(docker15("inspect", "web").stdout.decode())
    assert docker15("recreate", "web").exit_status == 0
    assert normal(docker15("inspect", "web").stdout.decode()) == before


def test_networks_stay(docker15: Docker15, network: str) -> None:
    address = f"10.98.{os.getpid() % 250}.77"
    options = ("--network", network, "--network-alias", "db", "--ip", address)
    made(docker15, *RUN[:4], *options, *RUN[4:])
    result = docker15("recreate", "-e", "A=new", "--wait=log:up", "web")
    assert result.exit_status == 0, result
    after = inspected(docker15)["NetworkSettings"]["Networks"]
    assert {*after} == {network}
    assert "db" in after[network]["Aliases"]
    assert after[network]["IPAddress"] == address


def test_a_second_network_stays(docker15: Docker15, network: str) -> None:
    made(docker15, *RUN[:4], "--network", "bridge", *RUN[4:])
    other = docker15("network", "connect", "--alias", "db", network, "web")
    if other.exit_status:
        pytest.skip(f"no bridge here: {other.error}")
    before = inspected(docker15)["NetworkSettings"]["Networks"]
    assert docker15("recreate", "--wait=running", "web").exit_status == 0
    after = inspected(docker15)["NetworkSettings"]["Networks"]
    assert {*after} == {*before}
    assert "db" in after[network]["Aliases"]


def test_a_stopped_container_is_not_started(docker15: Docker15) -> None:
    assert docker15("create", "--name", "web", "busybox", "true").exit_status == 0
    assert docker15("recreate", "-m", "64m", "web").exit_status == 0
    after = inspected(docker15)
    assert after["State"]["Running"] is False
    assert after["HostConfig"]["Memory"] == 64 * 2**20


@pytest.mark.parametrize("step", STEPS)
def test_a_step_fails(docker15: Docker15, step: str) -> None:
    """The engine has done it, but the answer is lost."""
    before = made(docker15)
    with FaultyRelay(docker15.host, Cut(), match=STEPS[step], times=1) as relay:
        result = docker15("recreate", "-e", "A=new", "web", host=relay.url, timeout=100)
        assert relay.struck.is_set()
    assert result.exit_status in (1, 125), result
    assert "web was put back as it was\n" in result.stderr.decode()
    is_untouched(docker15, before)


def test_the_second_network_fails(docker15: Docker15, network: str) -> None:
    before = made(docker15)
    joined = docker15("network", "connect", "--alias", "db", network, "web")
    assert joined.exit_status == 0
    with FaultyRelay(docker15.host, Cut(), match="POST .*/connect", times=1) as relay:
        result = docker15("recreate", "-e", "A=new", "web", host=relay.url, timeout=100)
    if not relay.struck.is_set():  # Podman connects all of them when creating the container
        assert result.exit_status == 0
        return
    assert result.exit_status == 1
    is_untouched(docker15, before)
    assert network in inspected(docker15)["NetworkSettings"]["Networks"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("step", STEPS)
def test_a_signal_comes(docker15: Docker15, step: str, number: signal.Signals) -> None:
    before = made(docker15)
    with (
        FaultyRelay(docker15.host, Stall(), match=STEPS[step], times=1) as relay,
        docker15.start("recreate", "-e", "A=new", "web", host=relay.url) as process,
    ):
        assert relay.struck.wait(30)
        process.send_signal(number)
        relay.release()
        result = process.result(100)
    assert result.exit_status == 128 + number, result
    is_untouched(docker15, before)


def test_a_signal_comes_during_the_wait(docker15: Docker15) -> None:
    before = made(docker15)
    with (
        FaultyRelay(docker15.host) as relay,
        docker15.start("recreate", "--wait=log:nothing", "web", host=relay.url) as process,
    ):
        relay.wait_for("POST .*/start", 60)
        relay.wait_for("GET .*/logs|POST .*/attach", 60)
        process.send_signal(signal.SIGTERM)
        result = process.result(100)
    assert result.exit_status == 128 + signal.SIGTERM
    is_untouched(docker15, before)


def test_what_is_refused_by_the_engine(docker15: Docker15) -> None:
    before = made(docker15)
    for options in (
        ("--image", "nosuch:1", "--pull=never"),
        ("--entrypoint", "/nosuch"),
        ("--wait=log:nothing", "--wait-timeout", "1"),
        ("--volumes-from", "nosuch"),
        ("--network", "nosuch"),
    ):
        result = docker15("recreate", *options, "web", timeout=100)
        assert result.exit_status != 0, options
        is_untouched(docker15, before)


def test_the_answer_to_the_removal_is_lost(docker15: Docker15) -> None:
    """The new container exists, and the old one is gone."""
    before = made(docker15)
    with FaultyRelay(docker15.host, Cut(), match="DELETE", times=1) as relay:
        result = docker15("recreate", "-e", "A=new", "web", host=relay.url, timeout=100)
    assert result.exit_status == 0
    assert inspected(docker15)["Id"] != before["Id"]
    assert len(docker15("ps", "-a", "-q").lines) == 1


def test_what_can_not_be_recreated(docker15: Docker15) -> None:
    docker15("run", "-d", "-rm", "--name", "web", "busybox", "sleep", "60")
    result = docker15("recreate", "web")
    assert (result.exit_status, result.error) == (
        1,
        "web can't be recreated: it is removed when it stops (-rm)",
    )
    assert docker15("recreate", "nosuch").exit_status == 1
