"""`docker15 logs` on every engine."""

from __future__ import annotations

import signal

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


def test_several(docker15: Scene) -> None:
    """Each line after its container's name, in the order in which they were written."""
    script = "echo first; sleep 2; echo last"
    late = docker15("run", "-d", "busybox", "sh", "-c", "sleep 1; echo between").line
    container = docker15.ended_with_log("sh", "-c", script)
    docker15("wait", late)
    lines = [f"{container}: first", f"{late}: between", f"{container}: last"]
    result = docker15("logs", late, container)
    assert (sorted(result.lines), result.stderr) == (sorted(lines), b"")
    assert [line for line in result.lines if line.startswith(container)] == lines[::2]
    assert docker15("logs", "--tail", "1", container, late).exit_status == 0
    assert sorted(docker15("logs", "-f", container, late).lines) == sorted(lines)
    assert docker15("logs", "--tail", "0", "-f", container, late).lines == []
    missing = docker15("logs", "nosuch", container)
    assert missing.lines == lines[::2]
    assert (missing.exit_status, "nosuch" in missing.error) == (1, True)


def test_chosen_by_a_filter(docker15: Scene) -> None:
    docker15.ended_with_log("echo", "said")
    result = docker15("logs", "--filter", "exited=0")
    if docker15.is_native:
        docker15.refused(result, "1.12")
        return
    (line,) = result.lines
    assert line.endswith(": said")
    none = docker15("logs", "--filter", "exited=9")
    assert (none.stderr, none.exit_status) == (b"no container matches --filter\n", 0)


def test_follow_name(docker15: Scene) -> None:
    if docker15.is_native:
        docker15.refused(docker15("logs", "-F", "nosuch"), "1.11")
        return
    script = "trap 'echo ended; exit' TERM; echo begun; while :; do sleep 0.1; done"
    container = docker15("run", "-d", "busybox", "sh", "-c", script).line
    with docker15.start("logs", "-F", container) as process:
        for count in (1, 2, 3):
            process.wait_for(b"begun\nended\n" * (count - 1) + b"begun\n")
            docker15("stop" if count == 3 else "restart", "-t", "5", container)
        process.wait_for(b"begun\nended\n" * 3)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.lines == ["begun", "ended"] * 3
    assert (result.stderr, result.exit_status) == (b"", 130)
