"""Values decoded from JSON, as Go's fmt package writes them."""

import re
from collections.abc import Sequence

from docker15_cli.gotemplate.nil import NilPointer

_DIRECTIVE = r"(?s)%([-+# 0]*\d{0,4}(?:\.\d{0,4})?)(.?)"  # widths that Python can handle

# For each kind of value: the verb that %v stands for, and the verbs that it supports.
_VERBS = {
    "bool": ("t", "t"),
    "int": ("d", "dboxXcq"),
    "float64": ("g", "eEfFgG"),
    "string": ("s", "sqxX"),
}

_ESCAPES = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    "\\": r"\\",
}


def kind(value: object) -> str:
    """Go's name for the type of a value."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float64"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "map"
    return "list" if isinstance(value, list) else "nil"


def text(value: object) -> str:
    """A value as `%v` writes it: `true`, `[a b]`, `map[k:v]`, `<nil>`."""
    return value if isinstance(value, str) else _write("", "v", value)


def sprint(values: Sequence[object]) -> str:
    """Values side by side, with a space between two if neither is a string."""
    parts: list[str] = []
    for index, value in enumerate(values):
        neighbours = values[max(0, index - 1) : index + 1]
        if index and not any(isinstance(neighbour, str) for neighbour in neighbours):
            parts.append(" ")
        parts.append(text(value))
    return "".join(parts)


def sprintf(layout: str, values: Sequence[object]) -> str:
    """`layout` with its verbs filled in; as in Go, a wrong verb is replaced by an error text."""
    rest = iter(values)

    def fill(match: re.Match[str]) -> str:
        spec, verb = match.groups()
        if verb == "%":
            return "%"
        if not verb:
            return "%!(NOVERB)"
        for value in rest:
            return _write(spec, verb, value)
        return f"%!{verb}(MISSING)"

    filled = re.sub(_DIRECTIVE, fill, layout)
    extra = ", ".join(_described(value) for value in rest)
    return f"{filled}%!(EXTRA {extra})" if extra else filled


def quote(value: str, mark: str = '"') -> str:
    """A string as Go source text."""
    return mark + "".join(_escaped(character, mark) for character in value) + mark


def _escaped(character: str, mark: str) -> str:
    code = ord(character)
    if character == mark:
        return f"\\{mark}"
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _write(spec: str, verb: str, value: object) -> str:
    """Format one value by one verb; the members of lists and maps each by that verb."""
    if isinstance(value, list):
        return f"[{' '.join(_member(spec, verb, item) for item in value)}]"
    if isinstance(value, dict):
        is_set = all(member == {} for member in value.values())  # such as ports or volumes
        members = (
            f"{_write(spec, verb, key)}:{'{}' if is_set else _member(spec, verb, value[key])}"
            for key in sorted(value)
        )
        return f"map[{' '.join(members)}]"
    if value is None or isinstance(value, NilPointer):
        return "<nil>" if verb == "v" else f"%!{verb}(<nil>)"
    natural, allowed = _VERBS[kind(value)]
    verb = natural if verb == "v" else verb
    if verb not in allowed:
        return f"%!{verb}({_described(value)})"
    if isinstance(value, str):
        return _write_string(spec, verb, value)
    return _write_number(spec, verb, value)


def _member(spec: str, verb: str, value: object) -> str:
    return "<nil>" if value is None else _write(spec, verb, value)


def _write_string(spec: str, verb: str, value: str) -> str:
    if verb == "q":
        return _pad(spec, quote(value))
    if verb == "s":
        return _pad(spec, value)
    digits = value.encode(errors="replace").hex()
    return _pad(spec, digits.upper() if verb == "X" else digits)


def _write_number(spec: str, verb: str, value: object) -> str:
    if isinstance(value, bool):
        return _pad(spec, "true" if value else "false")
    if isinstance(value, float):
        if verb not in "gG" or "." in spec:
            return f"%{spec}{verb}" % value
        return _pad(spec, _shortest(value).upper() if verb == "G" else _shortest(value))
    if verb == "b":
        return _pad(spec, f"{value:b}")
    if verb in "cq":
        character = chr(value) if isinstance(value, int) and 0 <= value < 0x110000 else "\ufffd"
        return _pad(spec, quote(character, "'") if verb == "q" else character)
    return f"%{spec}{verb}" % value


def _pad(spec: str, value: str) -> str:
    return f"%{spec}s" % value


def _described(value: object) -> str:
    return "<nil>" if value is None else f"{kind(value)}={text(value)}"


def _shortest(value: float) -> str:
    """The fewest digits that give this float; with an exponent from 1e+06 on and below 1e-04."""
    plain = repr(value).removesuffix(".0")
    if not 1e6 <= abs(value) < 1e16:  # elsewhere Python and Go agree
        return plain
    sign = "-" if value < 0 else ""
    whole, _, fraction = plain.removeprefix("-").partition(".")
    digits = f"{whole[1:]}{fraction}".rstrip("0")
    return f"{sign}{whole[0]}{'.' if digits else ''}{digits}e+{len(whole) - 1:02}"
