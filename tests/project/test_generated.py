"""The manual pages and the shells' scripts: up to date with the declarations, and well-formed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

import docker15_cli
from docker15_cli.cli import complete_as, groups
from docker15_cli.cli.command_table import COMMANDS, GROUPS
from docker15_cli.terminal import keys
from docker15_cli.transport import address
from tests.docker15 import Docker15
from tests.real_engines.conftest import require_program
from tools.docs import introspect
from tools.docs.__main__ import SCRIPTS, generated
from tools.docs.introspect import load

SOURCES = Path(docker15_cli.__file__).parents[1]
GENERATED = generated()
PAGES = sorted(name for name in GENERATED if name.startswith("man/"))
GROUP_SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "SEE ALSO"]
SECTIONS = [
    *("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO")
]
WITH_FIELDS = ("context ls", "events", "history", "images", "ps", "search")
EXAMPLES = [(name, example) for name in COMMANDS for example in load(name).examples]


def output(*argv: str) -> str:
    """The output of a checker, which should be empty."""
    require_program(argv[0])
    environ = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        argv,
        cwd=SOURCES,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_it_is_up_to_date(name: str) -> None:
    assert (SOURCES / name).read_text() == GENERATED[name], "run `make docs`"


@pytest.mark.parametrize("directory", ["man", SCRIPTS])
def test_no_obsolete_files_are_left(directory: str) -> None:
    here = {f"{directory}/{path.name}" for path in (SOURCES / directory).iterdir()}
    assert here <= set(GENERATED)


def declared(name: str) -> introspect.Declared:
    dashed = name.replace(" ", "-")
    return next(command for command in introspect.program() if command.name == dashed)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_argument_has_a_completion(name: str) -> None:
    arguments = [param for param in load(name).params if isinstance(param, click.Argument)]
    assert len(declared(name).arguments) == len(arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_related_pages_exist(name: str) -> None:
    assert set(load(name).related) <= set(COMMANDS) - {name}


def test_offered_schemes_and_keys_are_accepted() -> None:
    for scheme in complete_as.SCHEMES:
        if scheme != address.ON_DEMAND:
            address.parse(f"{scheme}/name" if scheme == "unix://" else f"{scheme}name")
    for key in complete_as.CONTROL_KEYS:
        assert len(keys.parse(key)) == 1


@pytest.mark.parametrize("command", WITH_FIELDS)
def test_offered_fields_are_those_that_an_error_names(
    lone_docker15: Docker15, command: str
) -> None:
    term = {"history": ["x"], "search": ["x"]}.get(command, [])
    error = lone_docker15(*command.split(), "--format", "{{.Nosuch}}", *term).stderr.decode()
    known = set(re.findall(r"\b[A-Z]\w+", error.partition("Nosuch")[2].splitlines()[0]))
    formats = [option.kind for option in declared(command).options if "--format" in option.names]
    assert {word.strip("{.}") for words in formats for word in words or ()} - {
        "json",
        "api",
    } == known


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_examples_are_right(name: str, example: str) -> None:
    for line in command_lines(example):
        command, *args = line
        if command in GROUPS:
            command, args = groups.meaning(command, args)
        load(command).make_context(f"docker15 {command}", args)


def command_lines(text: str) -> list[list[str]]:
    """The calls of docker15 in a shell's command line, including those in `$(…)`."""
    inner = re.findall(r"\$\(docker15 ([^)]*)\)", text)
    outer = re.sub(r"\$\([^)]*\)", "X", text)
    outer = re.sub(rf"xargs (?:-r )?docker15 (?:(?:{'|'.join(GROUPS)}) )?\w+", r"\g<0> X", outer)
    calls = re.findall(r"docker15 ((?:'[^']*'|\"[^\"]*\"|[^|<>;&'\")])*)", outer)
    found = [shlex.split(call) for call in [*calls, *inner]]
    assert found
    return found


@pytest.mark.parametrize("page", PAGES)
def test_mandoc_finds_no_errors(page: str) -> None:
    assert output("mandoc", "-Tlint", page) == ""


@pytest.mark.parametrize("page", PAGES)
def test_man_renders_a_page(page: str) -> None:
    assert "warning" not in output("man", "--warnings", "-E", "UTF-8", "-l", "-Z", page)
    text = output("man", "-l", page)
    lines = text.splitlines()
    name = Path(page).stem.removeprefix("docker15-")
    if name in GROUPS:
        assert [line for line in lines if line in GROUP_SECTIONS] == GROUP_SECTIONS
        assert all(f"\n       {word}" in text for word in GROUPS[name][1])
        return
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    running_text = text.partition("\nEXAMPLES\n")[0].splitlines()
    assert max(map(len, running_text)) <= 80
    if page != "man/docker15.1":
        command = load(next(each for each in COMMANDS if each.replace(" ", "-") == name))
        for example in command.examples:
            assert f"       {example}" in lines
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert f"       {', '.join(option.opts)}" in text


@pytest.mark.parametrize(
    ("shell", "script"),
    [("bash", "docker15.bash"), ("zsh", "_docker15"), ("fish", "docker15.fish")],
)
def test_the_shell_can_parse_its_script(shell: str, script: str) -> None:
    assert output(shell, "-n", f"{SCRIPTS}/{script}") == ""
