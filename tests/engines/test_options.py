"""What today's engines offer and 1.5 does not, as it is seen in the container or by inspect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import Docker15
from tests.engines.test_containers import remove_containers

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(params=["podman", "dockerd"])
def docker15(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with each engine in turn; the containers that it creates are removed."""
    client = Docker15(tmp_path, request.getfixturevalue(request.param).url)
    remove_containers(client)  # those of other tests: the engine is the worker's
    yield client
    remove_containers(client)


# --- listings


def test_images_that_match(docker15: Docker15) -> None:
    (image,) = docker15("images", "-q", "busybox").lines
    assert docker15("images", "-q", "-f", "reference=busy*").lines == [image]
    assert docker15("images", "-q", "--filter", "label=nobody.has.it").lines == []
    assert docker15("images", "-f", "nosuch=1").exit_status == 1
