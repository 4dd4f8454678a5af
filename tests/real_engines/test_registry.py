"""Real engines and a real registry: pull, push, search, login, with and without credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.config.dockercfg import encode_auth
from tests.docker15 import Docker15
from tests.real_engines.conftest import require
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine
from tests.real_engines.registry import PASSWORD, USER, Registry

pytestmark = pytest.mark.timeout(240)

NOWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that anybody may use."""
    require(Registry.missing())
    with Registry(tmp_path_factory.mktemp("registry") / "open") as running:
        yield running


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that requires a password."""
    require(Registry.missing())
    with Registry(tmp_path_factory.mktemp("registry") / "protected", protected=True) as running:
        yield running


@pytest.fixture(scope="module", params=[Podman, Dockerd])
def engine(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    rootfs_tar: Path,
    registry: Registry,
    protected: Registry,
) -> Iterator[PrivateEngine]:
    """Each engine in turn, which allows these registries without TLS (dockerd always does)."""
    kind: type[PrivateEngine] = request.param
    require(kind.missing())
    made = kind(tmp_path_factory.mktemp("engine"))
    if isinstance(made, Podman):
        local = protected.host.replace("127.0.0.1", "localhost")
        made.allow_plain(registry.host, protected.host, local)
    with made:
        made.import_busybox(rootfs_tar)
        yield made


@pytest.fixture
def docker15(engine: PrivateEngine, tmp_path: Path) -> Docker15:
    return Docker15(tmp_path, engine.url)


def names(docker15: Docker15) -> set[str]:
    return {":".join(row.split()[:2]) for row in docker15("images").lines}


def test_push_and_pull(docker15: Docker15, registry: Registry) -> None:
    name = f"{registry.host}/team/app:v1"
    assert docker15("tag", "busybox", name).exit_status == 0
    pushed = docker15("push", name)
    assert (pushed.exit_status, pushed.stderr) == (0, b"")
    assert b"The push refers to " in pushed.stdout
    assert docker15("rmi", name).exit_status == 0
    assert name not in names(docker15)
    pulled = docker15("pull", name)
    assert (pulled.exit_status, pulled.stderr) == (0, b"")
    assert name in names(docker15)


def test_an_image_that_only_has_a_digest(docker15: Docker15, registry: Registry) -> None:
    """F4: it is shown and found as by docker."""
    repository = f"{registry.host}/team/digest"
    docker15("tag", "busybox", f"{repository}:v1")
    pushed = docker15("push", f"{repository}:v1")
    digest = re.findall("sha256:[0-9a-f]{64}", pushed.stdout.decode())[-1]
    docker15("rmi", f"{repository}:v1")
    name = f"{repository}@{digest}"
    assert docker15("pull", "-q", name).line == name
    assert [repository, "<none>"] in [row.split()[:2] for row in docker15("images").lines]
    columns = "{{.Repository}} {{.Tag}} {{.Digest}}"
    shown = docker15("images", "--format", columns, name)
    assert shown.line == f"{repository} <none> {digest}"
    # Podman has another digest for what it has pushed.
    assert shown.line in docker15("images", "--format", columns, repository).lines
    assert digest in docker15("images", "--digests", name).lines[1]
    identifier = docker15("images", "-q", name).line
    assert docker15("images", "-q", repository).line == identifier
    assert docker15("inspect", "-f", "{{.Id}}", name).line.endswith(identifier, 0, 7 + 12)
    assert docker15("history", "-q", name).exit_status == 0
    assert f"{name}\t" in docker15("__complete", "images", registry.host, "").stdout.decode()
    run = docker15("run", "-d", name, "sleep", "100").line
    assert docker15("ps", "--format", "{{.Image}}").line == repository
    assert docker15("ps", "--no-trunc", "--format", "{{.Image}}").line == name
    docker15("rm", "-f", run)
    assert f"Untagged: {name}" in docker15("rmi", name).lines
    assert docker15("images", "-q", name).lines == []


def test_only_latest_without_a_tag(docker15: Docker15, registry: Registry) -> None:
    repository = f"{registry.host}/team/latest"
    for tag in ("latest", "other"):
        assert docker15("tag", "busybox", repository, tag).exit_status == 0
    assert docker15("push", "-q", repository).line == f"{repository}:latest"
    assert docker15("rmi", f"{repository}:latest", f"{repository}:other").exit_status == 0
    missing = docker15("pull", f"{repository}:other")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "manifest" in missing.error
    assert docker15("pull", "-q", repository).line == f"{repository}:latest"
    assert f"{repository}:latest" in names(docker15)


def test_without_a_login_it_is_refused(docker15: Docker15, protected: Registry) -> None:
    name = f"{protected.host}/team/app:v1"
    assert docker15("tag", "busybox", name).exit_status == 0
    for command in ("push", "pull"):
        result = docker15(command, name)
        assert result.exit_status == 1
        assert result.error.endswith(f": log in with `docker15 login {protected.host}` first")


def test_a_wrong_password(docker15: Docker15, protected: Registry) -> None:
    result = docker15("login", "-u", USER, "-p", "wrong", protected.host)
    assert result.exit_status == 1
    assert "401 Unauthorized" in result.error or "unauthorized" in result.error
    assert list(docker15.home.iterdir()) == []


def test_a_stored_wrong_password(docker15: Docker15, protected: Registry) -> None:
    name = f"{protected.host}/team/wrong:v1"
    entry = {"auth": encode_auth(USER, "wrong"), "email": ""}
    content = json.dumps({f"http://{protected.host}/v1/": entry})
    (docker15.home / ".dockercfg").write_text(content)
    assert docker15("tag", "busybox", name).exit_status == 0
    result = docker15("push", name)
    assert result.exit_status == 1
    assert "unauthorized" in result.error or "authentication required" in result.error  # Podman 5


def test_with_a_login_it_works(docker15: Docker15, protected: Registry) -> None:
    name = f"{protected.host}/team/app:v2"
    logged_in = docker15("login", "-u", USER, "--password-stdin", protected.host, stdin=b"secret\n")
    assert (logged_in.exit_status, logged_in.stderr) == (0, b"")
    url = f"http://{protected.host}/v1/"
    assert logged_in.lines == [f"Login against server at {url}", "Login Succeeded"]
    stored = json.loads((docker15.home / ".dockercfg").read_text())
    assert stored == {url: {"auth": encode_auth(USER, PASSWORD), "email": ""}}
    assert docker15("tag", "busybox", name).exit_status == 0
    assert docker15("push", name).exit_status == 0
    assert docker15("rmi", name).exit_status == 0
    ran = docker15("run", "-rm", name, "echo", "pulled")
    assert (ran.exit_status, ran.stdout) == (0, b"pulled\n")


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_registry_out_of_reach(docker15: Docker15, command: str) -> None:
    name = f"{NOWHERE}/team/app:v1"
    assert docker15("tag", "busybox", name).exit_status == 0
    result = docker15(command, name)
    assert result.exit_status == 1
    assert "connection refused" in result.error


def test_login_to_a_registry_out_of_reach(docker15: Docker15) -> None:
    result = docker15("login", "-u", USER, "-p", PASSWORD, NOWHERE)
    assert result.exit_status == 1
    assert "connection refused" in result.error
    assert list(docker15.home.iterdir()) == []


def test_history(docker15: Docker15) -> None:
    header, row = docker15("history", "busybox").lines
    assert header.split() == ["ID", "CREATED", "CREATED", "BY"]
    identifier = docker15("images", "-q", "busybox").line
    assert docker15("history", "-q", "busybox").line == identifier
    first = row.split()[0]
    assert first == identifier or first in names(docker15)  # Podman reports no tags here


@pytest.mark.parametrize("engine", [Podman], indirect=True)  # dockerd only asks the index
def test_search(docker15: Docker15, registry: Registry) -> None:
    name = f"{registry.host}/team/found:v1"
    assert docker15("tag", "busybox", name).exit_status == 0
    assert docker15("push", name).exit_status == 0
    found = docker15("search", f"{registry.host}/found").lines
    assert found[0] == f'Found 1 results matching your query ("{registry.host}/found")'
    assert found[2].startswith(f"{registry.host}/team/found ")
    nothing = docker15("search", f"{registry.host}/nothing")
    assert nothing.lines[0].startswith("Found 0 results")
