"""The log of a program that docker15 has started, for the user to read."""

from __future__ import annotations


def said(text: str) -> list[str]:
    """Its lines, without what a terminal would obey; none is empty."""
    lines = ("".join(filter(str.isprintable, line)).strip() for line in text.splitlines())
    return [line for line in lines if line]
