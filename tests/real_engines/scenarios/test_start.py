"""`docker15 start` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_start(docker15: Scene) -> None:
    container = docker15("create", "-i", "busybox", "sh", "-c", "cat; exit 5").line
    result = docker15("start", "-a", "-i", container, stdin=b"typed\n")
    assert (result.stdout, result.stderr, result.exit_status) == (b"typed\n", b"", 5)
    again = docker15("start", container, "nosuch")
    assert (again.lines, again.exit_status) == ([container], 1)
    assert "nosuch" in again.error
