"""Splits a Go template into its literal text and the tokens of its actions."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from docker15_cli.patterns import regex


class TemplateError(ValueError):
    """The template is malformed, or does not fit the data; the message is one line."""


class LimitError(TemplateError):
    """The template prints or computes too much."""


class Token(NamedTuple):
    """A piece of a template.

    `kind` is "text" for text between actions, "end" for the end of an action, and otherwise the
    name of one of the groups below; `spaced`: there is white space before it.
    """

    kind: str
    text: str
    spaced: bool = False


_BEYOND = 2**63  # the first integer that Go's int64 does not hold
_SPACE = " \t\r\n"
_OPENING = r"\{\{(?P<trim>-(?=[ \t\r\n]))?(?P<comment>\s*/\*)?"
_COMMENT_END = r"(?s).*?\*/(?P<trim>\s-)?\}\}"
_PIECE = r"""(?x)
    (?P<end>      (?:[ \t\r\n]-)? \}\} )
  | (?P<space>    [ \t\r\n]+ (?!-\}\}) )
  | (?P<field>    (?:\.[^\W\d]\w*)+ )
  | (?P<variable> \$\w* (?:\.[^\W\d]\w*)* )
  | (?P<number>   [+-]? \.? \d (?:[\w.]|(?<=[eEpP])[+-])* )
  | (?P<word>     [^\W\d]\w* )
  | (?P<string>   "(?:[^"\\\n]|\\.)*" )
  | (?P<raw>      `[^`]*` )
  | (?P<char>     '(?:[^'\\\n]|\\.)+' )
  | (?P<open>     \( )
  | (?P<close>    \) (?:\.[^\W\d]\w*)* )
  | (?P<declare>  := )
  | (?P<assign>   = )
  | (?P<pipe>     \| )
  | (?P<comma>    , )
  | (?P<dot>      \. )
"""


def tokenize(template: str, escapes: bool = False) -> Iterator[Token]:
    """The tokens of a template, with white space around `{{-` and `-}}` removed.

    With `escapes` the two characters `\\t` or `\\n` between actions stand for a tab or line break.
    Raises TemplateError.
    """
    position, trim = 0, False
    while opening := regex(_OPENING).search(template, position):
        before = template[position : opening.start()]
        yield from _literal(before, trim, opening["trim"] is not None, escapes)
        position = opening.end()
        if opening["comment"]:
            comment = regex(_COMMENT_END).match(template, position)
            if not comment:
                raise TemplateError("unclosed comment in the template")
            position, trim = comment.end(), comment["trim"] is not None
            continue
        tokens, position = _action(template, position)
        yield from tokens
        trim = tokens[-1].text != "}}"
    yield from _literal(template[position:], trim, False, escapes)


def _literal(between: str, trim_left: bool, trim_right: bool, escapes: bool) -> Iterator[Token]:
    if escapes:
        between = between.replace(r"\t", "\t").replace(r"\n", "\n")
    if trim_left:
        between = between.lstrip(_SPACE)
    if trim_right:
        between = between.rstrip(_SPACE)
    if between:
        yield Token("text", between)


def _action(template: str, position: int) -> tuple[list[Token], int]:
    """The tokens of one action, including its end, and the position after it."""
    scan = regex(_PIECE).match
    tokens: list[Token] = []
    kind, spaced = "", False
    while kind != "end":
        match = scan(template, position)
        if not match:
            raise TemplateError(_complaint(template[position:]))
        kind, position = str(match.lastgroup), match.end()
        if kind != "space":
            tokens.append(Token(kind, match[0], spaced))
        spaced = kind == "space"
    return tokens, position


def _complaint(rest: str) -> str:
    if not rest:
        return "unclosed action in the template"
    if rest[0] in "\"'`":
        return f"unterminated {rest[0]} in the template"
    return f"unexpected {rest[0]!r} in the template"


_SIMPLE_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_ESCAPE = r"(?s)\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))"


def literal(token: Token) -> str | int | float:
    """The value of a string, raw, char or number token. Raises TemplateError."""
    if token.kind == "number":
        return _number(token.text)
    if token.kind == "raw":
        return token.text[1:-1]
    value = re.sub(_ESCAPE, _unescaped, token.text[1:-1])
    if token.kind == "string":
        return value
    if len(value) != 1:
        raise TemplateError(f"{token.text!r} in the template is not one character")
    return ord(value)


def _number(source: str) -> int | float:
    octal = re.fullmatch(r"[+-]?0[\d_]+", source)
    readers: tuple[Callable[[str], int | float], ...] = (
        (float.fromhex,)
        if "p" in source.lower()
        else (lambda text: int(text, 8 if octal else 0), float)
    )
    for read in readers:
        try:
            value = read(source)
        except ValueError:
            continue
        if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
            raise TemplateError(f"the number {source} in the template is too large")
        return value
    raise TemplateError(f"bad number {source!r} in the template")


def _unescaped(match: re.Match[str]) -> str:
    *hexadecimal, octal, simple = match.groups()
    if simple:
        if simple not in _SIMPLE_ESCAPES:
            raise TemplateError(f"bad escape {match[0]!r} in the template")
        return _SIMPLE_ESCAPES[simple]
    code = int(octal, 8) if octal else int(next(filter(None, hexadecimal)), 16)
    return chr(code) if code < 0x110000 else "\ufffd"
