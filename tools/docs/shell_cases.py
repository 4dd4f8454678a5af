"""The tables that the bash and zsh scripts share: `case` statements over COMMAND:WORD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docker15_cli.cli.command_table import GROUPS
from tools.docs.introspect import Declared, Kind, Option


def filled(script: str, parts: Mapping[str, str]) -> str:
    """Fill in the parts of a script, such as @COMMANDS@."""
    for name, part in parts.items():
        script = script.replace(name, part)
    return script


def spelled(kind: Kind) -> str:
    """A kind in the notation of the scripts: its name, or `=` and the words."""
    return kind if isinstance(kind, str) else f"={' '.join(kind)}"


def _of_option(option: Option) -> Kind | None:
    """What its value is; with a question mark in front if that stands behind `=` only."""
    if option.kind is None or not option.is_optional:
        return option.kind
    return f"?{spelled(option.kind)}"


def bare(names: Sequence[str]) -> list[str]:
    """Options without dashes: each may be written with one or two."""
    return sorted({name.lstrip("-") for name in names})


def options_by_kind(command: Declared) -> Iterator[tuple[Kind | None, list[str]]]:
    """The kinds of values, None for switches last, each with the names of all its options."""
    found: dict[Kind | None, list[Option]] = {}
    for option in command.options:
        found.setdefault(_of_option(option), []).append(option)
    for kind in sorted(found, key=lambda kind: (kind is None, str(kind))):
        yield kind, bare([name for option in found[kind] for name in option.names])


def arguments(command: Declared) -> Iterator[tuple[str, Kind]]:
    """The positions of arguments, as patterns, and what they complete to."""
    last = len(command.arguments) - 1
    for number, kind in enumerate(command.arguments):
        yield "*" if number == last and command.repeated else str(number), kind


def option_cases(commands: Sequence[Declared]) -> str:
    """The cases of COMMAND:NAME; the default is the caller's."""
    lines = []
    for command in commands:
        for kind, names in options_by_kind(command):
            patterns = " | ".join(f"{command.name}:{name}" for name in names)
            action = "" if kind is None else f" kind={quoted(spelled(kind))}"
            lines.append(f"        {patterns}){action} ;;\n")
    return "".join(lines)


def argument_cases(commands: Sequence[Declared]) -> str:
    """The cases of COMMAND:NUMBER."""
    return "".join(
        f"        {command.name}:{number}) kind={quoted(spelled(kind))} ;;\n"
        for command in commands
        for number, kind in arguments(command)
        if kind != "nothing"
    )


def group_words() -> Iterator[tuple[str, list[str]]]:
    """The commands that are in a group, each with the patterns GROUP:WORD that mean it."""
    found: dict[str, list[str]] = {}
    for group, (_, words) in GROUPS.items():
        for word, (name, *_) in words.items():
            found.setdefault(name.replace(" ", "-"), []).append(f"{group}:{word}")
    yield from sorted(found.items())


def group_cases() -> str:
    """The cases of GROUP:WORD; the default is the caller's."""
    return "".join(
        f"        {' | '.join(patterns)}) command={quoted(name)} ;;\n"
        for name, patterns in group_words()
    )


def offered(commands: Sequence[Declared]) -> list[Declared]:
    """What stands where a command's name does."""
    return [each for each in commands if each.name and not each.is_in_a_group]


def options_first(commands: Sequence[Declared]) -> str:
    """A pattern of the commands whose options end at the first argument."""
    return " | ".join(each.name for each in commands if each.name and each.options_first)


def quoted(text: str) -> str:
    """As one word of a shell."""
    if text.replace("-", "").replace("_", "").isalnum():
        return text
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"
