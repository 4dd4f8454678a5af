"""Numbers as Go's printf writes them, and the flags that all verbs have."""

from __future__ import annotations

import math

from docker15_cli.gotemplate.quoting import quote

INTEGER_VERBS = "vdboOxXcqU"
FLOAT_VERBS = "vbgGxXfFeE"
_BASES = {"v": "d", "d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
_MANTISSA = 53  # bits of a float


class Flags:
    """The flags between `%` and the verb; `plus_v` and `sharp_v` are those of `%+v` and `%#v`."""

    def __init__(self, given: str) -> None:
        self.minus, self.plus, self.sharp = "-" in given, "+" in given, "#" in given
        self.space, self.zero = " " in given, "0" in given
        self.plus_v = self.sharp_v = False
        self.width: int | None = None
        self.precision: int | None = None

    def of(self, verb: str) -> Flags:
        """A copy for `verb`: `+` and `#` mean something else with `v`."""
        if verb == "v":
            self.sharp_v, self.plus_v = self.sharp, self.plus
            self.sharp = self.plus = False
        return self

    def pad(self, shown: str, *, zero: bool = True) -> str:
        """Pad to the width, on the left or the right, with zeros if allowed."""
        if not self.width or len(shown) >= self.width:
            return shown
        if self.minus:
            return shown.ljust(self.width)
        return shown.rjust(self.width, "0" if zero and self.zero else " ")


def integer(flags: Flags, verb: str, value: int) -> str:
    """An integer, formatted by one of INTEGER_VERBS."""
    if verb in "cq":
        character = chr(value) if 0 <= value < 0x110000 else "\ufffd"
        shown = quote(character, "'", ascii_only=flags.plus) if verb == "q" else character
        return flags.pad(shown)
    if verb == "U":
        return flags.pad(_unicode(flags, value), zero=False)
    precision = flags.precision or 0
    sign = "-" if value < 0 else _sign(flags)
    if flags.precision == 0 and value == 0:
        return " " * (flags.width or 0)
    if flags.precision is None and flags.zero and not flags.minus and flags.width:
        precision = flags.width - len(sign)
    digits = format(abs(value), _BASES[verb]).rjust(precision, "0")
    return flags.pad(sign + _prefix(flags, verb, digits) + digits, zero=False)


def _sign(flags: Flags) -> str:
    if flags.plus:
        return "+"
    return " " if flags.space else ""


def _prefix(flags: Flags, verb: str, digits: str) -> str:
    if verb == "O":
        return "0o"
    if not flags.sharp:
        return ""
    if verb == "o":
        return "" if digits.startswith("0") else "0"
    return {"b": "0b", "x": "0x", "X": "0X"}.get(verb, "")


def _unicode(flags: Flags, value: int) -> str:
    shown = f"U+{value & 0xFFFFFFFFFFFFFFFF:0{max(flags.precision or 0, 4)}X}"
    if flags.sharp and 0 <= value < 0x110000 and chr(value).isprintable():
        shown += f" '{chr(value)}'"
    return shown


def floating(flags: Flags, verb: str, value: float) -> str:
    """A float, formatted by one of FLOAT_VERBS."""
    sign = "-" if math.copysign(1, value) < 0 else _sign(flags)
    if not math.isfinite(value):
        word = "NaN" if math.isnan(value) else "Inf"
        return flags.pad(f"{sign or ('+' if word == 'Inf' else '')}{word}", zero=False)
    verb = {"v": "g", "F": "f"}.get(verb, verb)
    digits = _unsigned(verb, abs(value), flags.precision)
    if flags.sharp and verb != "b":
        digits = _with_point(digits, verb, flags.precision)
    if sign and flags.zero and not flags.minus and flags.width:
        return sign + digits.rjust(flags.width - 1, "0")
    return flags.pad(sign + digits)


def _unsigned(verb: str, value: float, precision: int | None) -> str:
    if verb in "xX":
        shown = _binary(value, precision)
        return shown.upper() if verb == "X" else shown
    if verb == "b":
        mantissa, exponent = math.frexp(value)
        shift = exponent - _MANTISSA if value else -1074
        return f"{int(mantissa * 2**_MANTISSA)}p{shift:+d}"
    if verb in "gG" and precision is None:
        return shortest(value).upper() if verb == "G" else shortest(value)
    return f"%.{6 if precision is None else precision}{verb}" % value


def shortest(value: float, largest: float = 1e6) -> str:
    """The fewest digits that identify a float; as `1e+06` from `largest` on, and below 1e-04."""
    if value == 0:
        return "0"
    digits, _, tail = f"{value:.17e}".partition("e")
    for precision in range(17):
        digits, _, tail = f"{value:.{precision}e}".partition("e")
        if float(f"{digits}e{tail}") == value:
            break
    exponent = int(tail)
    if value >= largest or exponent < -4:
        return f"{digits}e{exponent:+03d}"
    return f"{value:.{max(0, len(digits.replace('.', '')) - 1 - exponent)}f}"


def _binary(value: float, precision: int | None) -> str:
    """A float in hexadecimal with a binary exponent, such as `0x1.8p+00`."""
    mantissa, exponent = math.frexp(value)
    whole, exponent = int(mantissa * 2**_MANTISSA), exponent - 1 if value else 0
    digits = _MANTISSA - 1 if precision is None else min(precision * 4, _MANTISSA - 1)
    kept = _rounded(whole, _MANTISSA - 1 - digits)
    if kept >> (digits + 1):
        kept, exponent = kept >> 1, exponent + 1
    fraction = kept & ((1 << digits) - 1)
    shown = f"{fraction:0{digits // 4}x}" if digits else ""
    shown = shown.rstrip("0") if precision is None else shown.ljust(precision, "0")
    return f"0x{kept >> digits:x}{'.' if shown else ''}{shown}p{exponent:+03d}"


def _rounded(number: int, bits: int) -> int:
    """`number` shifted right by `bits`, rounded to the nearest, halves to even."""
    kept, rest = number >> bits, number & ((1 << bits) - 1)
    half = 1 << (bits - 1) if bits else 0
    return kept + (1 if bits and (rest > half or (rest == half and kept & 1)) else 0)


def _with_point(shown: str, verb: str, precision: int | None) -> str:
    """Apply the flag `#`: there is always a point, and for %g all digits of the precision."""
    mark = "p" if verb in "xX" else "e"
    digits, found, tail = shown.partition(mark if verb not in "GEX" else mark.upper())
    wanted = (6 if precision is None else precision) if verb in "gGxX" else 0
    if verb in "gG":
        significant = digits.replace(".", "").lstrip("0")
        wanted -= len(significant) or 1
    elif verb in "xX":
        wanted -= len(digits.partition(".")[2])
    point = "" if "." in digits else "."
    return f"{digits}{point}{'0' * max(0, wanted)}{found}{tail}"
