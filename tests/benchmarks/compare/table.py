"""The notation for the tables of command lines."""

from __future__ import annotations


def each(pattern: str, choices: str, separator: str = "\n") -> tuple[str, ...]:
    """A line for each row of `choices`, which replaces `_` in the pattern."""
    rows = [row.strip() for row in choices.strip().split(separator)]
    return tuple(pattern.replace("_", row, 1).rstrip() for row in rows)


def words(pattern: str, choices: str) -> tuple[str, ...]:
    """Likewise, for choices that are single words."""
    return each(pattern, "\n".join(choices.split()))


def rows(text: str) -> tuple[str, ...]:
    """A line for each row of the text."""
    return tuple(row.strip() for row in text.strip().splitlines())
