"""`docker15 ps` on every engine."""

from __future__ import annotations

import itertools

from tests.real_engines.scenarios.scene import Scene


def rows(text: str) -> list[list[str]]:
    """The cells of 1.5's six columns."""
    header, *lines = text.splitlines()
    starts = [header.index(name) for name in ("ID", "IMAGE", "COMMAND", "CREATED", "STATUS")]
    return [
        [line[start:end].strip() for start, end in itertools.pairwise(starts)] for line in lines
    ]


def test_ps(docker15: Scene) -> None:
    ended = docker15.ended("sh", "-c", "exit 3")
    running = docker15("run", "-d", "busybox:latest", "sleep", "60").line
    shown = docker15("ps").stdout.decode()
    assert [row[:3] for row in rows(shown)] == [[running, "busybox:latest", "sleep 60"]]
    assert " Up " in shown
    both = docker15("ps", "-n", "2").stdout.decode()
    assert [(row[0], row[2]) for row in rows(both)] == [
        (running, "sleep 60"),
        (ended, "sh -c exit 3"),
    ]
    assert "Exit" in both.splitlines()[2]
    # Podman has no order here within one second.
    assert {row[0] for row in rows(docker15("ps", "-a").stdout.decode())} == {running, ended}
    assert docker15("ps", "-q").line == running
    assert docker15("ps", "-a", "-q", "--before", running).line == ended
    assert docker15("ps", "-q", "--since", ended).line == running
    assert docker15("ps", "-q", "-n", "1").line == running


def test_filter(docker15: Scene) -> None:
    ended = docker15.ended("true")
    docker15.ended("false")
    result = docker15("ps", "-a", "-q", "--filter", "exited=0")
    if docker15.is_native:
        docker15.refused(result, "1.12")
        return
    assert result.line == ended


def test_columns_and_negations(docker15: Scene) -> None:
    one = docker15("run", "-d", "busybox", "sleep", "60").line
    ended = docker15.ended("true")
    header, *rows = docker15("ps", "-a", "--columns", "id,state,ip,restarts", "--sort", "id").lines
    assert header.split() == ["CONTAINER", "ID", "STATE", "IP", "RESTARTS"]
    first, second = sorted((one, ended))
    assert [row.split()[:2] for row in rows] == [
        [name, "running" if name == one else "exited"] for name in (first, second)
    ]
    (running,) = (row.split() for row in rows if one in row)
    assert running[2].count(".") == 3  # an IPv4 address
    assert running[3] == "0"
    left = docker15("ps", "-a", "-q", "--filter", "status!=exited", "--filter", "label!=a")
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(left, "1.18")
        return
    assert left.line == one
    killed = docker15("kill", "--filter", "status=running")
    assert killed.line == one
