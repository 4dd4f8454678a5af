"""Changing the layout of JSON text, with every value written as in the original."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docker15_cli.patterns import regex

_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}


def indent(text: str, by: int = 4) -> str:
    """`text`, one JSON value, with a line for each member, indented `by` spaces a level.

    Empty lists and objects are on one line. Numbers and escapes are kept as written, which a round
    trip through Python would change.
    """
    return "".join(_pieces(_TOKEN.findall(text), " " * by))


def compact(text: str) -> str:
    """`text`, one JSON value, on one line without spaces between its parts."""
    return "".join(_TOKEN.findall(text))


def _pieces(tokens: list[str], step: str) -> Iterator[str]:
    depth = 0
    previous = ""
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if token in _CLOSING:
            is_empty = following == _CLOSING[token]
            depth += 1
            yield token if is_empty else f"{token}\n{step * depth}"
        elif token in ("}", "]"):
            depth -= 1
            is_empty = _CLOSING.get(previous) == token
            yield token if is_empty else f"\n{step * depth}{token}"
        elif token == ",":
            yield f",\n{step * depth}"
        else:
            yield ": " if token == ":" else token
        previous = token
