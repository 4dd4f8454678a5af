"""`docker15 top` on every engine."""

from __future__ import annotations

import pytest

from tests.real_engines.scenarios.scene import Scene
from tests.real_engines.servers import until


def show_command(docker15: Scene) -> bool:
    """Whether all rows show it: just after the start, a process may still be the runtime's."""
    return all("sleep" in row for row in docker15("top").lines[1:])


@pytest.mark.usefixtures("ps")
def test_top(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    assert until(lambda: show_command(docker15), 30)
    header, row = docker15("top", container).lines
    assert "PID" in header.split()
    assert "sleep" in row
    missing = docker15("top", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "o such container" in missing.error


@pytest.mark.usefixtures("ps")
def test_top_of_all(docker15: Scene) -> None:
    made = [docker15("run", "-d", "busybox", "sleep", number).line for number in ("61", "62")]
    assert until(lambda: show_command(docker15), 30)
    header, *rows = docker15("top").lines
    assert {"NAME", "PID", "COMMAND"} <= set(header.split())
    assert len(rows) == len(made)
    assert all("sleep" in row for row in rows)
