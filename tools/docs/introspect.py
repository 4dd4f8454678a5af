"""The command line as plain data, taken from its declarations: for the completion scripts.

A command whose declaration lacks something that is needed here still runs; `load` raises Incomplete
for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import NamedTuple, get_args

import click

from docker15_cli.cli import complete_as
from docker15_cli.cli.command import Command
from docker15_cli.cli.command_table import COMMANDS, GROUPS, IN_A_GROUP
from docker15_cli.cli.complete_as import Words
from docker15_cli.cli.go_flags import help_names, takes_no_value
from docker15_cli.cli.parameters import is_shown
from docker15_cli.cli.root import root

Kind = str | Words  # a complete_as.Kind that is not a list of words, or the words


class Incomplete(Exception):
    """A declaration that lacks something for completion, or for its manual page."""


class Option(NamedTuple):
    """`names` include the dashes. `kind` is what the value completes to, None for a switch.

    A value that `is_optional` stands behind `=` only.
    """

    names: tuple[str, ...]
    kind: Kind | None
    help: str
    is_optional: bool = False


_HELP = Option(("--help", "-h"), None, "Show the help")


class Declared(NamedTuple):
    """A command, or docker15 itself, which has no name and commands as arguments.

    One that `is_in_a_group` has a dash in its name for the blank, and is offered behind the group's
    name only. The last of the `arguments` may be `repeated`. With `options_first`, options end at
    the first.
    """

    name: str
    summary: str
    options: tuple[Option, ...]
    arguments: tuple[Kind, ...] = ()
    repeated: bool = False
    options_first: bool = True
    is_in_a_group: bool = False


def program() -> list[Declared]:
    """docker15 itself, and its commands and groups by name."""
    _require_complete(root)
    itself = Declared("", "", tuple(_options(root)))
    commands = [_declared(name, load(name)) for name in COMMANDS]
    groups = [_group(name) for name in GROUPS]
    return [itself, *sorted(commands + groups, key=lambda each: each.name)]


def _group(name: str) -> Declared:
    """A group as a command whose argument is one of its words."""
    summary, words = GROUPS[name]
    return Declared(name, summary, (_HELP,), (tuple(sorted(words)),), options_first=False)


def load(name: str) -> Command:
    """Load a command. Raises Incomplete."""
    command = root.get_command(click.Context(root), name)
    assert isinstance(command, Command)
    _require_complete(command)
    return command


def _require_complete(command: click.Command) -> None:
    lacks = [lack for param in command.params for lack in _lacks(param)]
    if isinstance(command, Command):
        lacks += [name for name in ("manual", "related") if not getattr(command, name)]
    if lacks:
        function = command.function if isinstance(command, Command) else command.callback
        assert function is not None
        name, file = command.name, inspect.getsourcefile(inspect.unwrap(function))
        raise Incomplete(f"{name} in {file} does not declare {', '.join(lacks)}")


def _lacks(param: click.Parameter) -> Iterator[str]:
    if isinstance(param, click.Argument) or is_shown(param):
        try:
            _kind(param)
        except LookupError as error:
            yield f"{error.args[0]} of {param.opts[-1]}"


def _declared(name: str, command: Command) -> Declared:
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    return Declared(
        name.replace(" ", "-"),
        COMMANDS[name][1],
        tuple(_options(command)),
        tuple(_kind(argument) or "nothing" for argument in arguments),
        repeated=any(argument.nargs < 0 for argument in arguments),
        options_first=command.options_first,
        is_in_a_group=COMMANDS[name][2] == IN_A_GROUP,
    )


def _options(command: click.Command) -> Iterator[Option]:
    for param in command.params:
        if is_shown(param):
            is_optional = getattr(param, "bare_value", None) is not None
            yield Option(tuple(param.opts), _kind(param), _help(param).rstrip("."), is_optional)
    dashed = tuple(
        f"{'-' * min(len(each), 2)}{each}" for each in sorted(help_names(command.params))
    )
    yield Option(dashed, None, _HELP.help)


def _help(param: click.Parameter) -> str:
    assert isinstance(param, click.Option)
    return param.help or ""


def _kind(param: click.Parameter) -> Kind | None:
    """What its value completes to, None for a switch. Raises LookupError if not declared."""
    if isinstance(param, click.Option) and takes_no_value(param):
        return None
    if isinstance(param.type, click.Choice):
        return tuple(param.type.choices)
    completes = getattr(param, "completes", None)
    if completes is None:
        raise LookupError("completes")
    if isinstance(completes, str):
        if completes not in get_args(complete_as.Kind):
            raise LookupError(f"completes (no kind: {completes!r})")
        return complete_as.WORDS.get(completes, completes)
    return completes() if callable(completes) else tuple(completes)
