"""How the tables of command lines are written."""

from __future__ import annotations


def each(pattern: str, choices: str, separator: str = "\n") -> tuple[str, ...]:
    """A line for each choice, in the place of `_` in the pattern: a row of `choices` each."""
    rows = [row.strip() for row in choices.strip().split(separator)]
    return tuple(pattern.replace("_", row, 1).rstrip() for row in rows)


def words(pattern: str, choices: str) -> tuple[str, ...]:
    """The same for choices that are single words."""
    return each(pattern, "\n".join(choices.split()))


def rows(text: str) -> tuple[str, ...]:
    """A line for each row of the text."""
    return tuple(row.strip() for row in text.strip().splitlines())
