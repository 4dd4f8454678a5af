"""`docker15 logs` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_logs(docker15: Scene) -> None:
    container = docker15.ended_with_log("sh", "-c", "echo first; echo last")
    assert docker15("logs", "--tail", "0", container).stdout == b""
    result = docker15("logs", container)
    assert (result.stdout, result.stderr, result.exit_status) == (b"first\nlast\n", b"", 0)
    assert docker15("logs", "--tail", "1", container).stdout == b"last\n"
    assert docker15("logs", "-f", container).stdout == b"first\nlast\n"
    missing = docker15("logs", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "o such container" in missing.error


def test_since(docker15: Scene) -> None:
    container = docker15.ended_with_log("echo", "said")
    result = docker15("logs", "--since", "10m", container)
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.19")
        return
    assert result.stdout == b"said\n"
    assert docker15("logs", "--since", "2100000000", container).stdout == b""


def test_until(docker15: Scene) -> None:
    container = docker15.ended_with_log("echo", "said")
    result = docker15("logs", "--until", "-10m", container)
    if docker15.version in ("1.5", "1.12", "1.24", "1.30"):
        docker15.refused(result, "1.35")
        return
    assert result.stdout == b"said\n"
    assert docker15("logs", "--until", "10m", container).stdout == b""
