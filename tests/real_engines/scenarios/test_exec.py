"""`docker15 exec` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_exec(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("exec", container, "sh", "-c", "echo out; echo err >&2; exit 3")
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.15")
        return
    assert (result.stdout, result.stderr, result.exit_status) == (b"out\n", b"err\n", 3)
    assert docker15("exec", "-i", container, "cat", stdin=b"typed\n").line == "typed"
    assert docker15("exec", container, "nosuch").exit_status == 127
    variable = docker15("exec", "-e", "A=b", container, "sh", "-c", "echo $A")
    if docker15.version == "1.24":
        docker15.refused(variable, "1.25")
    else:
        assert variable.line == "b"
