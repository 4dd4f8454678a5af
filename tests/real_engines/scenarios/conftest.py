"""Each scenario runs unchanged on every engine, in several API versions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fake_engine import Account, Engine, Repository
from tests.real_engines import modern, raw, servers
from tests.real_engines.clearing import clear
from tests.real_engines.conftest import require
from tests.real_engines.registry import PASSWORD, USER
from tests.real_engines.scenarios import matrix
from tests.real_engines.scenarios.scene import Scene
from tests.real_engines.sshd import Sshd

_FIXTURES = {"podman": "podman", "tls": "tls_dockerd"}


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    """The sshd through which an engine's socket is reached."""
    require(Sshd.missing())
    with Sshd() as running:
        yield running


_WAITS = pytest.mark.timeout(180)  # until no other test has the engine
_SHARED = [pytest.param(column, marks=_WAITS) for column in matrix.MODERN]


@pytest.fixture(params=(*matrix.ENGINES, *_SHARED, *matrix.TRANSPORTS))
def docker15(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """docker15 with one engine of the matrix, which has the image busybox and no containers."""
    column: str = request.param
    properties = request.node.user_properties
    properties.append((matrix.COLUMN, column))
    version = matrix.TRANSPORTS.get(column, column)
    variables: dict[str, str] = {}
    if version in matrix.TEST_ENGINE:
        with Engine(tcp=column == "tcp", api=matrix.TEST_ENGINE[version]) as engine:
            engine.registry.accounts[USER] = Account(PASSWORD)
            engine.registry.repositories["team1/secret"] = Repository(needs_login=True)
            engine.registry.repositories["team/found"] = Repository(description="what is found")
            url = engine.tcp_url or engine.url
            if column == "ssh":
                url, variables = _through_ssh(request, engine.socket)
            yield Scene(tmp_path, url, version, properties, variables)
        return
    if column in matrix.MODERN:
        with _modern(request, column, tmp_path) as scene:
            yield scene
        return
    real = request.getfixturevalue(_FIXTURES.get(column, "dockerd"))
    clear(real.socket)
    url = real.url
    if column in matrix.TRANSPORTS:
        url, variables = real.tcp_url, real.variables
    if column != "podman":
        variables = variables | _to_speak(version, real.socket)
    scene = Scene(tmp_path, url, version, properties, variables)
    scene.registry = request.getfixturevalue("protected_registry").host
    scene.index = request.getfixturevalue("index").host
    yield scene
    clear(real.socket)


def _through_ssh(request: pytest.FixtureRequest, path: str) -> tuple[str, dict[str, str]]:
    """The address of an engine whose socket is at `path`, and the variables for it."""
    sshd: Sshd = request.getfixturevalue("sshd")
    return f"{sshd.address}{path}", sshd.environ()


@contextmanager
def _modern(request: pytest.FixtureRequest, column: str, home: Path) -> Iterator[Scene]:
    """A scene on an engine that all of this run's processes share, one after the other."""
    require(modern.missing(column))
    properties = request.node.user_properties
    with modern.borrowed(column, *_elsewhere(request)) as engine:
        kind = column.partition("-")[0]
        properties.append((matrix.HEAD, f"{kind} {'.'.join(engine.version.split('.')[:2])}"))
        clear(engine.socket)
        scene = Scene(home, engine.url, "podman" if kind == "podman" else engine.api, properties)
        scene.registry, scene.index = engine.registry, engine.index
        scene.loses_outputs = kind == "docker" and engine.version.startswith("26.1")
        yield scene
        clear(engine.socket)


def _elsewhere(request: pytest.FixtureRequest) -> list[Path]:
    """Where the tests have files outside /tmp."""
    base = Path(request.config.option.basetemp).resolve()
    base = base.parent if hasattr(request.config, "workerinput") else base
    return [] if base.is_relative_to("/tmp") else [base]


def _to_speak(version: str, socket_path: str) -> dict[str, str]:
    """The variables for a version: none for the engine's newest. Skips if it isn't supported."""
    oldest, newest = _versions(socket_path)
    if _numbers(version) < _numbers(oldest):
        pytest.skip(f"this dockerd speaks nothing older than {oldest}")
    return {} if version == newest else {"DOCKER_API_VERSION": version}


@functools.cache
def _versions(socket_path: str) -> tuple[str, str]:
    """The oldest and the newest version. dockerd starts three programs to answer this."""
    offered = raw.json_of(socket_path, "/version")
    return offered["MinAPIVersion"], offered["ApiVersion"]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


@pytest.fixture
def free_port() -> int:
    """A port that is unused with both TCP and UDP."""
    return servers.free_port()
