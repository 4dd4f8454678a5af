"""`docker15 attach` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_attach(docker15: Scene) -> None:
    script = "trap 'echo bye; exit 4' TERM; while :; do echo tick; sleep 0.05; done"
    container = docker15("run", "-d", "busybox", "sh", "-c", script).line
    with docker15.start("attach", container) as attached:
        attached.wait_for(b"tick")
        assert docker15("stop", container).line == container
        result = attached.result()
    assert result.stdout.endswith(b"tick\nbye\n")
    assert (result.stderr, result.exit_status) == (b"", 4)
    stopped = docker15("attach", container)
    assert stopped.error == "Impossible to attach to a stopped container, start it first"
    assert (stopped.exit_status, stopped.stdout) == (1, b"")
