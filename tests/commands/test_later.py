"""Options that 1.5 has no word for, of commands that it has: one line, and nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import Docker15
from tests.engine import Engine


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--add-host", "a:1.2.3.4"], "--add-host needs API 1.28"),
        (["--build-arg", "A=b"], "--build-arg needs API 1.21"),
        (["--target", "x", "--pull"], "--target needs API 1.29"),
        (["--label=a=b"], "--label needs API 1.23"),
        (["--network", "none"], "--network needs API 1.25"),
    ],
)
def test_build(
    docker15: Docker15, engine: Engine, tmp_path: Path, options: list[str], what: str
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    result = docker15("build", *options, str(tmp_path))
    assert result.error == f"{what} or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert not any("build" in line for line in engine.requests.lines)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["build", "--add-host", "a:x", "."], "--add-host takes NAME:ADDRESS: 'a:x'"),
        (["build", "--build-arg", "=x", "."], "--build-arg takes NAME or NAME=VALUE: '=x'"),
        (["build", "--label", "=x", "."], "--label takes KEY or KEY=VALUE: '=x'"),
        (["build", "--shm-size=x", "."], "--shm-size takes bytes, or a number with k, m or g: 'x'"),
        (["create", "--mount", "x", "busybox"], "--mount takes no x for type=volume: 'x'"),
        (["run", "--pids-limit=-2", "busybox"], "--pids-limit takes a number: '-2'"),
    ],
)
def test_what_can_not_be_meant_sends_nothing(
    docker15: Docker15, engine: Engine, args: list[str], message: str
) -> None:
    result = docker15(*args)
    error, hint = result.stderr.decode().splitlines()
    assert (error, hint) == (f"Error: {message}", f"See `docker15 {args[0]} --help`.")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0
