"""A failing network: short commands end by themselves, long ones by Ctrl-C or the keepalive."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.certificates import Certificates
from tests.docker15 import Docker15, Process
from tests.fake_containers import await_request
from tests.fake_engine import Engine
from tests.real_engines.conftest import require, require_program
from tests.real_engines.servers import until
from tests.relay import Relay

pytestmark = pytest.mark.timeout(90)

QUICK = ["ps -a", "images", "info", "version", "inspect c", "top c", "history i", "logs c"]
FOLLOWING = ["events", "logs -f ID", "wait ID", "attach ID"]


class Relayed(NamedTuple):
    relay: Relay
    docker15: Docker15
    engine: Engine


@pytest.fixture(params=["tcp", "tls"])
def relayed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Relayed]:
    """docker15 with an engine behind a relay."""
    certificates = Certificates(tmp_path / ".docker")
    tls = certificates.server(wants_client=True) if request.param == "tls" else None
    path = str(tmp_path / "s") if request.param == "unix" else ""
    with Engine(tcp=True, tls=tls) as engine, Relay(engine.tcp_url, path) as relay:
        url = relay.url.replace("tcp", "https" if tls else "tcp")
        yield Relayed(relay, Docker15(tmp_path, url), engine)


# --- an engine that does not answer


@pytest.mark.parametrize("relayed", ["tcp", "unix"], indirect=True)
@pytest.mark.parametrize("command", QUICK)
def test_a_short_request_has_a_time_limit(relayed: Relayed, command: str) -> None:
    relay, docker15, _ = relayed
    relay.swallow()
    result = docker15("--timeout", "0.5", *command.split())
    error = result.stderr.decode().splitlines()[-1]
    assert error == (
        f"Error: the engine at {relay.url} did not answer within 0.5 seconds; check the network, "
        "or set a longer --timeout"
    )
    assert result.exit_status == 1


@pytest.mark.parametrize("relayed", ["tls"], indirect=True)
def test_a_handshake_has_a_time_limit(relayed: Relayed) -> None:
    relay, docker15, _ = relayed
    relay.swallow()
    for args in (["ps"], ["export", "c"]):
        assert docker15("--timeout", "0.5", *args).error == (
            f"can't connect to the engine at {relay.url}: no answer within 0.5 seconds; check the "
            "address and the network"
        )


@pytest.mark.parametrize("command", FOLLOWING)
def test_ctrl_c_ends_following_a_dead_stream(relayed: Relayed, command: str) -> None:
    relay, docker15, engine = relayed
    script = "while sleep 0.1; do echo up; done"
    container = docker15("run", "-d", "busybox", "sh", "-c", script).line
    with docker15.start(*command.replace("ID", container).split()) as process:
        await_request(engine, "/events" if command == "events" else "/wait")
        if command in ("attach ID", "logs -f ID"):
            process.wait_for(b"up")
        relay.swallow()
        process.deliver(signal.SIGINT)
        process.send_signal(signal.SIGINT)  # an attached container had the first
        result = process.result(timeout=30)  # the keepalive would take a minute
    assert (result.exit_status, result.stderr.count(b"\n")) == (130, 0)


@pytest.mark.parametrize("relayed", ["tls"], indirect=True)
@pytest.mark.parametrize("proxies", [False, True])
def test_ctrl_c_ends_a_handshake_within_a_session(relayed: Relayed, proxies: bool) -> None:
    """Nobody answers on the connection for the `wait` of an attached container."""
    relay, docker15, engine = relayed
    container = docker15("run", "-d", "busybox", "sh", "-c", "echo up; exec sleep 600").line

    def attach() -> Process:
        return docker15.start("attach", f"--sig-proxy={proxies}", container)

    before = relay.connections
    with attach() as process:
        await_request(engine, "/wait")
        needed = relay.connections - before
        docker15("kill", container)
        process.result()
    docker15("start", container)
    relay.most = relay.connections + needed - 1
    with attach() as process:
        assert until(lambda: relay.connections > (relay.most or 0), 30)
        if proxies:
            process.deliver(signal.SIGINT)  # the container is to have the first
        process.send_signal(signal.SIGINT)
        assert process.result().exit_status == 130


def test_the_timeout_is_for_connecting_too(lone_docker15: Docker15) -> None:
    """Clients that don't fit into a listener's queue are not answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        with socket.create_connection(address):
            host = f"tcp://127.0.0.1:{address[1]}"
            result = lone_docker15("--timeout", "0.5", "pull", "busybox", host=host)
    assert result.error == (
        f"can't connect to the engine at {host}: no answer within 0.5 seconds; check the address "
        "and the network"
    )


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e3", "", "nan"])
def test_bad_timeouts(lone_docker15: Docker15, value: str) -> None:
    result = lone_docker15(f"--timeout={value}", "ps", host="tcp://127.0.0.1:1")
    assert b"--timeout takes a positive number of seconds" in result.stderr
    assert result.exit_status == 2


# --- addresses


