"""Rare output, on real engines: addresses of ports, lost tags, events, a failure of ps."""

from __future__ import annotations

import re
import shutil
import subprocess
import time

import pytest

from tests.docker15 import Docker15
from tests.real_engines.conftest import require
from tests.real_engines.servers import free_port

pytestmark = pytest.mark.timeout(240)


def test_addresses_of_ports(docker15: Docker15) -> None:
    """F16: the address is shown unless it stands for all of them."""
    local, every, six = free_port(), free_port(), free_port()
    options = ("-p", f"127.0.0.1:{local}:80", "-p", f"{every}:81/udp", "-p", f"[::1]:{six}:82")
    container = docker15("run", "-d", *options, "busybox", "sleep", "300").line
    ports = [f"127.0.0.1:{local}->80", f"{every}->81/udp", f"[::1]:{six}->82"]
    assert ", ".join(sorted(ports)) in docker15("ps").lines[1]
    assert docker15("port", container).lines == [
        f"80/tcp -> 127.0.0.1:{local}",
        f"81/udp -> {every}",
        f"82/tcp -> [::1]:{six}",
    ]


def test_an_image_that_has_lost_its_tag(docker15: Docker15) -> None:
    """F19: 12 digits (Podman keeps the name that it had)."""
    made = docker15("create", "busybox", "x").line
    lost = docker15("commit", made, "lost").line
    docker15("run", "-d", "lost", "sleep", "300")
    assert docker15("tag", "-f", "busybox", "lost").exit_status == 0
    (image,) = docker15("ps", "--format", "{{.Image}}").lines
    assert image in (lost[:12], "lost", "lost:latest")
    assert f" {image} " in docker15("ps").lines[1]


def test_forced_removal_of_what_is_missing(docker15: Docker15) -> None:
    """F17: it is reported, but not a failure."""
    container = docker15("create", "busybox", "true").line
    removed = docker15("rm", "-f", "nosuch", container)
    assert (removed.exit_status, removed.lines) == (0, [container])
    assert b"nosuch" in removed.stderr
    image = docker15("rmi", "-f", "nosuch")
    assert (image.exit_status, image.stdout) == (0, b"")
    assert b"nosuch" in image.stderr


def test_events_of_a_volume(docker15: Docker15) -> None:
    """F20: the type and the name are shown."""
    since = str(int(time.time()))
    volume = f"rare{time.time_ns()}"
    container = docker15("create", "-v", f"{volume}:/v", "busybox", "true").line
    docker15("rm", "-v", container)
    with docker15.start("events", "--since", since) as process:
        process.wait_for(f"] volume {volume}: ".encode())


def test_top_whose_ps_takes_no_such_options(docker15: Docker15) -> None:
    """F11: Podman said that the container wasn't running."""
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    result = docker15("top", container, "-Z", "-o", "nosuch,lstart")
    assert (result.exit_status, result.stdout) == (1, b"")
    assert "not running" not in result.error
    assert "ps" in result.error
    docker15("stop", "-t", "0", container)
    assert re.search("not running|only .* on running", docker15("top", container, "-Z").error)


def test_info_shows_what_dockers_does(docker15: Docker15) -> None:
    """F34: every line about the server that has a value."""
    require("" if shutil.which("docker") else "docker, the client, is not installed")
    done = subprocess.run(
        ["docker", "info"], env=docker15.environment(), capture_output=True, text=True, check=True
    )
    theirs = done.stdout.partition("Server:\n")[2].partition("\n\n")[0].splitlines()
    said = {_comparable(line) for line in theirs if not line.endswith(": ")}
    ours = docker15("info").lines
    assert len(said) > 25
    # Docker 20's client has a line for missing labels, and for its default registry.
    said -= {"Labels:", "Registry: https://index.docker.io/v1/"}
    assert said - {_comparable(line) for line in ours} == {"Debug Mode: false"}


def _comparable(line: str) -> str:
    """A line without what differs from one answer to the next: an order and Podman's id."""
    name, _, value = line.strip().partition(": ")
    if name == "Runtimes":
        return f"{name}: {' '.join(sorted(value.split()))}"
    return "ID" if name == "ID" else line.strip()
