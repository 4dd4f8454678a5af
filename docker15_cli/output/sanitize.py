"""Making an engine's text safe for a terminal."""

import re

# C0, DEL and C1; line and paragraph separators; marks that change the direction of text; lone
# surrogates, which no stream can encode.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_BLANKS = "\t\n\v\f\r\x85\u2028\u2029"


def sanitize(text: str, keep: str = "") -> str:
    """`text` without anything that could control a terminal.

    Tabs and line breaks become spaces, other control characters and direction overrides are
    removed, lone surrogates become U+FFFD. The characters in `keep` are kept.
    """
    if text.isprintable():  # by far the most common case, and fast
        return text
    return re.sub(_UNSAFE, lambda match: _substitute(match[0], keep), text)


def _substitute(character: str, keep: str) -> str:
    if character in keep:
        return character
    if character in _BLANKS:
        return " "
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""
