"""Where a test's server listens, so that both clients of ordinary calls are tested."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["network", "local socket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """The path of a socket, or None for a TCP port."""
    return None if request.param == "network" else tmp_path / "place"
