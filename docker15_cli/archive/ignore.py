"""`.dockerignore`: which paths of a build context are not sent, by the rules of docker's builder.

These are Docker's rules, not git's. A pattern is anchored at the context's root; `*` and `?` don't
match a slash, `**` does; `[a-z]` and `[^a-z]` are classes; `\\` escapes the next character. A
pattern that matches a directory covers everything below it. `!` negates a pattern; the last pattern
that matches decides. Inside an ignored directory, `!` works only if it names that directory without
wildcards.

Sources: the documentation of `.dockerignore`, and of Go's filepath.Match and Clean. What they leave
open was taken from what docker 28 sends: `[^a]` matches a slash; `**x` matches whatever ends with
x; a line break is only matched by a `**` at the beginning or the end of a pattern without other
wildcards; a `^` beside wildcards is the beginning of the path; and a `!` for a directory that is
sent anyway does not affect its contents. Patterns that docker accepts with an undocumented meaning
are refused.
"""

from __future__ import annotations

import os
import posixpath
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from docker15_cli.archive.wildcards import Automaton, Piece, Takes, directories, many, one
from docker15_cli.errors import Docker15Error
from docker15_cli.patterns import regex

NAME = ".dockerignore"
NO_RULE = 0

_LONGEST = 64 * 1024  # bytes of the longest line that docker reads
_SPECIAL = frozenset("*?[]\\")
_NAMED_CLASS = regex(r"\[:\^?[a-z]+:\]")
_CONTROLS = dict(zip("afnrtv", "\a\f\n\r\t\v", strict=True))
_DIGITS, _WORD = frozenset(string.digits), frozenset(f"{string.digits}{string.ascii_letters}_")
_BLANKS = frozenset("\t\n\f\r ")
_KINDS: Mapping[str, Takes] = {
    "d": _DIGITS.__contains__,
    "s": _BLANKS.__contains__,
    "w": _WORD.__contains__,
    "D": lambda character: character not in _DIGITS,
    "S": lambda character: character not in _BLANKS,
    "W": lambda character: character not in _WORD,
}
_NEVER = "ABCPQbpxz01234567"  # escapes of a regexp; Windows paths contain them, and match nothing


@dataclass(frozen=True)
class Pattern:
    """A line: whether it is negated, its text, and the text's pieces."""

    negated: bool
    text: str
    pieces: Sequence[Piece]


class Ignore:
    """The rules of one file; consecutive patterns of the same kind form one rule.

    What is known about a path is a number with a bit for each rule that matches it or one of its
    parents; a walk passes the number of a directory on to its contents.
    """

    def __init__(self, patterns: Iterable[Pattern] = ()) -> None:
        self._rules: list[_Rule] = []
        self._taken_back: list[str] = []
        for negated, group in groupby(patterns, key=lambda pattern: pattern.negated):
            found = list(group)
            self._rules.append(_Rule(negated, Automaton(pattern.pieces for pattern in found)))
            self._taken_back += [f"{pattern.text}/" for pattern in found if negated]

    def matched(self, path: str, above: int = NO_RULE) -> int:
        """The rules that match `path`, as far as they matter; those of `above` match its parent.

        A rule that would change nothing, since the path is already ignored, or sent, is skipped: it
        does not affect what is below, either.
        """
        found, ignored = NO_RULE, False
        for number, rule in enumerate(self._rules):
            if above >> number & 1 or (rule.negated is ignored and rule.names.matches(path)):
                found |= 1 << number
                ignored = not rule.negated
        return found

    def ignores(self, matched: int) -> bool:
        """Whether what these rules match is ignored: the last rule decides."""
        return matched != NO_RULE and not self._rules[matched.bit_length() - 1].negated

    def may_send_below(self, path: str) -> bool:
        """Whether to look inside the directory `path`, which is ignored itself."""
        return any(text.startswith(f"{path}/") for text in self._taken_back)


def parse(text: str, always_sent: Iterable[str] = ()) -> Ignore:
    """The rules of a file; the paths in `always_sent` are sent in any case.

    Raises Docker15Error, naming the line, for an invalid pattern.
    """
    sent = (Pattern(True, path, [_literal(each) for each in path]) for path in always_sent)
    return Ignore([*_patterns(text), *sent])


@dataclass(frozen=True)
class _Rule:
    negated: bool
    names: Automaton


