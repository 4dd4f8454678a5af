"""Real engines behind an sshd, with the system's ssh, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli import library
from tests.docker15 import TIMEOUT, Docker15
from tests.fake_engine import Engine
from tests.fake_engine.faults import Fault
from tests.fake_engine.http import Connection
from tests.pty import Terminal
from tests.real_engines.conftest import emptied, require, require_program
from tests.real_engines.servers import until
from tests.real_engines.sshd import Sshd
from tests.real_engines.test_containers import (
    test_a_containers_life as test_a_containers_life,
)
from tests.real_engines.test_containers import (
    test_create_and_start_attached as test_create_and_start_attached,
)

pytestmark = pytest.mark.timeout(120)

FORWARDED, SESSIONS = "forwarded", "dial-stdio"
PROMPT = b"ready> "
INTERACTIVE = ("run", "-i", "-t", "-e", "PS1=ready> ", "busybox", "busybox", "sh")


@pytest.fixture(scope="module")
def forwarding() -> Iterator[Sshd]:
    require(Sshd.missing())
    with Sshd() as running:
        yield running


@pytest.fixture(scope="module")
def refusing() -> Iterator[Sshd]:
    """An sshd that forwards nothing."""
    require(Sshd.missing())
    require_program("docker", "docker.io")
    with Sshd("AllowStreamLocalForwarding no") as running:
        yield running


@pytest.fixture
def sshd(forwarding: Sshd) -> Iterator[Sshd]:
    """The sshd in its original state; nothing of docker15's may be left after a test."""
    yield forwarding
    forwarding.use_client()
    forwarding.know_host("host_key")
    assert forwarding.leaves_nothing()


