"""Go's and GNU's spellings of options, normalized for click (docs/spec/cli.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from docker15_cli.cli.types import Switch
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import JsonObject


def normalize(
    args: Sequence[str], params: Sequence[click.Parameter], options_first: bool
) -> list[str]:
    """Arguments in the form that click expects: `--name=value` or `-n value`, `--`, the others.

    In `args` options may have one dash or two, their values may follow with or without `=`,
    switches may have `=true` or `=false`, and short options may be combined. With `options_first`
    options end at the first argument. Raises UsageError for an unknown option.
    """
    options: dict[str, click.Option | None] = dict.fromkeys(help_names(params))
    for param in params:
        if isinstance(param, click.Option):
            options |= {name.lstrip("-"): param for name in param.opts}
    found: list[str] = []
    rest: list[str] = []
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += queue
            break
        if word == "-" or not word.startswith("-"):
            rest.append(word)
            if options_first:
                rest += queue
                break
            continue
        found += _option(word, queue, options)
    return [*found, "--", *rest]


def help_names(params: Sequence[click.Parameter]) -> Iterator[str]:
    """The names of the help option, without dashes; `-h` may be one of the command's own."""
    yield "help"
    if not any("-h" in param.opts for param in params):
        yield "h"


def takes_no_value(param: click.Parameter) -> bool:
    """Whether the option is a switch or a flag."""
    return isinstance(param.type, Switch) or bool(getattr(param, "is_flag", False))


def bare_value(param: click.Parameter) -> str | None:
    """The value of an option given without `=`; None if the next word is its value."""
    return "true" if takes_no_value(param) else getattr(param, "bare_value", None)


def _option(word: str, queue: list[str], options: dict[str, click.Option | None]) -> Iterator[str]:
    bare = word[2:] if word.startswith("--") else word[1:]
    name, equals, value = bare.partition("=")
    if name in options:
        yield from _spell(name, options[name], value if equals else None, queue)
    elif word.startswith("--") or bare[:1] not in options:
        raise UsageError(_unknown(word, name, options))
    else:
        yield from _cluster(word, bare, queue, options)


def _cluster(
    word: str, letters: str, queue: list[str], options: dict[str, click.Option | None]
) -> Iterator[str]:
    """Combined short options, such as `-it`, `-p80`, `-tn5`: one with a value takes the rest."""
    for index, letter in enumerate(letters):
        if letter not in options:
            raise UsageError(_unknown(word, letters, options))
        param = options[letter]
        rest = letters[index + 1 :]
        if param is not None and bare_value(param) is None:
            value = rest.removeprefix("=") if rest else None
            yield from _spell(letter, param, value, queue)
            return
        if rest.startswith("="):
            yield from _spell(letter, param, rest[1:], queue)
            return
        yield from _spell(letter, param, None, queue)


def _spell(
    name: str, param: click.Option | None, value: str | None, queue: list[str]
) -> Iterator[str]:
    if param is None:
        yield "--help"
        return
    dashed = next(option for option in param.opts if option.lstrip("-") == name)
    if param.is_flag:  # an eager flag, such as --version, takes no value
        yield dashed
        return
    if value is None:
        value = bare_value(param)
    if value is None and not queue:
        raise UsageError(f"option {dashed} needs a value")
    yield dashed
    yield queue.pop(0) if value is None else value


def _unknown(word: str, name: str, options: JsonObject) -> str:
    hint = did_you_mean(name, [option for option in options if len(option) > 1], "--")
    return f"no such option: {word.partition('=')[0]}{hint}"


def did_you_mean(name: str, known: Iterable[str], dashes: str = "") -> str:
    """The end of an error about a misspelt name, with the nearest one; "" if none is near."""
    import difflib

    near = difflib.get_close_matches(name, list(known))
    swapped = [one for one in near if sorted(one) == sorted(name)]  # `strat`: start, not stats
    return f"; did you mean {dashes}{[*swapped, *near][0]}?" if near else ""
