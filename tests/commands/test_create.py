"""`docker15 create`. Its options are those of `run`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


def test_create(docker15: Docker15, engine: Engine) -> None:
    identifier = docker15("create", "-i", "-e", "A=b", "busybox", "sh", "-c", "echo $A; cat").line
    (container,) = engine.state.containers
    assert (identifier, container.running) == (container.short_id, False)
    assert engine.requests.lines == ["POST /v1.5/containers/create"]
    result = docker15("start", "-a", "-i", identifier, stdin=b"typed")
    assert (result.stdout, result.exit_status) == (b"b\ntyped", 0)


def test_create_writes_a_cidfile(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    identifier = docker15("create", "-cidfile=cid", "busybox", "true").line
    assert (tmp_path / "cid").read_text() == identifier
    (tmp_path / "other").write_text("")
    assert docker15("create", "-cidfile=other", "busybox", "true").exit_status == 2
    assert len(engine.state.containers) == 1


@pytest.mark.parametrize("option", ["-d", "--detach"])
def test_create_does_not_run(docker15: Docker15, engine: Engine, option: str) -> None:
    assert docker15("create", option, "busybox", "true").exit_status == 2
    assert engine.requests.connections == 0


def test_create_of_what_this_engine_lacks(docker15: Docker15, engine: Engine) -> None:
    for option, what in (("-rm", "-rm without staying attached"), ("--init", "--init")):
        result = docker15("create", option, "busybox", "true")
        assert result.error == f"{what} needs API 1.25 or later; this engine speaks 1.5"
        assert (result.exit_status, result.stdout) == (1, b"")
    assert len(engine.state.containers) == 0


def test_create_of_a_missing_image(docker15: Docker15, engine: Engine) -> None:
    result = docker15("create", "--pull=never", "nosuch", "true")
    assert result.error == "No such image: nosuch (tag: latest)"
    assert result.exit_status == 1
