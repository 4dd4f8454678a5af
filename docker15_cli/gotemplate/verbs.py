"""Formatting one value by one verb of Go's printf."""

from __future__ import annotations

from collections.abc import Iterable

from docker15_cli.gotemplate import numbers
from docker15_cli.gotemplate.numbers import Flags
from docker15_cli.gotemplate.quoting import fits_backquotes, quote
from docker15_cli.gotemplate.values import (
    NilList,
    NilMap,
    NilPointer,
    Pointer,
    Struct,
    Text,
    target,
)

__all__ = ["MOST", "Flags", "kind", "text", "type_name", "write"]

MOST = 64 * 1024 * 1024  # the most characters of a text; a row of a listing has hundreds
_STRING_VERBS = "vsxXq"
_PLAIN = Flags("")


def kind(value: object) -> str:
    """What kind of value it is, for messages."""
    value = target(value)
    if isinstance(value, dict):
        return "map"
    if isinstance(value, list):
        return "list"
    if value is None or isinstance(value, NilPointer):
        return "nil"
    return "struct" if isinstance(value, Struct) else type_name(value)


def type_name(value: object) -> str:
    """Go's name for the type of a value, which `%T` prints."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float64"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Pointer):
        return f"*{type_name(value.to)}"
    if isinstance(value, NilPointer):
        return f"*{value.target}" if value.target else "<nil>"
    if isinstance(value, Struct):
        return value.type.name
    if isinstance(value, list):
        return getattr(value, "type_name", "[]interface {}")
    if isinstance(value, dict):
        return getattr(value, "type_name", "map[string]interface {}")
    return value.type_name if isinstance(value, Text) else "<nil>"


def text(value: object) -> str:
    """A value as `%v` writes it: `true`, `[a b]`, `map[k:v]`, `{a b}`, `<nil>`."""
    return value if isinstance(value, str) else write(_PLAIN, "v", value)


def write(flags: Flags, verb: str, value: object, depth: int = 0) -> str:
    """Format a value by a verb, which also applies to the members of lists, maps and structs."""
    if verb == "T" and not depth:
        return flags.pad(type_name(value))
    if verb == "p" and not depth:
        return _bad(flags, verb, value)
    if isinstance(value, Text):
        return _text(flags, verb, value, depth)
    if isinstance(value, Pointer):
        return _pointer(flags, verb, value, depth)
    if value is None or isinstance(value, NilPointer):
        return _nil(flags, verb, value, depth)
    if isinstance(value, Struct):
        return _struct(flags, verb, value, depth)
    if isinstance(value, list):
        return _list(flags, verb, value, depth)
    if isinstance(value, dict):
        return _map(flags, verb, value, depth)
    return _scalar(flags, verb, value)


def _text(flags: Flags, verb: str, value: Text, depth: int) -> str:
    if verb in _STRING_VERBS and not flags.sharp_v:
        return _string(flags, verb, value.text)
    return write(flags, verb, value.json, depth)


def _pointer(flags: Flags, verb: str, value: Pointer, depth: int) -> str:
    """The target, after `&` unless it is a scalar or has a text; nested, Go prints its address."""
    shown = write(flags, verb, value.to, depth + 1)
    if isinstance(value.to, Struct) and _has_text(flags, verb, value.to):
        return shown
    return f"&{shown}" if isinstance(value.to, Struct | list | dict) else shown


def _has_text(flags: Flags, verb: str, value: Struct) -> bool:
    """Whether the struct has a String method, and the verb uses it."""
    return bool(value.type.text) and verb in _STRING_VERBS and not flags.sharp_v


def _nil(flags: Flags, verb: str, value: object, depth: int) -> str:
    if verb == "v":
        is_named = flags.sharp_v and isinstance(value, NilPointer) and value.target
        return f"({type_name(value)})(nil)" if is_named else flags.pad("<nil>")
    if isinstance(value, NilPointer) and value.target:
        is_number = verb in "bodxX"
        return numbers.integer(flags, verb, 0) if is_number else _bad(flags, verb, value)
    return "<nil>" if depth else f"%!{verb}(<nil>)"


def _struct(flags: Flags, verb: str, value: Struct, depth: int) -> str:
    if value.type.text and _has_text(flags, verb, value):
        return _string(flags, verb, value.type.text(value))
    named = flags.plus_v or flags.sharp_v
    members = (
        f"{f'{field.name}:' if named else ''}"
        f"{write(flags, verb, value.fields[field.name], depth + 1)}"
        for field in value.type.fields
    )
    name = value.type.name if flags.sharp_v else ""
    return f"{name}{{{_joined(flags, members)}}}"


def _list(flags: Flags, verb: str, value: list[object], depth: int) -> str:
    if not flags.sharp_v:
        return f"[{' '.join(write(flags, verb, item, depth + 1) for item in value)}]"
    if isinstance(value, NilList):
        return f"{value.type_name}(nil)"
    members = _joined(flags, (write(flags, verb, item, depth + 1) for item in value))
    return f"{type_name(value)}{{{members}}}"


def _map(flags: Flags, verb: str, value: dict[str, object], depth: int) -> str:
    if flags.sharp_v and isinstance(value, NilMap):
        return f"{value.type_name}(nil)"
    is_set = all(member == {} for member in value.values())  # such as exposed ports, or volumes
    members = (
        f"{_scalar(flags, verb, key)}:"
        f"{'{}' if is_set else write(flags, verb, value[key], depth + 1)}"
        for key in sorted(value)
    )
    if flags.sharp_v:
        return f"{type_name(value)}{{{_joined(flags, members)}}}"
    return f"map[{' '.join(members)}]"


def _joined(flags: Flags, members: Iterable[str]) -> str:
    return (", " if flags.sharp_v else " ").join(members)


def _scalar(flags: Flags, verb: str, value: object) -> str:
    if isinstance(value, str) and verb in _STRING_VERBS:
        return _string(flags, verb, value)
    if isinstance(value, bool) and verb in "vt":
        return flags.pad("true" if value else "false")
    if isinstance(value, int) and not isinstance(value, bool) and verb in numbers.INTEGER_VERBS:
        return numbers.integer(flags, verb, value)
    if isinstance(value, float) and verb in numbers.FLOAT_VERBS:
        return numbers.floating(flags, verb, value)
    return _bad(flags, verb, value)


def _bad(flags: Flags, verb: str, value: object) -> str:
    if value is None or (isinstance(value, NilPointer) and not value.target):
        return f"%!{verb}(<nil>)"
    return f"%!{verb}({type_name(value)}={write(flags, 'v', value)})"


def _string(flags: Flags, verb: str, value: str) -> str:
    if verb in "xX":
        return _hexadecimal(flags, verb, value)
    shown = value if flags.precision is None else value[: flags.precision]
    if verb != "q" and not flags.sharp_v:
        return flags.pad(shown)
    if flags.sharp and fits_backquotes(shown):
        return flags.pad(f"`{shown}`")
    return flags.pad(quote(shown, ascii_only=flags.plus))


def _hexadecimal(flags: Flags, verb: str, value: str) -> str:
    content = value.encode(errors="replace")
    if flags.precision is not None:
        content = content[: flags.precision]
    if not content:
        return flags.pad("")
    prefix = "0x" if flags.sharp else ""
    if flags.space:
        digits = " ".join(f"{prefix}{byte:02x}" for byte in content)
    else:
        digits = prefix + content.hex()
    return flags.pad(digits.upper() if verb == "X" else digits)
