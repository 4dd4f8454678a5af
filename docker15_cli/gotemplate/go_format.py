"""Go's fmt package: `print`, `println` and `printf`, for values decoded from JSON."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.gotemplate.verbs import MOST, Flags, kind, text, type_name, write
from docker15_cli.patterns import regex

__all__ = ["MOST", "kind", "sprint", "sprintf", "text", "type_name"]

_LARGEST = 1_000_000  # the largest width or precision, as in Go
_FLAGS = regex(r"[-+# 0]*")
_NUMBER = regex(r"[0-9]*")
_INDEX = regex(r"\[([^\]]*)\]")


def sprint(values: Sequence[object]) -> str:
    """The values as text, with a space between two if neither is a string."""
    parts: list[str] = []
    for index, value in enumerate(values):
        neighbours = values[max(0, index - 1) : index + 1]
        if index and not any(isinstance(neighbour, str) for neighbour in neighbours):
            parts.append(" ")
        parts.append(text(value))
    return "".join(parts)


def sprintf(layout: str, values: Sequence[object]) -> str:
    """`layout` with its verbs replaced by values; as in Go, a wrong verb by an error text.

    Raises OverflowError if the text gets longer than MOST characters.
    """
    return _Printer(layout, values).run()


class _Printer:
    """One call of printf. `_at` is the position in the layout, `_next` the index of a value."""

    def __init__(self, layout: str, values: Sequence[object]) -> None:
        self._layout = layout
        self._values = values
        self._at = 0
        self._next = 0
        self._is_reordered = False  # some value was selected by its number: `%[2]d`
        self._is_good = True  # such a number was valid
        self._has_index = False

    def run(self) -> str:
        parts: list[str] = []
        length = 0
        while self._at < len(self._layout):
            start = self._layout.find("%", self._at)
            end = len(self._layout) if start < 0 else start
            parts.append(self._layout[self._at : end])
            self._at = end + 1
            if start >= 0:
                parts.append(self._directive())
            length += len(parts[-1])
            if length > MOST:
                raise OverflowError("the text is too long")
        if not self._is_reordered and self._next < len(self._values):
            rest = ", ".join(_described(value) for value in self._values[self._next :])
            parts.append(f"%!(EXTRA {rest})")
        return "".join(parts)

    def _directive(self) -> str:
        """The text for what follows a `%`."""
        flags = Flags(self._match(_FLAGS))
        self._is_good, self._has_index = True, False
        self._index()
        before = self._width(flags)
        if self._has_index and flags.width is not None:
            self._is_good = self._is_good and bool(before is None)
        if self._peek() == ".":
            before = (before or "") + self._precision(flags)
        if not self._has_index:
            self._index()
        if self._at >= len(self._layout):
            return f"{before or ''}%!(NOVERB)"
        verb = self._peek()
        self._at += 1
        return (before or "") + self._filled(verb, flags)

    def _filled(self, verb: str, flags: Flags) -> str:
        if verb == "%":
            return "%"
        if not self._is_good:
            return f"%!{verb}(BADINDEX)"
        if self._next >= len(self._values):
            return f"%!{verb}(MISSING)"
        value = self._values[self._next]
        self._next += 1
        return write(flags.of(verb), verb, value)

    def _width(self, flags: Flags) -> str | None:
        """Read the width. None if it is a number; if it is a value (`*`), "" or an error text."""
        if self._peek() != "*":
            flags.width = self._number()
            return None
        flags.width = self._value_as_number()
        if flags.width is None:
            return "%!(BADWIDTH)"
        if flags.width < 0:
            flags.width, flags.minus, flags.zero = -flags.width, True, False
        return ""

    def _precision(self, flags: Flags) -> str:
        """Read the precision, after a dot; return "" or an error text."""
        self._at += 1
        if self._has_index:
            self._is_good = False
        self._index()
        if self._peek() != "*":
            flags.precision = self._number() or 0
            return ""
        number = self._value_as_number()
        flags.precision = number if number is not None and number >= 0 else None
        return "%!(BADPREC)" if flags.precision is None else ""

    def _value_as_number(self) -> int | None:
        self._at += 1
        self._has_index = False
        if self._next >= len(self._values):
            return None
        value = self._values[self._next]
        self._next += 1
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
            return None
        return value

    def _number(self) -> int | None:
        digits = self._match(_NUMBER)
        if len(digits) > 7 or int(digits or 0) > _LARGEST:
            self._at = len(self._layout)  # as in Go, nothing more is formatted
            return None
        return int(digits) if digits else None

    def _index(self) -> None:
        """Read `[2]`, the number of the value to use next."""
        if self._peek() != "[":
            return
        self._is_reordered = True
        match = _INDEX.match(self._layout, self._at)
        if not match:
            self._at += 1
            self._is_good = False
            return
        self._at = match.end()
        number = match[1]
        if number.isascii() and number.isdigit() and 1 <= int(number[:8]) <= len(self._values):
            self._next = int(number[:8]) - 1
            self._has_index = True
        else:
            self._is_good = False

    def _peek(self) -> str:
        return self._layout[self._at : self._at + 1]

    def _match(self, pattern: object) -> str:
        match = pattern.match(self._layout, self._at)  # type: ignore[attr-defined]
        self._at = match.end()
        return str(match[0])


def _described(value: object) -> str:
    return "<nil>" if value is None else f"{type_name(value)}={text(value)}"
