"""`docker15 run` on every engine."""

from __future__ import annotations

from tests.engines.scenarios.scene import Scene


def test_output_and_status(docker15: Scene) -> None:
    result = docker15("run", "-rm", "busybox", "sh", "-c", "echo out; exit 3")
    assert (result.stdout, result.stderr, result.exit_status) == (b"out\n", b"", 3)
    assert docker15("ps", "-a", "-q").lines == []


def test_both_directions(docker15: Scene) -> None:
    data = bytes(range(256)) * 4096
    result = docker15("run", "-i", "busybox", "cat", stdin=data)
    assert (result.stdout == data, result.stderr, result.exit_status) == (True, b"", 0)


def test_what_can_not_be_run(docker15: Scene) -> None:
    assert docker15("run", "busybox", "nosuchcommand").exit_status == 127
    missing = docker15("run", "--pull=never", "nosuchimage", "true")
    assert (missing.exit_status, missing.stdout) == (125, b"")
    assert "nosuchimage" in missing.error


def test_what_it_is_run_with(docker15: Scene) -> None:
    shared = docker15.home / "shared"
    shared.mkdir()
    (shared / "word").write_text("bound\n")
    script = "cat data/word; echo $A $HOSTNAME; id -u nobody"
    options = ("-v", f"{shared}:/data:ro", "-e", "A=b", "-h", "box", "-m", "32m", "-c", "512")
    result = docker15("run", *options, "busybox", "sh", "-c", script)
    assert (result.lines, result.exit_status) == (["bound", "b box", "65534"], 0)


def test_limits(docker15: Scene) -> None:
    container = docker15("run", "-d", "-m", "32m", "busybox", "true").line
    where = "Config" if docker15.is_native else "HostConfig"
    assert docker15("inspect", "-f", f"{{{{.{where}.Memory}}}}", container).line == "33554432"
