"""`docker15 restart` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene
from tests.real_engines.servers import until


def test_restart(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sh", "-c", "echo ran; sleep 60").line
    assert until(lambda: docker15("logs", container).stdout == b"ran\n", 30)  # else it is killed
    result = docker15("restart", "-t", "0", container, "nosuch")
    assert (result.lines, result.exit_status) == ([container], 1)
    assert "nosuch" in result.error
    assert docker15("ps", "-q").line == container
    with docker15.start("logs", "-f", container) as logs:
        logs.wait_for(b"ran\nran\n")
