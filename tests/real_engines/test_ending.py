"""How containers end, and what is reported: stops, exit codes, statuses."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.api import container_streams as api
from docker15_cli.api.client import Client
from docker15_cli.transport import address
from tests.docker15 import Docker15
from tests.real_engines.conftest import emptied
from tests.real_engines.podman import Podman

pytestmark = pytest.mark.timeout(180)

# It takes two seconds to stop.
SLOW = "trap 'sleep 2; echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done"


@pytest.fixture
def on_podman(podman: Podman, tmp_path: Path) -> Iterator[Docker15]:
    with emptied(Docker15(tmp_path, podman.url)) as client:
        yield client


def started(docker15: Docker15, *options: str) -> str:
    container = docker15("run", "-d", *options, "busybox", "sh", "-c", SLOW).line
    with docker15.start("logs", "-f", container) as logs:
        logs.wait_for(b"ready")
    return container


@pytest.mark.parametrize(
    ("options", "arguments", "status"),
    [
        ((), (), "5"),
        (("--stop-timeout", "1"), (), "137"),
        (("--stop-timeout", "300"), (), "5"),
        (("--stop-timeout", "-1"), (), "5"),
        (("--stop-timeout", "1"), ("-t", "10"), "5"),
        (("--stop-timeout", "1"), ("-t", "-1"), "5"),
        (("--stop-timeout", "300"), ("-t", "0"), "137"),
    ],
)
def test_stop_takes_the_time_that_the_container_has(
    docker15: Docker15, options: tuple[str, ...], arguments: tuple[str, ...], status: str
) -> None:
    """T9: 2 seconds became 10, and so did a database's 300."""
    container = started(docker15, *options)
    assert docker15("stop", *arguments, container).line == container
    assert docker15("wait", container).line == status


@pytest.mark.parametrize(("options", "is_killed"), [((), False), (("--stop-timeout", "1"), True)])
def test_restart_takes_that_time_too(
    docker15: Docker15, options: tuple[str, ...], is_killed: bool
) -> None:
    """T9: if no time is sent, Podman's restart kills at once, whatever the container's time is."""
    containers = [started(docker15, *options) for _ in range(2)]
    assert docker15("restart", *containers).lines == containers
    for container in containers:
        assert (b"bye" not in docker15("logs", container).stdout) == is_killed


@pytest.mark.parametrize(("timeout", "asked"), [("300", "t=300"), ("-1", "t=2147483647")])
def test_what_podman_is_asked(on_podman: Docker15, timeout: str, asked: str) -> None:
    container = on_podman("create", "--stop-timeout", timeout, "busybox", "true").line
    assert asked in on_podman("-D", "stop", container).stderr.decode()


def test_what_dockerd_is_asked(docker15: Docker15, request: pytest.FixtureRequest) -> None:
    """Its default may be different, so nothing is sent."""
    container = docker15("create", "busybox", "true").line
    asked = docker15("-D", "stop", container).stderr.decode()
    own = "podman" in request.node.name
    assert ("/stop?t=10 " in asked) == own
    assert ("/stop " in asked) != own


def test_wait_for_what_podman_has_forgotten(podman: Podman, on_podman: Docker15) -> None:
    """T6: it forgets exit codes after five minutes, or, sooner, when it is restarted."""
    ended = [
        on_podman("run", "-d", "busybox", "sh", "-c", f"exit {code}").line for code in (3, 7, 0)
    ]
    assert on_podman("wait", *ended).lines == ["3", "7", "0"]
    (podman.state / "alive").unlink()
    subprocess.run(["podman", "ps"], env=podman.environ, capture_output=True, check=True)
    never = on_podman("create", "busybox", "true").line
    result = on_podman("wait", *ended, never, "nosuch")
    assert (result.lines, result.exit_status) == (["3", "7", "0", "0"], 1)
    assert "nosuch" in result.error


def test_wait_for_what_was_attached_to_and_never_started(on_podman: Docker15) -> None:
    """Podman would not answer that."""
    container = on_podman("create", "busybox", "true").line
    client = Client(address.parse(on_podman.environment()["DOCKER_HOST"]))
    api.attach(client, container).connection.close()
    assert on_podman("wait", container, timeout=20).line == "0"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("run -rm busybox nosuch", 127),
        ("run -rm busybox /nosuch", 127),
        ("run -rm busybox /etc/passwd", 126),
        ("run -rm busybox /etc", 126),
        ("run -rm -device /dev/nosuch busybox true", 125),
        ("run -rm -v /proc/self/nosuch:/x busybox true", 125),
        ("run -rm -w /etc/passwd busybox true", 125),
        ("run -rm -v /etc/hosts:/etc busybox true", 125),
        ("run -rm -u nosuch busybox true", 125),
        ("exec C nosuch", 127),
        ("exec C /nosuch", 127),
        ("exec C /etc/passwd", 126),
        ("exec C /etc", 126),
        ("exec -w /nosuch C true", 125),
        ("exec -w /etc/passwd C true", 125),
    ],
)
def test_the_statuses_for_a_bad_command(docker15: Docker15, words: str, status: int) -> None:
    """T10: 126 and 127 are only for the command, not for a directory, device or mount."""
    container = docker15("run", "-d", "busybox", "sleep", "600").line
    result = docker15(*words.replace(" C ", f" {container} ").split())
    assert (result.exit_status, result.stdout) == (status, b"")
    assert result.stderr.startswith(b"Error: ")
    assert result.stderr.count(b"\n") == 1
