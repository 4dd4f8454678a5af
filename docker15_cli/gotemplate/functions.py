"""The functions a template can call: those of Go's text/template and those docker adds.

They take values decoded from JSON, and raise ArgumentError for those that Go would refuse. `and`
and `or` are not here: as they don't evaluate all of their arguments, the parser handles them.
"""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from docker15_cli.gotemplate import escaping
from docker15_cli.gotemplate.frame import Row
from docker15_cli.gotemplate.go_format import kind, sprint, sprintf, text, type_name
from docker15_cli.gotemplate.values import (
    GoMap,
    NilList,
    NilMap,
    NilPointer,
    Pointer,
    Struct,
    Text,
    target,
)

_MOST_BLANKS = 1_000_000  # the largest width that Go's printf accepts


class ArgumentError(ValueError):
    """A function has been called with a value that it does not take."""


class Function(NamedTuple):
    """A function of templates: `least` to `most` arguments (None: any number)."""

    call: Callable[..., object]
    least: int
    most: int | None


def truth(value: object) -> bool:
    """Whether a value is true for `if`: null, zero and empty values are not."""
    return bool(value)


def _basic(value: object) -> object:
    """The value to compare: of a duration its number."""
    return value.json if isinstance(value, Text) else value


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ArgumentError(f"expected a string, got {kind(value)}")
    return value


