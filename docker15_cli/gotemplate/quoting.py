"""Strings as Go source text."""

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


def quote(value: str, mark: str = '"', *, ascii_only: bool = False) -> str:
    """Quote a string, or with the mark `'` a character."""
    escaped = "".join(_escaped(character, mark, ascii_only) for character in value)
    return f"{mark}{escaped}{mark}"


def _escaped(character: str, mark: str, ascii_only: bool) -> str:
    code = ord(character)
    if character == mark:
        return f"\\{mark}"
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable() and not (ascii_only and code >= 0x80):
        return character
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def fits_backquotes(value: str) -> bool:
    """Whether a string can be written between backquotes unchanged, on one line."""
    return not any(
        character in "`\x7f\ufeff" or (character < " " and character != "\t") for character in value
    )
