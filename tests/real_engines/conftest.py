"""Real engines for tests. Each xdist worker has its own instances.

A test that needs an engine which can't run here is skipped with the reason; with CI=true it fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.in_process import InProcess
from tests.real_engines import rootfs
from tests.real_engines.clearing import clear
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.index import Index
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine
from tests.real_engines.registry import Registry

_DOCKER = 28  # the major version of docker's client that docker15 is compared with


def require(reason: str) -> None:
    """Skip the test if there is a reason to; in CI, fail instead."""
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"a test must not be skipped in CI: {reason}", pytrace=False)
    pytest.skip(reason)


def require_program(name: str, package: str = "") -> None:
    """Require a program on the PATH, from Debian's `package` if that has another name."""
    package = f" (package {package})" if package else ""
    require("" if shutil.which(name) else f"{name} is not installed{package}")


def require_docker() -> None:
    """Require docker's client; skip if it is older than the one that docker15 is compared with."""
    require_program("docker", "docker.io")
    told = subprocess.run(["docker", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"version (\d+)", told.stdout)
    if found is None or int(found[1]) < _DOCKER:
        pytest.skip(f"an older client: {told.stdout.strip()}")


def remove_containers(client: Docker15) -> None:
    """Remove all containers of its engine."""
    left = client("ps", "-a", "-q").lines
    if left:
        client("rm", "-f", "-v", *left, timeout=120)


@contextmanager
def emptied(client: Docker15) -> Iterator[Docker15]:
    """A client whose engine has no containers; what it creates is removed afterwards."""
    remove_containers(client)
    yield client
    remove_containers(client)


@pytest.fixture(params=["podman", "dockerd"])
def docker15(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with each engine in turn, which has the image busybox and no containers."""
    engine: PrivateEngine = request.getfixturevalue(request.param)
    clear(engine.socket)
    yield InProcess(tmp_path, engine.url)
    clear(engine.socket)


@pytest.fixture(scope="session")
def rootfs_tar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tar of a small root filesystem."""
    require(rootfs.missing())
    return rootfs.build(tmp_path_factory.mktemp("rootfs") / "rootfs.tar")


@pytest.fixture(scope="session")
def index() -> Iterator[Index]:
    """An index that can be searched."""
    with Index() as running:
        yield running


@pytest.fixture(scope="session")
def protected_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that requires a password."""
    require(Registry.missing())
    with Registry(tmp_path_factory.mktemp("registry") / "protected", protected=True) as running:
        yield running


@pytest.fixture(scope="session")
def podman(
    tmp_path_factory: pytest.TempPathFactory,
    rootfs_tar: Path,
    index: Index,
    protected_registry: Registry,
) -> Iterator[Podman]:
    """A Podman that has the image busybox:latest, and knows which registries don't use TLS."""
    require(Podman.missing())
    made = Podman(tmp_path_factory.mktemp("podman"))
    made.allow_plain(index.host, protected_registry.host)
    with made as engine:
        engine.import_busybox(rootfs_tar)
        yield engine


@pytest.fixture(scope="session")
def dockerd(tmp_path_factory: pytest.TempPathFactory, rootfs_tar: Path) -> Iterator[Dockerd]:
    """A dockerd that has the image busybox:latest."""
    require(Dockerd.missing())
    with Dockerd(tmp_path_factory.mktemp("dockerd")) as engine:
        engine.import_busybox(rootfs_tar)
        yield engine


@pytest.fixture(scope="session")
def tls_dockerd(tmp_path_factory: pytest.TempPathFactory, rootfs_tar: Path) -> Iterator[Dockerd]:
    """A dockerd that has busybox:latest, and on its port speaks TLS with the clients it knows."""
    require(Dockerd.missing())
    directory = tmp_path_factory.mktemp("tls-dockerd")
    with Dockerd(directory, Certificates(directory / "certificates")) as engine:
        engine.import_busybox(rootfs_tar)
        yield engine
