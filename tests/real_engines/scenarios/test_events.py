"""`docker15 events` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene, normal


def test_events(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox:latest", "true").line
    docker15("wait", container)
    docker15("rm", container)
    listed = docker15("events", "--since", "10m", "--until", "0s")
    assert (listed.stderr, listed.exit_status) == (b"", 0)
    mine = [line for line in normal(listed.stdout.decode(), MINE=container) if " MINE: " in line]
    told = [line.partition("] ")[2] for line in mine]
    wanted = ("create", "start", "die", "destroy")
    assert [line for line in told if line.endswith(wanted)] == [
        f"MINE: (from busybox:latest) {status}" for status in wanted
    ]
