"""Three kinds of engines at once, each with its own dialect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.real_engines.conftest import emptied
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman

pytestmark = pytest.mark.timeout(180)

# A container's first process ignores SIGTERM unless it says otherwise.
SCRIPT = "trap 'exit 0' TERM; echo said; while :; do sleep 0.1; done"


@pytest.fixture
def near(podman: Podman, dockerd: Dockerd, tmp_path: Path) -> Iterator[list[Docker15]]:
    """docker15 for each of the engines separately."""
    with Engine() as engine, ExitStack() as stack:
        urls = (engine.url, podman.url, dockerd.url)
        yield [stack.enter_context(emptied(Docker15(tmp_path, url))) for url in urls]


def test_each_in_its_dialect(near: list[Docker15], tmp_path: Path) -> None:
    urls = [client.host for client in near]
    started = [client("run", "-d", "busybox", "sh", "-c", SCRIPT).line for client in near]
    for client, container in zip(near, started, strict=True):
        while client("logs", container).stdout != b"said\n":
            pass
    fleet = Docker15(tmp_path)
    hosts = [word for url in urls for word in ("-H", url)]

    rows = fleet(*hosts, "ps", "--format", "{{.Host}} {{.ID}}").lines
    assert rows == [f"{url} {container}" for url, container in zip(urls, started, strict=True)]

    inspected = json.loads(fleet(*hosts, "inspect", *started).stdout)
    assert [one["Host"] for one in inspected] == urls
    assert fleet(*hosts, "logs", started[1]).line == f"{urls[1]}: said"
    _header, first, *_ = fleet(*hosts, "top", started[2]).lines
    assert first.startswith(f"{urls[2]} ")

    stopped = fleet(*hosts, "stop", "-t", "5", "--all-hosts", *started)
    assert sorted(stopped.lines) == sorted(
        f"{url}: {container}" for url, container in zip(urls, started, strict=True)
    )
    assert (stopped.exit_status, stopped.stderr) == (0, b"")
    assert fleet(*hosts, "ps", "-q").lines == []
