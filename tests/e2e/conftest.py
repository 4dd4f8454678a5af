"""docker15 as a process, and servers on a socket and on a port, for both kinds of connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.fixture
def docker15(engine: Engine, tmp_path: Path) -> Docker15:
    """docker15 with DOCKER_HOST set to the test engine; its home is the test's directory."""
    return Docker15(tmp_path, engine.url)


@pytest.fixture
def lone_docker15(tmp_path: Path) -> Docker15:
    """docker15 without an engine."""
    return Docker15(tmp_path)


@pytest.fixture(params=["network", "local socket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """The path of a socket on which a test's server listens, or None for a TCP port."""
    return None if request.param == "network" else tmp_path / "place"