def _patterns(text: str) -> Iterator[Pattern]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        pattern = "" if line.startswith("#") else line.strip()
        negated = pattern.startswith("!")
        bare = pattern[negated:].strip()
        if len(os.fsencode(line)) >= _LONGEST:
            raise _broken(number, f"{line[:20]}…", f"it is longer than {_LONGEST} bytes")
        # docker cleans the lines first, and then the patterns, the second time together with the !,
        # so that `!../../x` becomes x, and `./!x` becomes !x.
        cleaned = _clean(bare).rstrip()
        cleaned = f"!{cleaned}" if negated else cleaned.lstrip()
        cleaned = cleaned and posixpath.normpath(cleaned)
        negated = cleaned.startswith("!")
        cleaned = cleaned.removeprefix("!")
        if negated and not cleaned:
            raise _broken(number, line, "nothing follows the !")
        if not cleaned:
            continue
        try:
            yield Pattern(negated, cleaned, _pieces(cleaned))
        except ValueError as error:
            raise _broken(number, line, str(error)) from None


def _broken(number: int, line: str, why: str) -> Docker15Error:
    return Docker15Error(f"{NAME}:{number}: not a pattern: {line.strip()!r}: {why}")


def _clean(pattern: str) -> str:
    """filepath.Clean, without a leading slash, since patterns are anchored anyway."""
    return pattern and (posixpath.normpath(pattern).lstrip("/") or "/")


def _any(character: str) -> bool:
    return True


def _none(character: str) -> bool:
    return False


def _but_line_breaks(character: str) -> bool:
    return character != "\n"


def _but_slashes(character: str) -> bool:
    return character != "/"


_ANYTHING, _DIRECTORIES = many(_any), directories(_any)
_MOST_THINGS, _MOST_DIRECTORIES = many(_but_line_breaks), directories(_but_line_breaks)
_NOTHING = one(_none)


def _pieces(pattern: str) -> list[Piece]:
    """The parts of a pattern. Raises ValueError for a pattern that docker refuses."""
    bare = pattern[2:] if pattern.startswith("**") else pattern.removesuffix("**")
    is_plain = not _SPECIAL & set(bare)
    found: list[Piece] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            piece, at = _stars(pattern, at, is_plain=is_plain)
            if found[-1:] == [piece]:  # two in a row mean the same as one
                continue
        elif pattern[at] == "^" and not is_plain:
            at += 1
            if all(before.may_be_nothing for before in found):
                found.clear()
                continue
            piece = _NOTHING
        else:
            piece, at = _one(pattern, at)
        found.append(piece)
    return found


def _stars(pattern: str, at: int, *, is_plain: bool) -> tuple[Piece, int]:
    end = at + (3 if pattern.startswith("**/", at) else 2)
    if end == len(pattern) or (is_plain and end == 2):
        return (_ANYTHING if is_plain else _MOST_THINGS), end
    return (_DIRECTORIES if is_plain else _MOST_DIRECTORIES), end


def _literal(character: str) -> Piece:
    return one(character.__eq__)


def _one(pattern: str, at: int) -> tuple[Piece, int]:
    """What the pattern matches at `at`, and where its next element begins."""
    character = pattern[at]
    if character == "*":
        return many(_but_slashes), at + 1
    if character == "?":
        return one(_but_slashes), at + 1
    if character == "[":
        takes, at = _character_class(pattern, at + 1)
        return one(takes), at
    if character == "\\":
        return _escaped(pattern[at + 1 : at + 2]), at + 2
    return _literal(character), at + 1


def _escaped(character: str) -> Piece:
    """The meaning of a backslash and a character: in docker, that of a regexp."""
    if character in _KINDS and character:
        return one(_KINDS[character])
    if character in _NEVER and character:
        return _NOTHING
    return _literal(_unescaped(character))


def _unescaped(character: str) -> str:
    if not character:
        raise ValueError("a backslash needs a character after it")
    if character.isalnum() and character not in _CONTROLS:
        raise ValueError(f"\\{character} is not an escape")
    return _CONTROLS.get(character, character)


def _character_class(pattern: str, at: int) -> tuple[Takes, int]:
    is_negated = pattern.startswith("^", at)
    at += is_negated
    ranges: list[tuple[str, str]] = []
    while not ranges or not pattern.startswith("]", at):
        first, at = _member(pattern, at)
        last = first
        if pattern.startswith("-", at):
            last, at = _member(pattern, at + 1)
        if first > last:
            raise ValueError(f"the range {first}-{last} is the wrong way round")
        ranges.append((first, last))

    def takes(character: str) -> bool:
        return any(first <= character <= last for first, last in ranges) is not is_negated

    return takes, at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if at == len(pattern) or pattern[at] in "-]":
        raise ValueError("its [ is not closed, or a - or ] in it needs a backslash")
    if _NAMED_CLASS.match(pattern, at):
        raise ValueError("write a named class as a range, such as a-z")
    if pattern[at] == "\\":
        return _unescaped(pattern[at + 1 : at + 2]), at + 2
    return pattern[at], at + 1
