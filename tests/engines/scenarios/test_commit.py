"""`docker15 commit` on every engine."""

from __future__ import annotations

from tests.engines.scenarios.scene import Scene


def test_commit(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "echo kept > file")
    run = '{"Cmd": ["cat", "file"]}'
    image = docker15("commit", "-m", "why", "-run", run, container, "mine", "v1").line
    assert docker15("images", "-q", "mine").line == image
    assert docker15("run", "mine:v1").line == "kept"
    missing = docker15("commit", "nosuch", "mine")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "o such container" in missing.error
