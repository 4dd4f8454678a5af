"""The fixtures themselves: an engine runs containers and leaves nothing behind."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.real_engines import raw, rootfs
from tests.real_engines.conftest import require
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine
from tests.real_engines.servers import processes


def run_detached(socket_path: str, *command: str) -> str:
    """Start a container of busybox; returns its id."""
    body = json.dumps({"Image": "busybox", "Cmd": command}).encode()
    status, answer = raw.request(socket_path, "POST", "/containers/create", body)
    assert status == 201, answer
    container = str(json.loads(answer)["Id"])
    status, answer = raw.request(socket_path, "POST", f"/containers/{container}/start")
    assert status == 204, answer
    return container


@pytest.mark.parametrize("name", ["podman", "dockerd"])
def test_an_engine_runs_a_container(name: str, request: pytest.FixtureRequest) -> None:
    engine: PrivateEngine = request.getfixturevalue(name)
    container = run_detached(engine.socket, "sh", "-c", "exit 7")
    status, answer = raw.request(engine.socket, "POST", f"/containers/{container}/wait")
    assert (status, json.loads(answer)["StatusCode"]) == (200, 7)


@pytest.mark.parametrize("kind", [Podman, Dockerd])
def test_stop_leaves_no_process_mount_or_file(
    kind: type[PrivateEngine], tmp_path: Path, rootfs_tar: Path
) -> None:
    require(kind.missing())
    with kind(tmp_path / "engine") as engine:
        engine.import_busybox(rootfs_tar)
        run_detached(engine.socket, "sleep", "1234")
        started = time.monotonic()
    assert time.monotonic() - started < 20
    mounts = Path("/proc/self/mounts").read_text()
    for directory in (engine.storage, engine.runtime):
        assert not directory.exists()
        assert f"{directory}/" not in mounts
        assert not [line for _, line in processes() if f"{directory}/" in line]
    assert not [line for _, line in processes() if line.strip() == "sleep 1234"]


def test_the_root_filesystem_is_small_and_reproducible(tmp_path: Path, rootfs_tar: Path) -> None:
    again = rootfs.build(tmp_path / "again.tar").read_bytes()
    assert again == rootfs_tar.read_bytes()
    assert len(again) < 3_000_000
