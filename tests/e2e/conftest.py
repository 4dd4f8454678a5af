"""docker15 as a process, and servers on a socket and on a port, for both kinds of connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker15 import Docker15


@pytest.fixture
def docker15_class() -> type[Docker15]:
    """Processes: these tests are about what only a process has."""
    return Docker15


@pytest.fixture(params=["network", "local socket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """The path of a socket on which a test's server listens, or None for a TCP port."""
    return None if request.param == "network" else tmp_path / "place"