@pytest.fixture(
    params=[(FORWARDED, "podman"), (FORWARDED, "dockerd"), (SESSIONS, "dockerd")],
    ids=" ".join,
)
def docker15(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with a real engine behind each kind of sshd."""
    way, kind = request.param
    sshd: Sshd = request.getfixturevalue("forwarding" if way == FORWARDED else "refusing")
    engine = request.getfixturevalue(kind)
    with emptied(Docker15(tmp_path, engine.url)):
        yield sshd.docker15(tmp_path, engine.socket)
    assert sshd.leaves_nothing()


@pytest.fixture
def simple(sshd: Sshd, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with a test engine behind an sshd."""
    with Engine() as engine:
        yield sshd.docker15(tmp_path, engine.socket)


# --- what works on a unix socket works over ssh


def test_input_of_20_megabytes_and_its_end(docker15: Docker15) -> None:
    data = os.urandom(20 * 1024 * 1024)
    result = docker15("run", "-i", "busybox", "cat", stdin=data, timeout=100)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.stdout == data


def test_a_terminal(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        # Printed by the job itself: while the shell is starting it, Ctrl-C could come too early.
        terminal.type(b"sh -c 'echo a$((1 + 1)); exec sleep 100'\r")
        terminal.wait_for(b"a2")
        terminal.type(b"\x03")  # for the container, not for ssh
        terminal.wait_for(PROMPT)
        terminal.type(b"exit 7\r")
        assert terminal.exit_status() == 7


def test_many_targets(docker15: Docker15) -> None:
    """More than the sessions that an sshd allows on one connection."""
    made = [docker15("create", "busybox", "true").line for _ in range(3)]
    missing = [f"missing{number}" for number in range(20)]
    result = docker15("rm", *made, *missing)
    assert result.lines == made
    assert len(result.stderr.splitlines()) == len(missing)
    assert b"closed the connection" not in result.stderr


# --- one process, and the user's configuration


def test_a_command_uses_only_one_ssh(simple: Docker15, sshd: Sshd) -> None:
    before = sshd.calls()
    assert simple("run", "-i", "-rm", "busybox", "cat", stdin=b"hi").stdout == b"hi"
    assert sshd.calls() == before + 1


def test_an_alias_of_the_users_configuration(simple: Docker15, sshd: Sshd) -> None:
    path = simple.host.partition(str(sshd.port))[2]
    result = simple("images", "-q", host=f"ssh://far{path}")
    assert (result.exit_status, result.stderr) == (0, b"")


def test_a_forwarding_of_the_users_that_another_ssh_has(simple: Docker15, sshd: Sshd) -> None:
    sshd.use_client(f"-L {sshd.port}:127.0.0.1:1")
    assert simple("images", "-q").exit_status == 0


# --- several at once


class AllAtOnce(Fault):
    """Holds up requests for the images until that many have come."""

    def __init__(self, count: int) -> None:
        self._barrier = threading.Barrier(count)

    def before(self, connection: Connection) -> bool:
        self._barrier.wait(TIMEOUT)
        return False


def test_several_far_engines(simple: Docker15, sshd: Sshd) -> None:
    """Each has its own ssh, and none waits for another."""
    with Engine() as first, Engine() as second:
        fault = AllAtOnce(2)
        for engine in (first, second):
            engine.faults.arm(fault, "GET", "/images/json$")
        hosts = [f"{sshd.address}{engine.socket}" for engine in (first, second)]
        dead = f"{sshd.address}/nosuch/socket"
        result = simple("-H", hosts[0], "-H", dead, "-H", hosts[1], "images", "--format={{.Host}}")
    assert result.lines == hosts
    assert result.error.startswith(f"ssh reached {dead}, but found no engine there: ")
    assert result.exit_status == 1


def test_ctrl_c_while_several_connect(simple: Docker15, sshd: Sshd) -> None:
    assert sshd.process
    os.kill(sshd.process.pid, signal.SIGSTOP)
    try:
        with simple.start("-H", simple.host, "-H", f"{simple.host}x", "events") as process:
            assert until(lambda: len(sshd.clients()) == 2, TIMEOUT)
            process.send_signal(signal.SIGINT)
            assert process.result().exit_status == 130
    finally:
        os.kill(sshd.process.pid, signal.SIGCONT)


# --- what goes wrong: one line, and what to do


def failure(docker15: Docker15, host: str | None = None) -> str:
    result = docker15("ps", host=host)
    assert result.exit_status == 1
    return result.error


def test_the_key_of_a_podman_connection(simple: Docker15, sshd: Sshd) -> None:
    """And with CONTAINER_SSHKEY, that of CONTAINER_HOST."""
    key = sshd.files / "user_key"
    named = key.rename(sshd.files / "named_key")
    try:
        assert simple("images", "-q").exit_status == 1
        variables = {"CONTAINER_HOST": simple.host, "CONTAINER_SSHKEY": str(named)}
        assert simple("images", "-q", host="", env=variables).exit_status == 0
        row = {"URI": simple.host, "Identity": str(named)}
        connections = simple.home / "connections.json"
        connections.write_text(json.dumps({"Connection": {"Connections": {"far": row}}}))
        variables = {"PODMAN_CONNECTIONS_CONF": str(connections)}
        assert simple("-c", "far", "images", "-q", host="", env=variables).exit_status == 0
    finally:
        named.rename(key)


def test_a_wrong_host_key(simple: Docker15, sshd: Sshd) -> None:
    sshd.make_key("other_key")
    sshd.know_host("other_key")
    error = failure(simple)
    assert error.startswith(f"can't reach the engine at {simple.host}: ssh: Host key verification")
    assert error.endswith(" true`")


def test_an_unknown_host(simple: Docker15, sshd: Sshd) -> None:
    (sshd.files / "known_hosts").write_text("")
    sshd.use_client("-o StrictHostKeyChecking=ask")
    assert "ssh: Host key verification failed" in failure(simple)


def test_a_refused_key(simple: Docker15, sshd: Sshd) -> None:
    (sshd.files / "user_key").rename(sshd.files / "away")
    try:
        assert "Permission denied (publickey)" in failure(simple)
    finally:
        (sshd.files / "away").rename(sshd.files / "user_key")


def test_no_such_host(simple: Docker15) -> None:
    address = "ssh://no-such-host.invalid"
    error = failure(simple, host=address)
    assert error.startswith(f"can't reach the engine at {address}: ssh: Could not resolve hostname")
    assert error.endswith("try `ssh no-such-host.invalid true`")


def test_nobody_listens(simple: Docker15) -> None:
    assert "Connection refused; try `ssh -p 1 127.0.0.1 true`" in failure(
        simple, host="ssh://127.0.0.1:1"
    )


def test_no_engine_there(simple: Docker15) -> None:
    require_program("docker", "docker.io")
    error = failure(simple, host=re.sub(r"(:\d+)/.*", r"\1/nosuch/socket", simple.host))
    assert "but found no engine there: nothing answers at /nosuch/socket" in error
    assert "`docker system dial-stdio` failed: " in error
    assert "dial unix /nosuch/socket" in error


def test_ssh_is_not_installed(simple: Docker15, tmp_path: Path) -> None:
    result = simple("ps", env={"PATH": str(tmp_path)})
    assert result.error.endswith(
        "needs the program ssh, which is not on the PATH (package openssh-client)"
    )


def test_a_script_is_never_asked(simple: Docker15, sshd: Sshd) -> None:
    """Not even on its terminal, if its stdin isn't one."""
    (sshd.files / "known_hosts").write_text("")
    sshd.use_client("-o StrictHostKeyChecking=ask")
    with Terminal(simple, "ps", redirect="</dev/null") as terminal:
        assert terminal.exit_status() == 1
    assert b"Host key verification failed" in terminal.output


def test_somebody_at_a_terminal_is_asked(simple: Docker15, sshd: Sshd) -> None:
    (sshd.files / "known_hosts").write_text("")
    sshd.use_client("-o StrictHostKeyChecking=ask")
    with Terminal(simple, "images", "-q") as terminal:
        terminal.wait_for(b"continue connecting")
        terminal.type(b"yes\r")
        assert terminal.exit_status() == 0


# --- the end, whatever it is


def test_ctrl_c_at_a_question(simple: Docker15, sshd: Sshd) -> None:
    (sshd.files / "known_hosts").write_text("")
    sshd.use_client("-o StrictHostKeyChecking=ask")
    with Terminal(simple, "ps") as terminal:
        terminal.wait_for(b"continue connecting")
        terminal.type(b"\x03")
        assert terminal.exit_status() == 130


def test_ctrl_c_while_it_connects(simple: Docker15, sshd: Sshd) -> None:
    assert sshd.process
    os.kill(sshd.process.pid, signal.SIGSTOP)
    try:
        with Terminal(simple, "ps") as terminal:
            terminal.until(lambda: bool(sshd.clients()))
            terminal.until(lambda: not terminal.is_raw)
            terminal.type(b"\x03")
            assert terminal.exit_status() == 130
    finally:
        os.kill(sshd.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle(simple: Docker15, number: signal.Signals) -> None:
    with simple.start(
        "run", "-sig-proxy=false", "busybox", "sh", "-c", "echo on; sleep 99"
    ) as process:
        process.wait_for(b"on")
        process.send_signal(number)
        assert process.result().exit_status == 128 + number


def test_killed(simple: Docker15, sshd: Sshd) -> None:
    """Nothing can be cleaned up then, but ssh ends."""
    with simple.start("events") as process:
        assert until(lambda: bool(sshd.sessions()), TIMEOUT)
        process.send_signal(signal.SIGKILL)
        process.result()
    assert until(lambda: not sshd.clients(), 20)
    for left in sshd.scratch.iterdir():
        shutil.rmtree(left)


def test_a_reader_that_goes_away(simple: Docker15) -> None:
    result = simple("run", "busybox", "yes", read=100_000)
    assert result.exit_status == 141


def test_ctrl_c_does_not_end_ssh_before_the_container_is_told(simple: Docker15) -> None:
    """All of the terminal's processes get it. With 1.5, the container is stopped."""
    script = "trap 'echo stopped; exit 0' TERM; echo on; while :; do sleep 0.1; done"
    with Terminal(simple, "run", "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"on")
        terminal.type(b"\x03")
        terminal.wait_for(b"stopped")
        assert terminal.exit_status() == 0


@pytest.mark.parametrize("command", [("run", "busybox"), ("logs", "-f")])
def test_the_far_end_dies(simple: Docker15, sshd: Sshd, command: tuple[str, ...]) -> None:
    script = ("sh", "-c", "echo on; sleep 100")
    rest = script if command[0] == "run" else simple("run", "-d", "busybox", *script).lines
    with simple.start(*command, *rest) as process:
        process.wait_for(b"on")
        sshd.end_sessions()
        result = process.result()
    assert result.exit_status == 1
    assert f"the engine at {simple.host}" in result.error
    assert "(ssh: " in result.error


def test_a_pulled_cable(simple: Docker15, sshd: Sshd) -> None:
    """The remote side still exists, but sends nothing more."""
    sshd.use_client("-o ServerAliveInterval=1")
    with simple.start("run", "busybox", "sh", "-c", "echo on; sleep 100") as process:
        process.wait_for(b"on")
        sshd.end_sessions(signal.SIGSTOP)
        result = process.result()
    sshd.end_sessions(signal.SIGKILL)
    assert result.exit_status == 1
    assert "not responding" in result.error


def test_a_name_is_followed_over_a_new_connection(sshd: Sshd, tmp_path: Path) -> None:
    """Each connection has another ssh; every line is shown once."""
    with Engine(api="1.52") as engine:
        client = sshd.docker15(tmp_path, engine.socket)
        script = "for n in $(seq 300); do echo $n; sleep 0.02; done; exec sleep 100"
        client("run", "-d", "--name", "counter", "busybox", "sh", "-c", script)
        with client.start("logs", "-F", "counter") as process:
            for number in (b"50\n", b"150\n"):
                process.wait_for(number)
                sshd.end_sessions()
            process.wait_for(b"300\n")
            process.send_signal(signal.SIGINT)
            result = process.result()
    assert result.lines == [str(number) for number in range(1, 301)]
    assert result.exit_status == 130


def test_figures_of_several_far_engines(sshd: Sshd, tmp_path: Path) -> None:
    """An ssh ends with the thread that started it, so that thread has to stay."""
    with Engine(api="1.52") as first, Engine(api="1.52") as second:
        clients = [sshd.docker15(tmp_path, engine.socket) for engine in (first, second)]
        for client, name in zip(clients, ("one", "two"), strict=True):
            client("run", "-d", "--name", name, "busybox", "sleep", "100")
        hosts = [word for client in clients for word in ("-H", client.host)]
        with clients[0].start(*hosts, "stats", "--format", "{{.Name}}") as process:
            process.wait_for(b"one\ntwo\none\ntwo\n")
            process.send_signal(signal.SIGINT)
            result = process.result()
    assert (result.stderr, result.exit_status) == (b"", 130)


# --- the library


def test_the_library_outlives_threads_and_sessions(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ssh ends with the thread that started it, so there is a thread for that."""
    monkeypatch.setattr(tempfile, "tempdir", str(sshd.scratch))
    with Engine() as fake:
        user = sshd.docker15(tmp_path, fake.socket)
        with library.connect(user.host, environ=user.environment()) as engine:
            for _ in range(2):
                (answer,) = library.on_all([engine], lambda one: one.run("busybox", ["echo", "up"]))
                assert answer.result.stdout == b"up\n"
            (client,) = sshd.clients()
            box = engine.run_detached("busybox", ["sh", "-c", "echo ready; exec sleep 50"])
            pieces = engine.logs(box, follow=True)
            assert next(pieces) == (library.STDOUT, b"ready\n")
            sshd.end_sessions()
            with pytest.raises(library.Docker15Error, match="ssh: "):
                list(pieces)
            assert until(lambda: client not in sshd.clients(), 20)
            assert engine.run("busybox", ["echo", "again"]).stdout == b"again\n"
    assert sshd.leaves_nothing()
