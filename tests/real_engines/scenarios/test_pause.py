"""`docker15 pause`, and `unpause`, on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_pause(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("pause", container)
    if docker15.is_native:
        docker15.refused(result, "1.12")
        return
    assert result.line == container
    paused = docker15("inspect", "-f", "{{.State.Paused}}", container)
    assert paused.line == "true" or docker15.version == "podman"
    assert docker15("ps", "-q").line == container
    again = docker15("pause", container, "nosuch")
    assert (again.exit_status, again.stdout) == (1, b"")
    assert "already paused" in again.stderr.decode()
    assert "nosuch" in again.stderr.decode()
    assert docker15("unpause", container).line == container
    assert docker15("unpause", container).exit_status == 1
    assert docker15("inspect", "-f", "{{.State.Running}}", container).line == "true"
