"""The command line as its declarations have it, as plain data: for the shells' scripts.

Nothing is said twice: names, options and help come from click's declarations and from the table of
commands; only what a value completes to stands in cli/complete_as.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click

from docker15_cli.cli import complete_as
from docker15_cli.cli.command import Command, is_shown
from docker15_cli.cli.command_table import COMMANDS
from docker15_cli.cli.complete_as import Kind
from docker15_cli.cli.go_flags import help_names, takes_no_value
from docker15_cli.cli.root import root


class Option(NamedTuple):
    """`names` have their dashes. `kind` is what the value completes to, None for a switch."""

    names: tuple[str, ...]
    kind: Kind | None
    help: str


class Declared(NamedTuple):
    """A command; the one without a name is docker15 itself, whose arguments are commands.

    The last of the `arguments` may be `repeated`. With `options_first` options end at the first.
    """

    name: str
    summary: str
    options: tuple[Option, ...]
    arguments: tuple[Kind, ...] = ()
    repeated: bool = False
    options_first: bool = True


def program() -> list[Declared]:
    """docker15 itself, and its commands by name."""
    itself = Declared("", "", tuple(_options("", root)))
    return [itself, *(_declared(name, load(name)) for name in sorted(COMMANDS))]


def load(name: str) -> Command:
    """A command, as it is declared."""
    command = root.get_command(click.Context(root), name)
    assert isinstance(command, Command)
    return command


def _declared(name: str, command: Command) -> Declared:
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    return Declared(
        name,
        COMMANDS[name][1],
        tuple(_options(name, command)),
        tuple(complete_as.ARGUMENTS[name]),
        repeated=any(argument.nargs < 0 for argument in arguments),
        options_first=command.options_first,
    )


def _options(name: str, command: click.Command) -> Iterator[Option]:
    for param in command.params:
        if is_shown(param):
            assert isinstance(param, click.Option)
            yield Option(tuple(param.opts), _kind(name, param), (param.help or "").rstrip("."))
    dashed = tuple(
        f"{'-' * min(len(each), 2)}{each}" for each in sorted(help_names(command.params))
    )
    yield Option(dashed, None, "Show the help")


def _kind(command: str, param: click.Option) -> Kind | None:
    """What its value completes to. Raises KeyError for one without an entry in complete_as.py."""
    if takes_no_value(param):
        return None
    if isinstance(param.type, click.Choice):
        return tuple(param.type.choices)
    name = param.opts[-1]
    return complete_as.OPTIONS.get(f"{command} {name}") or complete_as.OPTIONS[name]
