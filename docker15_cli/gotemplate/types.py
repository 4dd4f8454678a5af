"""Go's types, declared almost as in Go, and reading values of them from JSON.

    container.State:
        ID string=Id; Running bool; Health *Health,omitempty
    container.Inspect=Container:
        +Base; State *State; Networks map[string]*Endpoint

A field's type is followed by `=KEY` if its key in JSON differs, and by `,omitempty`; `+` marks an
embedded struct. Declarations refer to a type by the part of its name after the dot, or by the alias
after `=`. Named map types are declared in the same way. ` sorted` in front of the colon: in JSON
the keys are sorted, as of a type that encodes itself by a map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docker15_cli.gotemplate import values
from docker15_cli.gotemplate.values import Field, Mismatch, StructType, Type
from docker15_cli.patterns import regex

_DECLARATION = regex(r"(?m)^(\S.*?)(?:=(\w+))?( sorted)?:\n((?: .*\n)*)")
_FIELD = regex(r"(\+?)(\*?\w*)(?: ?([^=,]+))?(?:=(\w+|-))?(,omitempty)?")


class Types:
    """The types of some `declarations`, each made when it is first needed.

    `texts` are the String methods of structs, by name.
    """

    def __init__(
        self, declarations: str, texts: Mapping[str, Callable[[values.Struct], str]]
    ) -> None:
        self._texts = texts
        self._structs: dict[str, StructType] = {}
        self._declared: dict[str, tuple[str, bool, str]] = {}
        for match in _DECLARATION.finditer(declarations):
            name, alias, is_sorted, fields = match.groups()
            self._declared[alias or name.rpartition(".")[2]] = name, bool(is_sorted), fields

    def struct(self, name: str) -> StructType:
        """The declared struct of this name."""
        if name not in self._structs:
            full, is_sorted, text = self._declared[name]
            made = StructType(full, [], self._texts.get(name), is_sorted=is_sorted)
            self._structs[name] = made
            rows = " ".join(text.split()).split("; ")
            made.fields += [self._field(row) for row in rows if row]
        return self._structs[name]

    def _field(self, text: str) -> Field:
        match = _FIELD.fullmatch(text)
        assert match, text
        plus, name, type_, key, omits = match.groups()
        if plus:
            return Field(name.lstrip("*"), self._type(name), "", embedded=True)
        return Field(name, self._type(type_), key or name, omits_empty=bool(omits))

    def _type(self, text: str) -> Type:
        if text in BASIC:
            return BASIC[text]
        if text.startswith("*"):
            return _pointer(self._type(text[1:]))
        if text.startswith("[]"):
            return _list(self._type(text[2:]))
        if text.startswith("["):
            size, _, member = text[1:].partition("]")
            return _array(int(size), self._type(member))
        if text.startswith("map["):
            return self._map(text)
        name, _, body = self._declared[text]
        if body.strip().startswith("map["):
            return self._map(body.strip(), name)
        struct = self.struct(text)
        return Type(struct.name, struct.read, struct.zero)

    def _map(self, text: str, name: str = "") -> Type:
        key, _, member = text.removeprefix("map[").partition("]")
        type_ = self._type(member)
        name = name or f"map[{key}]{type_.name}"
        return _map(type_, name, "" if key == "string" else key)


def _basic(name: str, kind: type, zero: object) -> Type:
    def read(json: object) -> object:
        if not isinstance(json, kind) or (isinstance(json, bool) and kind is not bool):
            raise Mismatch(f"expected {name}")
        return json

    return Type(name, read, lambda: zero)


def _moment(json: object) -> object:
    try:
        return values.moment(str(json))
    except ValueError as error:
        raise Mismatch(str(error)) from None


def _duration(json: object) -> object:
    if not isinstance(json, int):
        raise Mismatch("expected a number")
    return values.duration(json)


BASIC: Mapping[str, Type] = {
    "string": _basic("string", str, ""),
    "bool": _basic("bool", bool, False),
    "int": _basic("int", int, 0),
    "int64": _basic("int64", int, 0),
    "uint16": _basic("uint16", int, 0),
    "float64": _basic("float64", int | float, 0.0),  # type: ignore[arg-type]
    "any": Type("interface {}", lambda json: json, lambda: None),
    "time": Type("time.Time", _moment, lambda: values.moment("0001-01-01T00:00:00Z")),
    "duration": Type("time.Duration", _duration, lambda: values.duration(0)),
}


def _pointer(to: Type) -> Type:
    return Type(
        f"*{to.name}",
        lambda json: values.Pointer(to.read(json)),
        lambda: values.NilPointer(to.name),
    )


def _list(member: Type) -> Type:
    name = f"[]{member.name}"

    def read(json: object) -> object:
        return values.GoList(_members(json, member, name), name)

    return Type(name, read, lambda: _named(values.NilList(), name))


def _array(size: int, member: Type) -> Type:
    name = f"[{size}]{member.name}"

    def read(json: object) -> object:
        found = _members(json, member, name)[:size]
        return values.GoList([*found, *(member.zero() for _ in range(size - len(found)))], name)

    return Type(name, read, lambda: read([]))


def _members(json: object, member: Type, name: str) -> list[object]:
    if not isinstance(json, list):
        raise Mismatch(f"expected {name}")
    return [member.zero() if one is None else member.read(one) for one in json]


def _map(member: Type, name: str, key_name: str) -> Type:
    def read(json: object) -> object:
        if not isinstance(json, dict):
            raise Mismatch(f"expected {name}")
        found = zip(json, _members([*json.values()], member, name), strict=True)
        return values.GoMap(dict(found), name, member.zero, key_name)

    return Type(name, read, lambda: _named(values.NilMap(), name))


def _named(value: values.NilList | values.NilMap, name: str) -> object:
    value.type_name = name
    return value