def test_ipv6(lone_docker15: Docker15, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / ".docker")
    with Engine(tcp=("::1", 0)) as engine:
        for address in (engine.tcp_url, engine.tcp_url.removeprefix("tcp://")):
            assert lone_docker15("run", "busybox", "echo", "hi", host=address).line == "hi"
    with Engine(tcp=("::1", 0), tls=certificates.server(wants_client=True)) as engine:
        address = engine.tcp_url
        assert lone_docker15("--tlsverify", "images", "-q", host=address).exit_status == 0
    assert f"at {address}: connection refused" in lone_docker15("images", host=address).error


# --- another machine


class Impatient(Docker15):
    """The keepalive takes three seconds, so that a test can wait for it."""

    program = (
        sys.executable,
        "-c",
        "from docker15_cli.transport import dialers\n"
        "dialers.IDLE = dialers.INTERVAL = 1; dialers.PROBES = 2\n"
        "from docker15_cli.main import main; main()",
    )


class Machine:
    """A network namespace at the end of a virtual cable, with a test engine in it."""

    def __init__(self) -> None:
        self._name = f"d15-{secrets.token_hex(3)}"
        self._network = f"10.191.{secrets.randbelow(256)}"
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Machine:
        near, far = f"{self._name}a", f"{self._name}b"
        _ip("netns", "add", self._name)
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", self._name)
        _ip("address", "add", f"{self._network}.1/30", "dev", near)
        _ip("-n", self._name, "address", "add", f"{self._network}.2/30", "dev", far)
        _ip("link", "set", near, "up")
        _ip("-n", self._name, "link", "set", far, "up")
        argv = ["ip", "netns", "exec", self._name, sys.executable, "-m", "tests.fake_engine"]
        process = subprocess.Popen(
            [*argv, "--tcp", f"{self._network}.2:0"], stdout=subprocess.PIPE, text=True
        )
        self._processes.append(process)
        assert process.stdout is not None
        self.url = process.stdout.readline().split()[-1]
        return self

    def pull_the_cable(self) -> None:
        _ip("-n", self._name, "link", "set", f"{self._name}b", "down")

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.terminate()
            process.wait(10)
        # A broken connection keeps the namespace, and our end of the cable, for minutes.
        for what in (("link", "delete", f"{self._name}a"), ("netns", "delete", self._name)):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip(*what)


def _ip(*args: str) -> None:
    subprocess.run(["ip", *args], check=True, capture_output=True)


@pytest.fixture
def machine() -> Iterator[Machine]:
    require("" if os.geteuid() == 0 else "a network namespace needs root")
    require_program("ip", "iproute2")
    with Machine() as there:
        yield there


@pytest.mark.parametrize("command", ["events --since 1", "attach ID", "run -i"])
def test_a_pulled_cable_ends_followed_streams(
    machine: Machine, tmp_path: Path, command: str
) -> None:
    docker15 = Impatient(tmp_path, machine.url)
    silent = ("busybox", "sh", "-c", "echo up; exec sleep 300")
    container = docker15(
        "run", "-d", "busybox", "sh", "-c", "while sleep 0.1; do echo up; done"
    ).line
    args = command.replace("ID", container).split()
    if command == "run -i":
        args += silent
    reader, writer = os.pipe()
    with docker15.start(*args, stdin=reader) as process:
        process.wait_for(b"create" if command.startswith("events") else b"up")
        machine.pull_the_cable()
        os.write(writer, b"typed after it\n")
        result = process.result(timeout=60)
    os.close(reader)
    os.close(writer)
    assert result.error in (
        f"the engine at {machine.url} no longer answers; check the network",
        "the connection to the engine broke: Connection timed out",
        "the connection to the engine broke: No route to host",
    )
    assert result.exit_status == 1


def test_a_login_sent_over_the_network_causes_a_warning(machine: Machine, tmp_path: Path) -> None:
    docker15 = Docker15(tmp_path, machine.url)
    warning = f"Warning: your registry login is sent to {machine.url} unencrypted; use --tlsverify"
    login = docker15("login", "-u", "joe", "-p", "secret", "-e", "joe@example.org")
    assert login.stderr.decode().startswith(warning)
    (tmp_path / ".dockercfg").write_text(
        '{"https://index.docker.io/v1/": {"auth": "am9lOnNlY3JldA==", "email": ""}}'
    )
    pulled = docker15("pull", "nosuch").stderr.decode()
    assert pulled.count(warning) == 1
    (tmp_path / ".dockercfg").unlink()
    assert warning not in docker15("pull", "nosuch").stderr.decode()
    assert warning not in docker15("ps").stderr.decode()


def test_a_login_that_stays_on_this_machine_causes_no_warning(lone_docker15: Docker15) -> None:
    with Engine(tcp=True) as engine:
        login = ("login", "-u", "joe", "-p", "secret", "-e", "joe@example.org")
        assert b"Warning" not in lone_docker15(*login, host=engine.tcp_url).stderr
