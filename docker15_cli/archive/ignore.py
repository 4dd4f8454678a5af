"""`.dockerignore`: which paths of a build context stay at home.

Docker's rules, not git's. A pattern is anchored at the context's root; `*` and `?` stop at a slash,
`**` does not, `[a-z]` and `[^a-z]` are classes, `\\` takes the next character as it is. A pattern
that matches a directory covers what is below it. `!` takes back; the last pattern that matches
decides. Source: Docker's documentation of `.dockerignore` and of Go's filepath.Match and Clean.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from docker15_cli.errors import Docker15Error

NAME = ".dockerignore"
NO_RULE = -1

_ANYTHING = ".*"
_ANY_DIRECTORIES = "(?:.*/)?"


@dataclass(frozen=True)
class Pattern:
    """A line: the regular expressions of its characters, and whether what it matches is sent."""

    takes_back: bool
    pieces: Sequence[str]


class Ignore:
    """The rules of one file; patterns of the same kind in a row are one rule.

    Rules have numbers, later ones the higher. A path is decided by the last that matches it or one
    of its parents, so a walk hands each directory's number down to what is in it.
    """

    def __init__(self, patterns: Iterable[Pattern] = ()) -> None:
        self._rules: list[_Rule] = []
        for takes_back, group in groupby(patterns, key=lambda pattern: pattern.takes_back):
            found = [pattern.pieces for pattern in group]
            regex = _compile("|".join("".join(pieces) for pieces in found))
            self._rules.append(_Rule(takes_back, regex, [_levels(pieces) for pieces in found]))

    def rule(self, path: str, above: int = NO_RULE) -> int:
        """The number of the rule that decides about `path`, whose parent `above` decides about."""
        for number in range(len(self._rules) - 1, above, -1):
            if self._rules[number].regex.fullmatch(path):
                return number
        return above

    def ignores(self, rule: int) -> bool:
        """Whether what this rule decides about stays at home."""
        return rule != NO_RULE and not self._rules[rule].takes_back

    def may_send_below(self, rule: int, path: str) -> bool:
        """Whether a later rule could take back something in the directory `path`."""
        return any(
            later.takes_back and any(_reaches_below(levels, path) for levels in later.levels)
            for later in self._rules[rule + 1 :]
        )


def parse(text: str, always_sent: Iterable[str] = ()) -> Ignore:
    """The rules of a file, and that the paths `always_sent` are sent in any case.

    Raises Docker15Error, naming the line, for a pattern that is none.
    """
    return Ignore([*_patterns(text), *(Pattern(True, _escaped(path)) for path in always_sent)])


@dataclass(frozen=True)
class _Rule:
    takes_back: bool
    regex: re.Pattern[str]
    levels: list[list[re.Pattern[str] | None]]  # of each pattern; None: any number of directories


def _patterns(text: str) -> Iterator[Pattern]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        pattern = "" if line.startswith("#") else line.strip()
        takes_back = pattern.startswith("!")
        bare = pattern[takes_back:].strip()
        if takes_back and not bare.strip("/"):
            raise _broken(number, line, "nothing follows the !")
        if not bare:
            continue
        try:
            yield Pattern(takes_back, list(_pieces(_clean(bare))))
        except ValueError as error:
            raise _broken(number, line, str(error)) from None


def _broken(number: int, line: str, why: str) -> Docker15Error:
    return Docker15Error(f"{NAME}:{number}: {line.strip()!r} is no pattern: {why}")


def _clean(pattern: str) -> str:
    """filepath.Clean, then without a leading slash: patterns are anchored anyway."""
    return posixpath.normpath(pattern).lstrip("/") or "/"


def _escaped(path: str) -> list[str]:
    return [re.escape(character) for character in path]


def _pieces(pattern: str) -> Iterator[str]:
    """Raises ValueError for a pattern that Go refuses."""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 3 if pattern.startswith("**/", at) else 2
            yield _ANY_DIRECTORIES if at < len(pattern) else _ANYTHING
        else:
            piece, at = _one(pattern, at)
            yield piece


def _one(pattern: str, at: int) -> tuple[str, int]:
    """What matches in the place of the character at `at`, and where the next is."""
    character = pattern[at]
    if character == "*":
        return "[^/]*", at + 1
    if character == "?":
        return "[^/]", at + 1
    if character == "[":
        return _character_class(pattern, at + 1)
    literal, at = _literal(pattern, at)
    return re.escape(literal), at


def _literal(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\":
        at += 1
    if at == len(pattern):
        raise ValueError("a backslash needs a character behind it")
    return pattern[at], at + 1


def _character_class(pattern: str, at: int) -> tuple[str, int]:
    negated = pattern.startswith("^", at)
    at += negated
    ranges: list[str] = []
    while not ranges or not pattern.startswith("]", at):
        first, at = _member(pattern, at)
        last = first
        if pattern.startswith("-", at):
            last, at = _member(pattern, at + 1)
        if first <= last:  # Go lets the reverse be a range of nothing
            ranges.append(f"{re.escape(first)}-{re.escape(last)}")
        else:
            ranges.append("")
    members = "".join(ranges)
    if not members:
        return ("[^/]" if negated else "(?!)"), at + 1
    return f"(?!/)[{'^' if negated else ''}{members}]", at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if at == len(pattern) or pattern[at] in "-]":
        raise ValueError("its [ is not closed, or a - or ] in it needs a backslash")
    return _literal(pattern, at)


def _compile(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)  # a name may have a line break in it


def _levels(pieces: Sequence[str]) -> list[re.Pattern[str] | None]:
    """The expressions between the slashes."""
    levels = [list(group) for slash, group in groupby(pieces, key="/".__eq__) if not slash]
    return [
        None if _ANY_DIRECTORIES in level or _ANYTHING in level else _compile("".join(level))
        for level in levels
    ]


def _reaches_below(levels: list[re.Pattern[str] | None], path: str) -> bool:
    """Whether a pattern could match something in the directory `path`; a yes may be wrong."""
    names = path.split("/")
    for level, name in zip(levels, names, strict=False):
        if level is None:
            return True
        if not level.fullmatch(name):
            return False
    return len(levels) > len(names)
