"""`docker15 rename` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_rename(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("rename", container, "other")
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.17")
        return
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert docker15("inspect", "-f", "{{.Name}}", container).line.lstrip("/") == "other"
    assert docker15("kill", "other").line == "other"
    missing = docker15("rename", "nosuch", "x")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "nosuch" in missing.error
