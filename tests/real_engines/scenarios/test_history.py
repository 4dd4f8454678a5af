"""`docker15 history` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_history(docker15: Scene) -> None:
    image = docker15("images", "-q", "busybox").line
    assert docker15("history", "-q", "busybox").line == image
    header, row = docker15("history", "busybox").lines
    assert header.split() == ["ID", "CREATED", "CREATED", "BY"]
    assert row.split()[0] in (image, "busybox:latest")  # Podman reports no tags here
    missing = docker15("history", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "nosuch" in missing.error
