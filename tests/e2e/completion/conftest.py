"""Shells with docker15's completion, and the real engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.completion.shells import Program, Shell
from tests.real_engines.conftest import (
    dockerd,
    index,
    podman,
    protected_registry,
    require_program,
    rootfs_tar,
)

__all__ = ["dockerd", "index", "podman", "protected_registry", "rootfs_tar"]

OpenShell = Callable[[Mapping[str, str]], Shell]


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def shell_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    require_program(name)
    return name


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shell_name: str) -> Path:
    """The home and working directory of a shell's user, with some files."""
    directory = tmp_path_factory.mktemp("home")
    (directory / "rootfs.tar").touch()
    (directory / "with blank").touch()
    (directory / "context").mkdir()
    return directory


@pytest.fixture(scope="module")
def program(home: Path) -> Program:
    """The docker15 on the shells' PATH."""
    return Program(home / ".bin")


@pytest.fixture(scope="module")
def open_shell(shell_name: str, home: Path, program: Program) -> Iterator[OpenShell]:
    """A function that opens a shell with these variables, closed at the end of the module."""
    with ExitStack() as stack:
        yield lambda environ: stack.enter_context(Shell(shell_name, home, environ, program))
