"""`docker15 wait` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_wait(docker15: Scene) -> None:
    first = docker15("run", "-d", "busybox", "sh", "-c", "sleep 0.5; exit 3").line
    second = docker15("run", "-d", "busybox", "true").line
    result = docker15("wait", first, second, "nosuch")
    assert (result.lines, result.exit_status) == (["3", "0"], 1)
    assert "nosuch" in result.error
