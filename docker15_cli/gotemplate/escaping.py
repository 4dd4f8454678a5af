"""Escaping texts for HTML, JavaScript and URLs as Go does."""

from __future__ import annotations

_HTML = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&#34;", "'": "&#39;", "\0": "\ufffd"}
)
_JS = {"\\": "\\\\", "'": r"\'", '"': r"\""}


def html(text: str) -> str:
    """Escape for HTML."""
    return text.translate(_HTML)


def js(text: str) -> str:
    """Escape for a string in JavaScript."""
    return "".join(map(_in_javascript, text))


def _in_javascript(character: str) -> str:
    if character in _JS:
        return _JS[character]
    if character in "<>&=" or not character.isprintable():
        return f"\\u{ord(character):04X}"
    return character


def urlquery(text: str) -> str:
    """Escape for the query of a URL."""
    from urllib.parse import quote_plus

    return quote_plus(text, errors="replace")
