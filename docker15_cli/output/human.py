"""Times, sizes and ids as Docker 0.6 words them, and engine text made safe for a terminal."""

import re
import time
from collections.abc import Callable

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")

# C0, DEL and C1; line and paragraph separators; what changes the direction of the text around it;
# lone surrogates, which no stream can encode.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_BLANKS = "\t\n\v\f\r\x85\u2028\u2029"


def short_id(identifier: str) -> str:
    """The customary 12 digits (remote-api-1.5.md §1)."""
    return identifier.removeprefix("sha256:")[:12]


def shown_id(identifier: str, *, whole: bool) -> str:
    """An id as listings show it: `whole`, or short."""
    return identifier if whole else short_id(identifier)


def duration(seconds: float) -> str:
    """A length of time in words, rounded down: "3 weeks"; from two years on "2.500000 years"."""
    whole = int(seconds)
    minutes, hours = whole // _MINUTE, whole // _HOUR
    if whole < 1:
        return "Less than a second"
    if whole < _MINUTE:
        return f"{whole} seconds"
    if minutes == 1:
        return "About a minute"
    if minutes < 60:
        return f"{minutes} minutes"
    if hours == 1:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    return _long_duration(seconds)


def _long_duration(seconds: float) -> str:
    days = int(seconds) // _DAY
    if days < 14:
        return f"{days} days"
    if days < 90:
        return f"{days // 7} weeks"
    if days < 2 * 365:
        return f"{days // 30} months"
    return f"{seconds / _DAY / 365:.6f} years"


def ago(created: float, now: float) -> str:
    """How long before `now` something was created, both in Unix time; never in the future."""
    return f"{duration(max(0, now - created))} ago"


def moment(created: float) -> str:
    """Unix time as "2013-10-07 14:03:11 +0200 CEST", where the user is."""
    return time.strftime("%Y-%m-%d %H:%M:%S %z %Z", time.localtime(created))


def size(count: int, digits: int = 4) -> str:
    """A number of bytes with so many significant digits, in units of 1000: "12.29 kB"."""
    number, unit = float(count), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number /= 1000
        unit += 1
    return f"{number:.{digits}g} {_UNITS[unit]}"


def size_with_virtual(own: int, virtual: int, in_words: Callable[[int], str] = size) -> str:
    """Bytes of its own, and with what it builds on if that is known: "5 B (virtual 2 MB)"."""
    return f"{in_words(own)} (virtual {in_words(virtual)})" if virtual > 0 else in_words(own)


def sanitize(text: str, keep: str = "") -> str:
    """`text` without what could control a terminal.

    Tabs and line breaks become blanks, other control characters and direction overrides vanish,
    lone surrogates become U+FFFD. The characters in `keep` stay as they are.
    """
    if text.isprintable():  # by far the most common case, and much faster
        return text
    return re.sub(_UNSAFE, lambda match: _substitute(match[0], keep), text)


def _substitute(character: str, keep: str) -> str:
    if character in keep:
        return character
    if character in _BLANKS:
        return " "
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""
