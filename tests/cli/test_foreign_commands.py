"""F29: every command of docker works, or one line says what to use instead."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from docker15_cli.cli.command_table import COMMANDS, GROUPS
from docker15_cli.cli.foreign_commands import explanation
from tests.docker15 import Docker15
from tests.real_engines.conftest import require

# docker 28 --help, with the commands of Docker's plug-ins.
WORDS = """
    run exec ps build pull push images login logout search version info builder checkpoint
    container context image manifest network plugin system trust volume config node secret service
    stack swarm attach commit cp create diff events export history import inspect kill load logs
    pause port rename restart rm rmi save start stats stop tag top unpause update wait buildx
    compose init scout sbom scan debug desktop extension model mcp ai bake sandbox offload
"""
PARTS = {
    "container": "attach commit cp create diff exec export inspect kill logs ls list ps port prune "
    "rename restart rm run start stats stop top pause unpause update wait",
    "image": "build history import inspect load ls list prune pull push rm remove save tag",
    "context": "create export import inspect rm remove update use",
    "system": "df events info prune",
    "builder": "build prune",
    "buildx": "build bake ls create use rm inspect prune imagetools",
    "swarm": "init join leave",
    "service": "ls create",
    "stack": "deploy ls",
    "secret": "ls create",
    "config": "ls create",
    "plugin": "ls install",
    "trust": "inspect sign",
    "manifest": "create inspect",
    "checkpoint": "ls create",
    "network": "ls create rm prune connect",
    "volume": "ls create rm prune",
    "compose": "up down",
}


@pytest.mark.parametrize("word", WORDS.split())
def test_f29_every_command_is_answered(word: str) -> None:
    is_known = word in COMMANDS or word in GROUPS
    assert is_known or explanation([word]).startswith(f"docker15 has no `{word}`: ")


@pytest.mark.parametrize("group", PARTS)
def test_f29_every_command_of_two_words_is_answered(group: str) -> None:
    for part in PARTS[group].split():
        if part in GROUPS.get(group, ("", {}))[1]:
            continue
        told = explanation([group, part, "--help"])
        assert told.startswith(f"docker15 has no `{group}"), part
        for named in re.findall(r"`docker15 ([a-z]+)", told):
            assert named in COMMANDS


def test_f29_the_replacements_exist() -> None:
    for word in WORDS.split():
        for named in re.findall(r"`([a-z]+)[ `]", explanation([word]).partition(": ")[2]):
            assert named in COMMANDS or named == "docker", (word, named)


@pytest.mark.parametrize("words", [["context", "ls"], ["context", "use"], ["strat"], ["ps"], []])
def test_f29_other_words_are_not_commands_of_docker(words: list[str]) -> None:
    assert explanation(words) == ""


def words_of_docker(*group: str) -> Iterator[str]:
    """The commands that the installed docker lists, whatever its version."""
    require("" if shutil.which("docker") else "docker, the client, is not installed")
    done = subprocess.run(
        ["docker", *group, "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    for section in re.findall(r"Commands:\n((?:  .*\n)+)", done.stdout):
        yield from re.findall(r"^  ([a-z-]+)\*? ", section, re.MULTILINE)


@pytest.mark.parametrize("group", ["", "container", "image", "context", "system", "builder"])
def test_f29_the_commands_of_the_installed_docker(group: str) -> None:
    words, known = list(words_of_docker(*group.split())), {*COMMANDS, *GROUPS}
    assert words
    for word in words:
        is_own = word in GROUPS[group][1] if group in GROUPS else not group and word in known
        assert is_own or explanation([*group.split(), word]), word


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (
            ["secret", "ls"],
            "docker15 has no `secret`: it is for swarms, docker15 manages single engines",
        ),
        (["compose", "up", "-d"], "docker15 has no `compose`: docker-compose and podman-compose "),
        (
            ["builder", "prune"],
            "docker15 has no `builder prune`: it can't prune the engine's build",
        ),
        (
            ["help", "service"],
            "docker15 has no `service`: it is for swarms, docker15 manages single engines",
        ),
    ],
)
def test_f29_what_the_user_sees(lone_docker15: Docker15, args: list[str], line: str) -> None:
    result = lone_docker15(*args)
    assert (result.exit_status, result.stdout) == (2, b"")
    error, _hint = result.stderr.decode().splitlines()
    assert error.startswith(f"Error: {line}")
    assert "did you mean" not in error
