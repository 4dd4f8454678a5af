"""The console blocks of README.md and its pages that are for today's engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import readme
from tests.docker15 import Docker15
from tests.real_engines.conftest import emptied
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman

pytestmark = pytest.mark.timeout(240)

BLOCKS = [block for block in readme.blocks(readme.TEXT) if block.engine != "1.5"]


def blocks_on(engine: str) -> list[readme.Block]:
    """The blocks for an engine, of which one continues where the previous one ended."""
    found = [block for block in BLOCKS if block.engine == engine]
    assert len(found) > 1
    return found


def test_engines_are_known() -> None:
    assert {block.engine for block in BLOCKS} == {"podman", "fleet"}


@pytest.fixture
def user(podman: Podman, tmp_path: Path) -> Iterator[Docker15]:
    readme.prepare(tmp_path)
    with emptied(Docker15(tmp_path, podman.url)) as docker15:
        yield docker15
        assert docker15("rmi", "mine").exit_status == 0


def test_the_first_five_minutes(user: Docker15) -> None:
    for block in blocks_on("podman"):
        readme.run(block, user)


@pytest.fixture
def hosts(podman: Podman, dockerd: Dockerd, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The addresses of the README's two hosts: a Podman and a dockerd."""
    readme.prepare(tmp_path)
    near = [Docker15(tmp_path, engine.url) for engine in (podman, dockerd)]
    with emptied(near[0]), emptied(near[1]):
        yield {
            f"ssh://deploy@web{number}.example": each.host for number, each in enumerate(near, 1)
        }


def test_fleets(hosts: dict[str, str], tmp_path: Path) -> None:
    for block in blocks_on("fleet"):
        readme.run(block, Docker15(tmp_path), hosts)
