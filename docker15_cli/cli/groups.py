"""docker's groups of commands, such as `container ls`: the words of a group, and its help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from docker15_cli.cli.command import USAGE
from docker15_cli.cli.command_table import COMMANDS, GROUPS
from docker15_cli.cli.go_flags import did_you_mean
from docker15_cli.errors import UsageError

_HELP = ("-h", "-help", "--help", "help")


def asks_for_help(args: Sequence[str]) -> bool:
    """Whether `args`, which follow a group's name, ask for its help."""
    return not args or args[0] in _HELP


def meaning(group: str, args: Sequence[str]) -> tuple[str, list[str]]:
    """The command, and its arguments, that `args` after a group's name stand for.

    Raises UsageError for a word that is not in the group.
    """
    word, *rest = args
    words = GROUPS[group][1]
    if word not in words:
        raise _unknown(group, word)
    name, *options = words[word]
    return name, [*options, *rest]


def _unknown(group: str, word: str) -> UsageError:
    from docker15_cli.cli.foreign_commands import explanation

    hint = did_you_mean(word, GROUPS[group][1])
    error = UsageError(explanation([group, word]) or f"no such command: {group} {word}{hint}")
    error.command = f"docker15 {group}"
    return error


def rows(group: str) -> Iterator[tuple[str, str]]:
    """For each of the group's commands, its words (`ls, list`) and its line of help."""
    words: dict[Sequence[str], list[str]] = {}
    for word, command in GROUPS[group][1].items():
        words.setdefault(command, []).append(word)
    for (name, *_), names in words.items():
        yield ", ".join(names), COMMANDS[name][1]


def help_of(ctx: click.Context, group: str) -> str:
    """What `docker15 GROUP --help` shows."""
    formatter = ctx.make_formatter()
    formatter.write_usage(f"docker15 {group}", "COMMAND [ARG...]", USAGE)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(f"{GROUPS[group][0]}.")
    with formatter.section("Commands"):
        formatter.write_dl(list(rows(group)))
    formatter.write_paragraph()
    formatter.write_text(f"See `docker15 {group} COMMAND --help` for a command's options.")
    return formatter.getvalue()
