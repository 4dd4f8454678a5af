"""The scripts where `pip install --user` and docker15 put them: each shell finds its own."""

from __future__ import annotations

import configparser
import shutil
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.e2e.completion.shells import Program, Shell
from tests.fake_engine import Engine
from tests.real_engines.conftest import require, require_program

pytestmark = pytest.mark.timeout(60)

SOURCES = Path(__file__).parents[3]
BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion")
SET_UP = {
    "bash": f"source {BASH_COMPLETION}",
    "zsh": "fpath=(~/.local/share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -D",
    "fish": "true",
}


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """A home directory with the data files that setup.cfg names."""
    config = configparser.ConfigParser()
    config.read(SOURCES / "setup.cfg")
    for directory, patterns in config["options.data_files"].items():
        target = tmp_path / ".local" / directory
        target.mkdir(parents=True)
        for pattern in patterns.split():
            for file in SOURCES.glob(pattern):
                shutil.copy(file, target)
    return tmp_path


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_shell_finds_it(user: Path, engine: Engine, name: str) -> None:
    require_program(name)
    if name == "bash":
        require("" if BASH_COMPLETION.exists() else "bash-completion is not installed")
    program = Program(user / ".bin")
    with Shell(name, user, {"DOCKER_HOST": engine.url}, program, SET_UP[name]) as shell:
        assert shell.line("docker15 rmi busy") == "docker15 rmi busybox:latest "
        assert shell.line("docker15 ps --no-t") == "docker15 ps --no-trunc "


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_what_docker15_installs_itself(tmp_path: Path, engine: Engine, name: str) -> None:
    """For the alias, too, although docker has its own completion."""
    require_program(name)
    if name == "bash":
        require("" if BASH_COMPLETION.exists() else "bash-completion is not installed")
    program = Program(tmp_path / ".bin")
    installed = Docker15(tmp_path)("completion", "--install", "--alias", "docker", name)
    assert installed.exit_status == 0
    set_up = f"{SET_UP[name]}; alias docker=docker15"
    with Shell(name, tmp_path, {"DOCKER_HOST": engine.url}, program, set_up) as shell:
        assert shell.line("docker15 rmi busy") == "docker15 rmi busybox:latest "
        assert shell.line("docker rmi busy") == "docker rmi busybox:latest "
        assert shell.line("docker images --vi") == "docker images --viz "


def test_every_page_is_installed(user: Path) -> None:
    pages = {path.name for path in (SOURCES / "man").iterdir()}
    assert {path.name for path in (user / ".local/share/man/man1").iterdir()} == pages