def _integer(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ArgumentError(f"expected an integer, got {kind(value)}")
    return value


# -- text


def _json(value: object) -> str:
    from docker15_cli.gotemplate import go_json

    return go_json.encode_row(value) if isinstance(value, Row) else go_json.encode(value)


def _join(items: object, separator: object) -> str:
    if items is None:
        return ""
    if not isinstance(items, list):
        raise ArgumentError(f"expected a list, got {kind(items)}")
    return _string(separator).join(map(text, items))


def _split(value: object, separator: object) -> list[str]:
    whole, mark = _string(value), _string(separator)
    return whole.split(mark) if mark else list(whole)


def _title(value: object) -> str:
    return re.sub(r"(?<!\w)\w", lambda match: match[0].upper(), _string(value))


def _pad(value: object, before: object, after: object) -> str:
    core = _string(value)
    return core and " " * _blanks(before) + core + " " * _blanks(after)


def _blanks(value: object) -> int:
    count = _integer(value)
    if not 0 <= count <= _MOST_BLANKS:
        raise ArgumentError(f"can't pad with {count} spaces")
    return count


def _truncate(value: object, length: object) -> str:
    return _string(value)[: _position(length)]


def _printf(layout: object, *values: object) -> str:
    try:
        return sprintf(_string(layout), values)
    except OverflowError as error:
        raise ArgumentError(str(error)) from None


def _escaping(escape: Callable[[str], str]) -> Function:
    """A function that escapes what `print` would write for its arguments."""

    def call(*values: object) -> str:
        printable = ["<no value>" if value is None else target(value) for value in values]
        return escape(sprint(printable))

    return Function(call, 0, None)


def _call(function: object, *_: object) -> object:
    """`call`, which always fails: nothing in the data of docker's templates is a function."""
    if function is None:
        raise ArgumentError("call of nil")
    raise ArgumentError(f"{type_name(function)} is not a function")


# -- lists and maps


def _len(value: object) -> int:
    value = target(value)
    if isinstance(value, str):
        return len(_encoded(value))
    if not isinstance(value, list | dict):
        raise ArgumentError(f"{kind(value)} has no length")
    return len(value)


def _index(item: object, *keys: object) -> object:
    for key in keys:
        item = _member(item, key)
    return item


def _member(item: object, key: object) -> object:
    if isinstance(item, GoMap) and item.key_name:
        raise ArgumentError(f"expected a {item.key_name}, got {kind(key)}")
    if isinstance(item, dict):
        return item.get(_string(key), _missing_member(item))
    if not isinstance(item, list | str):
        raise ArgumentError(f"{kind(item)} has no members")
    members = item if isinstance(item, list) else _encoded(item)
    position = _integer(key)
    if not 0 <= position < len(members):
        raise ArgumentError(f"index out of range: {position}")
    return members[position]


def _missing_member(item: dict[str, object]) -> object:
    """What `index` gives for a missing key.

    The zero of the members' type if it is known, "" if all members are strings (labels), else None.
    """
    if isinstance(item, GoMap):
        return item.zero()
    return "" if all(isinstance(value, str) for value in item.values()) else None


def _slice(item: object, *bounds: object) -> object:
    if not isinstance(item, list | str):
        raise ArgumentError(f"can't slice {kind(item)}")
    if isinstance(item, str) and len(bounds) == 3:
        raise ArgumentError("can't slice a string with three indexes")
    whole = item if isinstance(item, list) else _encoded(item)
    if len(bounds) == 3 and not _position(bounds[1]) <= _position(bounds[2]) <= len(whole):
        raise ArgumentError(f"slice [::{bounds[2]}] out of range")
    bounds = bounds[:2]
    start, end = [*map(_position, bounds), *(0, len(whole))[len(bounds) :]]
    if not start <= end <= len(whole):
        raise ArgumentError(f"slice [{start}:{end}] out of range")
    part = whole[start:end]
    return part.decode(errors="replace") if isinstance(part, bytes) else part


def _position(value: object) -> int:
    position = _integer(value)
    if position < 0:
        raise ArgumentError(f"index out of range: {position}")
    return position


def _encoded(value: str) -> bytes:
    """A string as UTF-8: Go counts bytes."""
    return value.encode(errors="replace")


# -- comparisons


def _equal(first: object, *others: object) -> bool:
    if not others:
        raise ArgumentError("missing argument for comparison")
    return any(_same(first, other) for other in others)


def _same(first: object, other: object) -> bool:
    first, other = _basic(first), _basic(other)
    if _is_nil(first) or _is_nil(other):
        return _is_nil(first) == _is_nil(other)
    if isinstance(first, Pointer) != isinstance(other, Pointer):
        raise ArgumentError(f"can't compare {type_name(first)} with {type_name(other)}")
    if kind(first) != kind(other) or isinstance(first, list | dict | Struct):
        raise ArgumentError(f"can't compare {kind(first)} with {kind(other)}")
    return first == other


def _is_nil(value: object) -> bool:
    return value is None or isinstance(value, NilList | NilMap | NilPointer)


def _ordered(compare: Callable[[Any, Any], bool]) -> Function:
    def call(first: Any, second: Any) -> bool:
        first, second = _basic(first), _basic(second)
        if kind(first) != kind(second) or kind(first) not in ("int", "float64", "string"):
            raise ArgumentError(f"can't compare {kind(first)} with {kind(second)}")
        return compare(first, second)

    return Function(call, 2, 2)


FUNCTIONS: Mapping[str, Function] = {
    "call": Function(_call, 1, None),
    "eq": Function(_equal, 1, None),
    "ge": _ordered(operator.ge),
    "gt": _ordered(operator.gt),
    "html": _escaping(escaping.html),
    "index": Function(_index, 1, None),
    "join": Function(_join, 2, 2),
    "js": _escaping(escaping.js),
    "json": Function(_json, 1, 1),
    "le": _ordered(operator.le),
    "len": Function(_len, 1, 1),
    "lower": Function(lambda value: _string(value).lower(), 1, 1),
    "lt": _ordered(operator.lt),
    "ne": Function(lambda first, second: not _same(first, second), 2, 2),
    "not": Function(lambda value: not truth(value), 1, 1),
    "pad": Function(_pad, 3, 3),
    "print": Function(lambda *values: sprint(values), 0, None),
    "printf": Function(_printf, 1, None),
    "println": Function(lambda *values: " ".join(map(text, values)) + "\n", 0, None),
    "slice": Function(_slice, 1, 4),
    "split": Function(_split, 2, 2),
    "title": Function(_title, 1, 1),
    "truncate": Function(_truncate, 2, 2),
    "upper": Function(lambda value: _string(value).upper(), 1, 1),
    "urlquery": _escaping(escaping.urlquery),
}

# In the header of a table these return the title unchanged.
HEADER_FUNCTIONS: Mapping[str, Function] = {
    "call": Function(_call, 1, None),
    **FUNCTIONS,
    **{
        name: FUNCTIONS[name]._replace(call=lambda title, *_: title)
        for name in ("json", "lower", "title", "truncate", "upper")
    },
}
