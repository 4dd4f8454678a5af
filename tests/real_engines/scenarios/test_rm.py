"""`docker15 rm` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_rm(docker15: Scene) -> None:
    ended, running = docker15.ended("true"), docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("rm", ended, running)
    assert (result.lines, result.exit_status) == ([ended], 1)
    assert "running" in result.error
    assert docker15("rm", "-f", running).line == running
    assert docker15("ps", "-a", "-q").lines == []
    missing = docker15("rm", ended)
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert ended in missing.error
