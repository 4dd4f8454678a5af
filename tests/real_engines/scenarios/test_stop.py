"""`docker15 stop` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_stop(docker15: Scene) -> None:
    script = "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
    container = docker15("run", "-d", "busybox", "sh", "-c", script).line
    with docker15.start("logs", "-f", container) as logs:
        logs.wait_for(b"ready")
    result = docker15("stop", "-t", "10", container, "nosuch")
    assert (result.lines, result.exit_status) == ([container], 1)
    assert "nosuch" in result.error
    assert docker15("wait", container).line == "3"
    assert docker15("logs", container).stdout == b"ready\nbye\n"
    assert docker15("stop", container).line == container
