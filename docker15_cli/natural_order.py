"""The order in which docker lists names: `web2` before `web10`."""

from __future__ import annotations

from itertools import groupby

_DIGITS = frozenset("0123456789")


def natural_order(name: str) -> list[tuple[int, int, str, int]]:
    """A sort key: numbers in a name are compared by value, everything else by characters.

    Digits come before other characters; of equal numbers the one with fewer leading zeros comes
    first. This is the order of docker's clients (Go's package sortorder).
    """
    parts: list[tuple[int, int, str, int]] = []
    for is_number, characters in groupby(name, _DIGITS.__contains__):
        if is_number:
            digits = "".join(characters)
            number = digits.lstrip("0")
            parts.append((0, len(number), number, len(digits)))
        else:
            parts += ((1, 0, character, 0) for character in characters)
    return parts
