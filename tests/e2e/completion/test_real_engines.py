"""Tab with today's engines, whose containers have names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.e2e.completion.conftest import OpenShell
from tests.e2e.completion.shells import Shell

pytestmark = pytest.mark.timeout(240)

IMAGE = "localhost:5000/team/app:v1"


@pytest.fixture(scope="module", params=["podman", "dockerd"])
def docker15(request: pytest.FixtureRequest, home: Path) -> Iterator[Docker15]:
    """docker15, with containers that are removed afterwards."""
    client = Docker15(home, request.getfixturevalue(request.param).url)
    assert client("tag", "busybox", IMAGE).exit_status == 0
    run = ("run", "-d", "--name", "web.one", "-p", "80", "busybox", "sleep", "300")
    assert client(*run, timeout=120).exit_status == 0
    create = ("create", "--name", "old_one", "-v", "data_one:/data", "busybox", "true")
    assert client(*create).exit_status == 0
    yield client
    assert client("rm", "-f", "-v", "web.one", "old_one", timeout=120).exit_status == 0
    assert client("rmi", IMAGE).exit_status == 0


@pytest.fixture(scope="module")
def shell(open_shell: OpenShell, docker15: Docker15) -> Shell:
    return open_shell({"DOCKER_HOST": docker15.host})


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("docker15 stop ", "docker15 stop web.one "),
        ("docker15 start ", "docker15 start old_one "),
        ("docker15 rm web.one ", "docker15 rm web.one old_one "),
        ("docker15 exec ", "docker15 exec web.one "),
        ("docker15 run --network ho", "docker15 run --network host "),
        ("docker15 logs o", "docker15 logs old_one "),
        ("docker15 cp web", "docker15 cp web.one:"),
        ("docker15 port web.one ", "docker15 port web.one 80 "),
        ("docker15 run busybox:", "docker15 run busybox:latest "),
        ("docker15 rmi localhost:5000/team/app:", f"docker15 rmi {IMAGE} "),
        ("docker15 push localhost:5000/t", f"docker15 push {IMAGE} "),
        ("docker15 run busybox:latest ", "docker15 run busybox:latest "),
        ("docker15 run -v data_o", "docker15 run -v data_one:"),
        ("docker15 run --volume=data_o", "docker15 run --volume=data_one:"),
        ("docker15 rm -f old", "docker15 rm -f old_one "),
    ],
)
def test_a_name(shell: Shell, typed: str, becomes: str) -> None:
    assert shell.line(typed) == becomes


def test_an_id(shell: Shell, docker15: Docker15) -> None:
    container = docker15("inspect", "-f", "{{.Id}}", "web.one").line[:12]
    assert shell.line(f"docker15 stop {container[:6]}") == f"docker15 stop {container} "


def test_objects_and_their_descriptions(shell: Shell, shell_name: str) -> None:
    shown = shell.offers("docker15 inspect ", "web.one", "old_one", "busybox:latest", IMAGE)
    has_description = re.search(r"busybox(:latest)?, Up", shown) is not None
    assert has_description == (shell_name != "bash")
