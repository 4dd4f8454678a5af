"""Credential helpers: real ones, as executables on the PATH."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

MakeHelper = Callable[[str, str], None]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "bin").mkdir()
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(tmp_path), "PATH": path}


@pytest.fixture
def helper(tmp_path: Path, environ: dict[str, str]) -> MakeHelper:
    """A function that makes a shell script an executable docker-credential-NAME."""

    def make(name: str, script: str) -> None:
        program = tmp_path / "bin" / f"docker-credential-{name}"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return make
