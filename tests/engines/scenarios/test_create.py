"""`docker15 create` on every engine."""

from __future__ import annotations

from tests.engines.scenarios.scene import Scene


def test_create(docker15: Scene) -> None:
    container = docker15("create", "busybox", "sh", "-c", "echo made; exit 5").line
    assert len(container) == 12
    assert docker15("ps", "-q").lines == []
    assert docker15("ps", "-a", "-q").line == container
    result = docker15("start", "-a", container)
    assert (result.stdout, result.exit_status) == (b"made\n", 5)
