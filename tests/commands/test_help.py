"""Help, as shown on a terminal with 80 columns."""

from __future__ import annotations

import click
import pytest

from docker15_cli.cli.command_table import COMMANDS, IN_A_GROUP
from tests.docker15 import Docker15
from tools.docs.introspect import load


def section(text: str, title: str) -> list[str]:
    """The lines of a section."""
    lines = text.splitlines()
    start = lines.index(f"{title}:") + 1
    return lines[start : lines.index("", start) if "" in lines[start:] else len(lines)]


@pytest.mark.parametrize("args", [["--help"], ["help"]])
def test_commands_are_grouped(lone_docker15: Docker15, args: list[str]) -> None:
    text = lone_docker15(*args).stdout.decode()
    found = {
        title: [line.split()[0] for line in section(text, title)]
        for title in ("Containers", "Images", "Engine")
    }
    shown = {name: title for name, (_, _, title) in COMMANDS.items() if title != IN_A_GROUP}
    assert sorted(name for names in found.values() for name in names) == sorted(shown)
    assert all(name in found[title] for name, title in shown.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_it_fits_a_screens_width(lone_docker15: Docker15, name: str) -> None:
    result = lone_docker15(name, "--help")
    assert max(map(len, result.stdout.decode().splitlines())) <= 80


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        *[("40", 50), ("60", 58), ("66", 64), ("500", 78)],
        *[("", 78), ("0", 78), ("-60", 78), ("wide", 78), ("9" * 5000, 78)],  # as without it
    ],
)
def test_it_is_as_wide_as_columns_says_within_bounds(
    lone_docker15: Docker15, columns: str, width: int
) -> None:
    shown = lone_docker15("--help", env={"COLUMNS": columns}).stdout.decode().splitlines()
    assert width - 1 <= max(map(len, shown)) <= width


def test_the_options_of_run_are_grouped(lone_docker15: Docker15) -> None:
    text = lone_docker15("run", "--help").stdout.decode()
    command = load("run")
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert {str(option.name) for option in options} == {
        name for names in command.sections.values() for name in names
    }
    for title in command.sections:
        assert section(text, title)
    assert section(text, "Other options") == ["  --help  Show the help."]


def test_both_spellings_and_three_examples_are_shown(lone_docker15: Docker15) -> None:
    text = lone_docker15("run", "--help").stdout.decode()
    for spellings in ("-cidfile, --cidfile", "-rm, --rm", "-e, --env", "-volumes-from, --volumes"):
        assert spellings in text
    assert len(section(text, "Examples")) >= 3


@pytest.mark.parametrize(
    ("args", "error", "page"),
    [
        (["pss"], "no such command: pss; did you mean ps?", "docker15"),
        (
            ["volume", "update"],  # F29
            "docker15 has no `volume update`: it is for swarms, docker15 manages single engines",
            "docker15 volume",
        ),
        (["image", "lst"], "no such command: image lst; did you mean list?", "docker15 image"),
        (["ps", "--al"], "no such option: --al; did you mean --all?", "docker15 ps"),
        (["run", "-rmm", "busybox"], "no such option: -rmm; did you mean --rm?", "docker15 run"),
    ],
)
def test_a_mistake_is_two_lines(
    lone_docker15: Docker15, args: list[str], error: str, page: str
) -> None:
    result = lone_docker15(*args)
    assert result.stderr.decode() == f"Error: {error}\nSee `{page} --help`.\n"
    assert (result.stdout, result.exit_status) == (b"", 2)
