"""Names, variables and networks on real engines: what is requested is what is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docker15 import Docker15

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def with_variable(docker15: Docker15) -> str:
    """An image that sets Q, and variables that the engine's own environment has, too."""
    dockerfile = b"FROM busybox\nENV Q=image PATH_INFO=image\n"
    built = docker15("build", "-q", "-t", "asked/with:1", "-", stdin=dockerfile, timeout=120)
    assert built.exit_status == 0
    return "asked/with:1"


def of(docker15: Docker15, *args: str, **env: str) -> list[str]:
    """Q among the variables that a command prints."""
    lines = docker15(*args, "env", env=env).lines
    return [line for line in lines if line.startswith("Q=")]


def test_f14_a_variable_that_is_not_set_here_is_removed(
    docker15: Docker15, with_variable: str
) -> None:
    assert of(docker15, "run", "-rm", with_variable) == ["Q=image"]
    assert of(docker15, "run", "-rm", "-e", "Q", with_variable) == []
    assert of(docker15, "run", "-rm", "-e", "Q", with_variable, Q="mine") == ["Q=mine"]
    assert of(docker15, "run", "-rm", "-e", "Q=", with_variable) == ["Q="]
    (docker15.home / "names").write_text("Q\n")  # there it says nothing, like docker
    assert of(docker15, "run", "-rm", "--env-file", "names", with_variable) == ["Q=image"]


def test_f14_nor_does_it_come_from_the_engine(docker15: Docker15, with_variable: str) -> None:
    """Left to itself, Podman would pass on its own PATH and HOME."""
    lines = docker15("run", "-rm", "-e", "XDG_RUNTIME_DIR", "-e", "PWD", with_variable, "env").lines
    assert not any(line.startswith("XDG_RUNTIME_DIR=") for line in lines)


def test_f14_exec(docker15: Docker15, with_variable: str) -> None:
    container = docker15("run", "-d", with_variable, "sleep", "100").line
    absent = docker15("exec", "-e", "ABSENT", container, "echo", "ok")
    assert (absent.lines, absent.stderr) == (["ok"], b"")
    result = docker15("exec", "-e", "Q", container, "env")
    if "podman" in docker15.host:
        assert result.error == "this engine can't remove Q from an exec's environment"
    else:
        assert not any(line.startswith("Q=") for line in result.lines)


def test_f15_proxies(docker15: Docker15) -> None:
    (docker15.home / ".docker").mkdir()
    settings = {"proxies": {"default": {"httpProxy": "http://p:1", "noProxy": "x"}}}
    (docker15.home / ".docker" / "config.json").write_text(json.dumps(settings))
    lines = docker15("run", "-rm", "-e", "NO_PROXY=mine", "busybox", "env").lines
    found = {line for line in lines if "proxy" in line.lower()}
    assert found == {
        "HTTP_PROXY=http://p:1",
        "http_proxy=http://p:1",
        "NO_PROXY=mine",
        "no_proxy=x",
    }
    dockerfile = b"FROM busybox\nRUN echo =$http_proxy=$no_proxy=\n"
    built = docker15("build", "-", stdin=dockerfile, timeout=120)
    assert b"=http://p:1=x=" in built.stdout


def test_f31_no_network(docker15: Docker15) -> None:
    for option in ("--net=none", "-n=false"):
        ran = docker15("run", "-rm", option, "busybox", "ls", "/sys/class/net")
        assert ran.line == "lo"


@pytest.mark.parametrize("source", ["-", "."])
def test_f3_every_name_of_a_build(docker15: Docker15, source: str, tmp_path: Path) -> None:
    dockerfile = "FROM busybox\nRUN true\n"
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text(dockerfile)
    names = ("asked/app:1.2", "asked/app:latest", "localhost:5000/asked/other:x")
    options = [f"--tag={name}" for name in names]
    stdin = dockerfile.encode()
    built = docker15("build", *options, source, stdin=stdin, cwd=context, timeout=120)
    assert (built.exit_status, built.stderr) == (0, b"")
    found = {docker15("inspect", "-f", "{{.Id}}", name).line for name in names}
    assert len(found) == 1
    assert docker15("rmi", *names).exit_status == 0


@pytest.mark.parametrize("name", ["asked/app:", "asked/app:1:2", "asked/App", "asked/ app"])
def test_f2_no_name_becomes_another(docker15: Docker15, name: str) -> None:
    before = docker15("images", "-a", "-q").lines
    container = docker15("create", "busybox", "true").line
    for command in (["tag", "busybox", name], ["commit", container, name], ["run", name, "true"]):
        refused = docker15(*command)
        assert (refused.exit_status, refused.stdout) == (2, b"")
        assert b"not a valid image name: " in refused.stderr
    assert docker15("images", "-a", "-q").lines == before


def test_f27_and_f28(docker15: Docker15) -> None:
    """A volume's name is not a path, and a file with a colon in its name can be copied."""
    container = docker15("create", "-v", "asked:/x", "busybox", "true").line
    (docker15.home / "te:st").write_text("data")
    assert docker15("cp", "te:st", f"{container}:/tmp/").exit_status == 0
    assert docker15("cp", f"{container}:/tmp/te:st", "back").exit_status == 0
    assert (docker15.home / "back").read_text() == "data"
