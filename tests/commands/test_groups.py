"""docker's groups of commands: other names for existing commands, from one table."""

from __future__ import annotations

import pytest

from docker15_cli.cli.command_table import COMMANDS, GROUPS
from tests.docker15 import Docker15
from tests.fake_engine import Engine

WORDS = [(group, word) for group, (_, words) in GROUPS.items() for word in words]


@pytest.mark.parametrize(("group", "word"), WORDS)
def test_a_word_of_a_group_is_a_command(lone_docker15: Docker15, group: str, word: str) -> None:
    name = GROUPS[group][1][word][0]
    first, *rest = lone_docker15(name, "--help").lines
    other_first, *other_rest = lone_docker15(group, word, "--help").lines
    assert rest == other_rest
    assert other_first == first.replace(f"docker15 {name}", f"docker15 {group} {word}")
    assert lone_docker15("help", group, word).lines[1:] == rest


@pytest.mark.parametrize("args", [(), ("--help",), ("-h",)])
@pytest.mark.parametrize("group", GROUPS)
def test_a_group_shows_what_is_in_it(
    lone_docker15: Docker15, group: str, args: tuple[str, ...]
) -> None:
    result = lone_docker15(group, *args)
    assert (result.exit_status, result.stderr) == (0, b"")
    text = result.stdout.decode()
    assert text.startswith(f"Usage: docker15 {group} COMMAND")
    for word, (name, *_) in GROUPS[group][1].items():
        assert f"{word} " in text or f"{word}," in text
        assert COMMANDS[name][1] in text
    assert max(map(len, text.splitlines())) <= 80
    assert lone_docker15("help", group) == result


def test_output_and_statuses_are_those_of_the_command(docker15: Docker15) -> None:
    container = docker15("container", "run", "-d", "busybox", "sleep", "60").line
    assert docker15("container", "ls") == docker15("ps")
    assert docker15("container", "ls", "-q", "--format", "{{.ID}}").line == container
    assert docker15("-D", "container", "list", "-aq").lines == [container]
    assert docker15("image", "ls", "-q") == docker15("images", "-q")
    assert docker15("container", "inspect", container) == docker15("inspect", container)
    assert docker15("container", "inspect", "busybox").exit_status == 1
    assert docker15("image", "inspect", container).exit_status == 1
    assert docker15("container", "kill", container).line == container
    assert docker15("container", "rm", container).line == container
    assert docker15("system", "info").stdout == docker15("info").stdout


def test_several_engines(engine: Engine, docker15: Docker15) -> None:
    with Engine() as other:
        both = ("-H", engine.url, "-H", other.url)
        assert docker15(*both, "image", "ls") == docker15(*both, "images")
        refused = docker15(*both, "container", "attach", "x")
        assert refused.stderr.startswith(b"Error: container attach works with one engine")


def test_options_before_the_subcommand(lone_docker15: Docker15) -> None:
    result = lone_docker15("container", "-a", "ls")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert "no such command: container -a" in result.stderr.decode()
