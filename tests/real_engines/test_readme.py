"""README.md's console blocks that are for an engine of today's."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import readme
from tests.archives import extract_all
from tests.docker15 import Docker15
from tests.real_engines.podman import Podman

pytestmark = pytest.mark.timeout(240)

BLOCKS = [block for block in readme.blocks(readme.README.read_text()) if block.engine != "1.5"]


@pytest.fixture
def user(podman: Podman, rootfs_tar: Path, tmp_path: Path) -> Iterator[Docker15]:
    readme.prepare(tmp_path)
    with tarfile.open(rootfs_tar) as tar:
        extract_all(tar, tmp_path / "rootfs")
    podman.remove_containers()
    docker15 = Docker15(tmp_path, podman.url)
    yield docker15
    podman.remove_containers()
    assert docker15("rmi", "mine").exit_status == 0


def test_the_first_five_minutes(user: Docker15) -> None:
    """One block goes on where the one before ended."""
    assert {block.engine for block in BLOCKS} == {"podman"}
    assert len(BLOCKS) > 1
    for block in BLOCKS:
        readme.run(block, user)
