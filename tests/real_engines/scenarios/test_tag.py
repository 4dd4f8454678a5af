"""`docker15 tag` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_tag(docker15: Scene) -> None:
    result = docker15("tag", "busybox", "joe/app", "v1")
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert docker15("tag", "-f", "busybox", "joe/app:v1").exit_status == 0
    assert docker15("run", "joe/app:v1", "echo", "tagged").line == "tagged"
    missing = docker15("tag", "nosuch", "joe/app")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "nosuch" in missing.error
