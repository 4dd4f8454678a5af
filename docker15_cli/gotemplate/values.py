"""Values of Go's types that JSON lacks: structs, pointers, times, typed lists and maps.

Strings, numbers and booleans are Python's own. `types.py` makes all of these from JSON.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

from docker15_cli.gotemplate.lexer import TemplateError
from docker15_cli.patterns import regex

_RFC3339 = regex(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_SECOND = 10**9  # in nanoseconds
_UNITS = ((1, "ns", 0), (10**3, "µs", 3), (10**6, "ms", 6))


class NilList(list[object]):
    """A nil list: printed as an empty one, and `null` in JSON."""

    type_name = "[]interface {}"


class NilMap(dict[str, object]):
    """A nil map: printed as an empty one, and `null` in JSON."""

    type_name = "map[string]interface {}"


class NilPointer:
    """A nil pointer: printed as `<nil>`, and `null` in JSON."""

    def __init__(self, target: str = "") -> None:
        self.target = target

    def __bool__(self) -> bool:
        return False


class GoList(list[object]):
    """A list of a known Go type."""

    def __init__(self, members: Sequence[object], type_name: str) -> None:
        super().__init__(members)
        self.type_name = type_name


class GoMap(dict[str, object]):
    """A map of a known Go type: `index` gives its members' `zero` for a missing key.

    With a `key_name` keys have a type of their own, so that `index` refuses strings.
    """

    def __init__(
        self,
        members: Mapping[str, object],
        type_name: str,
        zero: Callable[[], object],
        key_name: str = "",
    ) -> None:
        super().__init__(members)
        self.type_name = type_name
        self.zero = zero
        self.key_name = key_name


class Pointer:
    """A pointer that is not nil. Its target is printed where Go would print an address."""

    def __init__(self, to: object) -> None:
        self.to = to


class Struct:
    """A struct: its fields by name, in the order of its `type`."""

    def __init__(self, type_: StructType, fields: Mapping[str, object]) -> None:
        self.type = type_
        self.fields = fields

    def field(self, name: str) -> object:
        """The value of a field, or of an embedded struct's. Raises TemplateError if unknown."""
        if name in self.fields:
            return self.fields[name]
        for field in self.type.fields:
            inner = target(self.fields[field.name]) if field.embedded else None
            if isinstance(inner, Struct) and name in inner.names():
                return inner.field(name)
        raise TemplateError(f"unknown field .{name}; the fields are: {', '.join(self.names())}")

    def names(self) -> list[str]:
        """The names of all fields; those of embedded structs are in their place."""
        found = []
        for field in self.type.fields:
            inner = target(self.fields[field.name]) if field.embedded else None
            found += inner.names() if isinstance(inner, Struct) else [field.name]
        return found


class Mismatch(ValueError):
    """A JSON value does not have the Go type."""


class Type:
    """A type: `read` turns a JSON value into one of this type, or raises Mismatch."""

    def __init__(
        self, name: str, read: Callable[[object], object], zero: Callable[[], object]
    ) -> None:
        self.name = name
        self.read = read
        self.zero = zero


class Field:
    """A field of a struct; `key` is its key in JSON."""

    def __init__(
        self, name: str, type_: Type, key: str, *, omits_empty: bool = False, embedded: bool = False
    ) -> None:
        self.name = name
        self.type = type_
        self.key = key
        self.omits_empty = omits_empty
        self.embedded = embedded


class StructType:
    """A struct's name, as in Go, its fields, and its String method, `text`, if it has one.

    `is_sorted`: in JSON its keys, and all keys below it, are sorted.
    """

    def __init__(
        self,
        name: str,
        fields: list[Field],
        text: Callable[[Struct], str] | None = None,
        *,
        is_sorted: bool = False,
    ) -> None:
        self.name = name
        self.fields = fields
        self.text = text
        self.is_sorted = is_sorted

    def read(self, json: object) -> Struct:
        """The struct for a JSON object. Raises Mismatch.

        As in Go, keys may differ in case, and unknown ones are ignored.
        """
        if not isinstance(json, dict):
            raise Mismatch(f"expected an object for {self.name}")
        lower: dict[str, object] = {}
        found: dict[str, object] = {}
        for field in self.fields:
            if field.embedded:
                found[field.name] = field.type.read(json)
                continue
            value = json.get(field.key)
            if value is None and field.key not in json:
                lower = lower or {key.lower(): one for key, one in json.items()}
                value = lower.get(field.key.lower())
            found[field.name] = field.type.zero() if value is None else field.type.read(value)
        return Struct(self, found)

    def zero(self) -> Struct:
        """The struct whose fields have their zero values."""
        return self.read({})


class Text:
    """A value that Go prints as `text`, by its type's String method, and encodes as `json`."""

    def __init__(self, text: str, json: object, type_name: str) -> None:
        self.text = text
        self.json = json
        self.type_name = type_name


def target(value: object) -> object:
    """What a pointer points to; any other value unchanged."""
    return value.to if isinstance(value, Pointer) else value


def moment(text: str) -> Text:
    """A time.Time, from RFC 3339. Raises ValueError."""
    match = _RFC3339.fullmatch(text)
    if not match:
        raise ValueError(f"not a time: {text!r}")
    day, clock, fraction, zone = match.groups()
    fraction = (fraction or "").rstrip("0").removesuffix(".")
    shown = f"{day} {clock}{fraction} {_zone(day, clock, zone)}"
    return Text(shown, f"{day}T{clock}{fraction}{zone}", "time.Time")


def _zone(day: str, clock: str, zone: str) -> str:
    """A time zone as Go prints it: `+0000 UTC`, `+0200 CEST`.

    The name is only known of UTC and the user's own zone; else it is the offset once more.
    """
    if zone == "Z":
        return "+0000 UTC"
    offset = zone.replace(":", "")
    sign = -1 if offset[0] == "-" else 1
    seconds = sign * (int(offset[1:3]) * 3600 + int(offset[3:]) * 60)
    import calendar

    utc = calendar.timegm(time.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S")) - seconds
    there = time.localtime(utc)
    return f"{offset} {there.tm_zone if there.tm_gmtoff == seconds else offset}"


def duration(nanoseconds: int) -> Text:
    """A time.Duration, printed as `1m30s`."""
    return Text(_duration(nanoseconds), nanoseconds, "time.Duration")


def _duration(nanoseconds: int) -> str:
    if nanoseconds < 0:
        return f"-{_duration(-nanoseconds)}"
    if nanoseconds == 0:
        return "0s"
    for size, unit, digits in _UNITS:
        if nanoseconds < size * 1000:
            return f"{_decimal(nanoseconds, digits)}{unit}"
    minutes, rest = divmod(nanoseconds, 60 * _SECOND)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}h" if hours else ""
    shown += f"{minutes}m" if hours or minutes else ""
    return f"{shown}{_decimal(rest, 9)}s"


def _decimal(number: int, digits: int) -> str:
    whole, fraction = divmod(number, 10**digits)
    return re.sub(r"\.?0*$", "", f"{whole}.{fraction:0{digits}}") if fraction else str(whole)
