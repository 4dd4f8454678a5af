"""A shell script from 2013, with `docker` replaced by docker15."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docker15 import Docker15

SCRIPT = Path(__file__).with_name("script_2013.sh")
REPOSITORY = Path(__file__).parents[2]


@pytest.mark.timeout(120)
def test_it_runs_unchanged(docker15: Docker15, tmp_path: Path) -> None:
    executable = tmp_path / "bin" / "docker"
    executable.parent.mkdir()
    executable.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m docker15_cli "$@"\n')
    executable.chmod(0o755)
    environ = docker15.environment(PYTHONPATH=str(REPOSITORY), TMPDIR=str(tmp_path))
    environ["PATH"] = f"{executable.parent}:{environ['PATH']}"
    done = subprocess.run(
        ["sh", str(SCRIPT)], env=environ, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.stdout.splitlines() == [
        "serving green",
        "job: 7",
        "a",
        "b",
        "status: 3",
        "flags: -n -t",
        "exited since: 3",
        "copied:latest",
        "ID",
        "stopped",
        "Untagged: ID",
        "Deleted: ID",
        "kill: 1",
    ]
    assert done.returncode == 0, done
