"""Manual pages, in man(7), from the declarations and shared_texts.py."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from docker15_cli import __version__
from docker15_cli.cli.command import Command
from docker15_cli.cli.command_table import COMMANDS, CONTAINERS, ENGINE, GROUPS, IMAGES
from docker15_cli.cli.parameters import is_shown, option_row
from docker15_cli.cli.root import root
from tools.docs import shared_texts
from tools.docs.introspect import load

_SUMMARY = "client for the Docker Remote API 1.5"
_DEFAULT = re.compile(r"  \[default: (.*)\]")
_CODE = re.compile(r"`([^`]+)`")
_PAGE = re.compile(r"\b(docker15(?:-[a-z]+)*|ps)(?=\(1\))")
_LITERAL = str.maketrans({"-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
_CHANGES = Path(__file__).parents[2] / "CHANGELOG.md"
_DATE = re.compile(r"^## .*\b(\d{4}-\d\d-\d\d)\b", re.MULTILINE)  # of the newest entry
_WIDTH = 79  # of the source: mandoc warns of longer lines


def pages() -> dict[str, str]:
    """The file names and contents."""
    dated = _DATE.search(_CHANGES.read_text("utf-8"))
    assert dated, f"no date in {_CHANGES}"
    found = {"docker15": _main_page(dated[1])}
    for name in COMMANDS:
        found[_title(name)] = _command_page(name, load(name), dated[1])
    for name in GROUPS:
        found[f"docker15-{name}"] = _group_page(name, dated[1])
    return {f"{page}.1": "\n".join([*lines, ""]) for page, lines in found.items()}


def _title(name: str) -> str:
    return f"docker15-{name.replace(' ', '-')}"


def _main_page(date: str) -> Iterator[str]:
    yield from _head("docker15", _SUMMARY, date)
    yield from _synopsis("docker15", "[OPTIONS] COMMAND [ARG...]")
    yield from _paragraphs(shared_texts.INTRODUCTION)
    for title in (CONTAINERS, IMAGES, ENGINE):
        yield f".SH {_text(title.upper())}"
        for name, (_, summary, section) in COMMANDS.items():
            if section == title:
                yield from (".TP", f".BR docker15\\-{name} (1)", f"{_text(summary)}.")
    yield ".SH GROUPS"
    for name, (summary, _) in GROUPS.items():
        yield from (".TP", f".BR docker15\\-{name} (1)", f"{_text(summary)}.")
    with click.Context(root, **root.context_settings) as ctx:
        yield ".SH OPTIONS"
        yield from _options(root.get_params(ctx))
    yield ".SH ADDRESSES"
    yield from _list(shared_texts.ADDRESSES)
    files = {**shared_texts.FILES, **shared_texts.CREDENTIALS}
    yield from _ending("", files, ["run", "ps", "completion"])


def _command_page(name: str, command: Command, date: str) -> Iterator[str]:
    title = _title(name)
    yield from _head(title, COMMANDS[name][1], date)
    with click.Context(command, info_name=name, **command.context_settings) as ctx:
        yield from _synopsis(f"docker15 {name}", " ".join(command.collect_usage_pieces(ctx)))
        yield from _paragraphs([command.help or "", *command.manual])
        yield ".SH OPTIONS"
        for section, options in command.sectioned(command.get_params(ctx)):
            if command.sections:
                yield f".SS {_text(section)}"
            yield from _options(options)
    if command.examples:
        yield ".SH EXAMPLES"
        for number, example in enumerate(command.examples):
            yield from ([".PP"] if number else [])
            yield from (".EX", _verbatim(example), ".EE")
    files = shared_texts.CREDENTIALS if command.uses_credentials else {}
    yield from _ending(name, files, command.related)


def _group_page(name: str, date: str) -> Iterator[str]:
    summary, words = GROUPS[name]
    yield from _head(f"docker15-{name}", summary, date)
    yield from _synopsis(f"docker15 {name}", "COMMAND [ARG...]")
    yield from _paragraphs([f"{summary}.", shared_texts.GROUP])
    yield ".SH COMMANDS"
    for word, command in words.items():
        yield from (".TP", f".B {_verbatim(word)}")
        same, page = " ".join(command), _title(command[0])
        told = "" if same == f"{name} {word}" else f"The same as `docker15 {same}`. "
        yield from _sentences(f"{COMMANDS[command[0]][1]}. {told}See {page}(1).")
    yield from (".SH SEE ALSO", ".BR docker15 (1)")


def _head(title: str, summary: str, date: str) -> Iterator[str]:
    yield '.\\" Made from the declarations by `make docs`: do not edit.'
    yield f'.TH {_verbatim(title.upper())} 1 "{date}" "docker15 {__version__}" "User Commands"'
    yield from (".SH NAME", f"{_verbatim(title)} \\- {_text(_lower(summary))}")


def _lower(summary: str) -> str:
    """A summary in the style of whatis(1): `Run` becomes `run`, JSON stays."""
    return summary if summary[:2].isupper() else f"{summary[0].lower()}{summary[1:]}"


def _synopsis(command: str, arguments: str) -> Iterator[str]:
    yield from (".SH SYNOPSIS", f".B {_verbatim(command)}", _text(arguments), ".SH DESCRIPTION")


def _paragraphs(paragraphs: Sequence[str]) -> Iterator[str]:
    for number, paragraph in enumerate(filter(None, paragraphs)):
        if number:
            yield ".PP"
        yield from _sentences(paragraph)


def _sentences(paragraph: str) -> Iterator[str]:
    """Each sentence on lines of its own, as roff requires."""
    for sentence in re.split(r"(?<=[.:])\s+(?=[A-Z`])", paragraph):
        lines = textwrap.wrap(
            _rich(sentence), _WIDTH, break_long_words=False, break_on_hyphens=False
        )
        yield from map(_guarded, lines)


def _options(params: Iterable[click.Parameter]) -> Iterator[str]:
    for param in filter(is_shown, params):
        names, meaning = option_row(param)
        yield from (
            ".TP",
            f".B {_verbatim(names)}",
            *_sentences(_DEFAULT.sub(r" [default: `\1`]", meaning)),
        )


def _list(rows: Mapping[str, str]) -> Iterator[str]:
    for term, meaning in rows.items():
        yield from (".TP", f".B {_verbatim(term)}", *_sentences(meaning))


def _ending(command: str, files: Mapping[str, str], related: Sequence[str]) -> Iterator[str]:
    yield ".SH EXIT STATUS"
    yield from _list(shared_texts.statuses(command))
    yield ".SH ENVIRONMENT"
    yield from _list(shared_texts.environment(command))
    if command:
        yield from (".PP", "All variables are in", ".BR docker15 (1).")
    if files:
        yield ".SH FILES"
        yield from _list(files)
    yield ".SH SEE ALSO"
    names = [
        *(["docker15"] if command else []),
        *(_title(name).replace("-", "\\-") for name in related),
    ]
    yield from (f".BR {name} (1){',' if name != names[-1] else ''}" for name in names)


def _rich(text: str) -> str:
    """Running text: `code` and the names of pages in bold."""
    pieces = _CODE.split(_PAGE.sub(r"`\1`", text))
    pieces[::2] = map(_text, pieces[::2])
    pieces[1::2] = (f"\\fB{_verbatim(code)}\\fR" for code in pieces[1::2])
    return "".join(pieces)


def _text(text: str) -> str:
    """Plain text; a word that begins with a dash is an option, and gets a minus sign."""
    return re.sub(r"(?<![\w-])-", r"\\-", text.replace("\\", "\\e"))


def _verbatim(text: str) -> str:
    """Text that can be copied from the page verbatim."""
    escaped = text.replace("\\", "\\e").translate(_LITERAL)
    return _guarded(escaped)


def _guarded(line: str) -> str:
    """Keep a line of text from looking like a roff request."""
    return f"\\&{line}" if line.startswith((".", "'")) else line
