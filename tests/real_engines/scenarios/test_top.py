"""`docker15 top` on every engine."""

from __future__ import annotations

import pytest

from tests.real_engines.scenarios.scene import Scene


@pytest.mark.usefixtures("ps")
def test_top(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    header, row = docker15("top", container).lines
    assert "PID" in header.split()
    assert "sleep" in row
    missing = docker15("top", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "o such container" in missing.error
