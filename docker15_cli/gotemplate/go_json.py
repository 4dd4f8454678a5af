"""Encoding values as Go's encoding/json does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from docker15_cli import jsontext
from docker15_cli.gotemplate.numbers import shortest
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


def encode(value: object) -> str:
    """A value as JSON: structs in the order of their fields, typed maps sorted by key."""
    return jsontext.escape(_encode(value), jsontext.SEPARATORS)


def encode_row(fields: Mapping[str, object]) -> str:
    """A row of plain fields as JSON, with `<`, `>` and `&` escaped as in docker."""
    marks = jsontext.HTML + jsontext.SEPARATORS
    return jsontext.escape(jsontext.encode(fields, default=_plain), marks)


def _plain(value: object) -> object:
    return value.json if isinstance(value, Text) else None


def _encode(value: object) -> str:
    if value is None or isinstance(value, NilList | NilMap | NilPointer):
        return "null"
    if isinstance(value, str | bool | int):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Text):
        return _encode(value.json)
    if isinstance(value, Pointer):
        return _encode(value.to)
    if isinstance(value, Struct):
        encoded = _object(_fields(value))
        if value.type.is_sorted:
            return jsontext.encode(json.loads(encoded), sort_keys=True)
        return encoded
    if isinstance(value, GoMap):
        return _object(iter(sorted(value.items())))
    if isinstance(value, dict):
        return _object(iter(value.items()))
    assert isinstance(value, list)
    return f"[{','.join(map(_encode, value))}]"


def _object(members: Iterator[tuple[str, object]]) -> str:
    shown = (f"{json.dumps(key, ensure_ascii=False)}:{_encode(value)}" for key, value in members)
    return f"{{{','.join(shown)}}}"


def _fields(struct: Struct) -> Iterator[tuple[str, object]]:
    for field in struct.type.fields:
        value = struct.fields[field.name]
        inner = target(value)
        if field.embedded and isinstance(inner, Struct):
            yield from _fields(inner)
        elif field.key != "-" and not (field.omits_empty and _is_empty(value)):
            yield field.key, value


def _is_empty(value: object) -> bool:
    if isinstance(value, Text):
        return value.json == 0
    return not isinstance(value, Struct | Pointer) and not value


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return json.dumps(value)
    sign, size = ("-" if str(value).startswith("-") else ""), abs(value)
    if size and size < 1e-6:
        return sign + shortest(size, 0).replace("e-0", "e-")
    if size < 1e-4 and size:
        return sign + f"{size:.20f}".rstrip("0")
    return sign + shortest(size, 1e21)
