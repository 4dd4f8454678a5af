"""`docker15 kill` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_kill(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("kill", container, "nosuch")
    assert (result.lines, result.exit_status) == ([container], 1)
    assert "nosuch" in result.error
    assert docker15("wait", container).line == "137"


def test_a_signal(docker15: Scene) -> None:
    script = "trap 'exit 3' USR1; echo ready; while :; do sleep 0.05; done"
    container = docker15("run", "-d", "busybox", "sh", "-c", script).line
    with docker15.start("logs", "-f", container) as logs:
        logs.wait_for(b"ready")
    result = docker15("kill", "-s", "USR1", container)
    if docker15.is_native:
        docker15.refused(result, "1.6")
        return
    assert result.line == container
    assert docker15("wait", container).line == "3"
