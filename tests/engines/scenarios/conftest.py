"""Each scenario runs unchanged on every engine, spoken to in several versions."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import Account, Engine, Repository
from tests.engines.conftest import require
from tests.engines.registry import PASSWORD, USER
from tests.engines.scenarios import matrix
from tests.engines.scenarios.scene import Scene, clear
from tests.engines.sshd import Sshd

_FIXTURES = {"podman": "podman", "tls": "tls_dockerd"}


@pytest.fixture(scope="session")
def program() -> Iterator[tuple[str, ...]]:
    """What stands for docker15 here: see forking.py."""
    with tempfile.TemporaryDirectory(prefix="d15-") as directory:
        path = f"{directory}/socket"
        argv = [sys.executable, "-m", "tests.engines.scenarios.forking", path]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as forking:
            assert forking.stdin is not None
            assert forking.stdout is not None
            assert forking.stdout.readline() == b"ready\n"
            launch = Path(__file__).with_name("launch.py")
            yield (sys.executable, "-I", "-S", str(launch), path)
            forking.stdin.close()


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    """The way to the socket of an engine."""
    require(Sshd.missing())
    with Sshd() as running:
        yield running


@pytest.fixture(params=(*matrix.ENGINES, *matrix.TRANSPORTS))
def docker15(
    request: pytest.FixtureRequest, tmp_path: Path, program: tuple[str, ...]
) -> Iterator[Scene]:
    """docker15 on one engine of the matrix, that has the image busybox and no containers."""
    column: str = request.param
    properties = request.node.user_properties
    properties.append((matrix.COLUMN, column))
    if column in matrix.TEST_ENGINE:
        with Engine(api=matrix.TEST_ENGINE[column]) as engine:
            engine.registry.accounts[USER] = Account(PASSWORD)
            engine.registry.repositories["team1/secret"] = Repository(needs_login=True)
            engine.registry.repositories["team/found"] = Repository(description="what is found")
            yield Scene(tmp_path, engine.url, column, program, properties)
        return
    real = request.getfixturevalue(_FIXTURES.get(column, "dockerd"))
    clear(real.socket)
    url, variables = real.url, {}
    if column == "ssh":
        sshd: Sshd = request.getfixturevalue("sshd")
        url, variables = f"{sshd.address}{real.socket}", sshd.environ()
    elif column in matrix.TRANSPORTS:
        url, variables = real.tcp_url, real.variables
    version = matrix.NEWEST if column in matrix.TRANSPORTS else column
    scene = Scene(tmp_path, url, version, program, properties, variables)
    scene.registry = request.getfixturevalue("protected_registry").host
    scene.index = request.getfixturevalue("index").host
    yield scene
    clear(real.socket)


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses, neither of TCP nor of UDP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("0.0.0.0", 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
