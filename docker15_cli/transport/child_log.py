"""The log of a program that docker15 has started, prepared for showing it to the user."""

from __future__ import annotations

from pathlib import Path

_TAIL = 4096  # bytes


def printable_lines(text: str) -> list[str]:
    """The lines of `text` that are not empty, without control characters."""
    lines = ("".join(filter(str.isprintable, line)).strip() for line in text.splitlines())
    return [line for line in lines if line]


def last_lines(log: str) -> list[str]:
    """The `printable_lines` in the last 4 KiB of a log. Raises OSError."""
    with Path(log).open("rb") as file:
        file.seek(max(0, Path(log).stat().st_size - _TAIL))
        return printable_lines(file.read(_TAIL).decode(errors="replace"))
