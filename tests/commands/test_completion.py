"""`docker15 completion`: the scripts that are installed, and the aliases in them."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tools.docs.__main__ import SCRIPTS, generated


@pytest.mark.parametrize(
    ("shell", "file"), [("bash", "docker15.bash"), ("zsh", "_docker15"), ("fish", "docker15.fish")]
)
def test_it_prints_what_is_installed(lone_docker15: Docker15, shell: str, file: str) -> None:
    result = lone_docker15("completion", shell)
    assert result.stdout.decode() == generated()[f"{SCRIPTS}/{file}"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -F _docker15 docker15 docker d15"),
        ("zsh", "#compdef docker15 docker d15"),
        ("fish", "complete -c docker -w docker15"),
    ],
)
def test_aliases(lone_docker15: Docker15, shell: str, line: str) -> None:
    lines = lone_docker15("completion", shell, "--alias", "docker", "--alias", "d15").lines
    assert line in lines


@pytest.mark.parametrize("alias", ["", "$(true)", "a b", "-"])
def test_an_alias_is_a_word(lone_docker15: Docker15, alias: str) -> None:
    result = lone_docker15("completion", "bash", f"--alias={alias}")
    assert (result.stdout, result.exit_status) == (b"", 2)
    assert "--alias" in result.stderr.decode()


def test_other_shells_are_wrong_usage(lone_docker15: Docker15) -> None:
    result = lone_docker15("completion", "csh")
    assert result.stderr.decode().splitlines() == [
        "Error: no completion script for csh; supported shells: bash, zsh, fish",
        "See `docker15 completion --help`.",
    ]
    assert result.exit_status == 2
