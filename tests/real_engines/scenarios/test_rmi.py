"""`docker15 rmi` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_rmi(docker15: Scene) -> None:
    image = docker15("images", "-q", "busybox").line
    assert docker15("tag", "busybox", "mine").exit_status == 0
    removed = docker15("rmi", "mine:latest")
    assert (removed.stderr, removed.exit_status) == (b"", 0)
    assert [line.split(":")[0] for line in removed.lines] == ["Untagged"]
    assert docker15("images", "-q").line == image
    missing = docker15("rmi", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "nosuch" in missing.error
