"""Times, sizes and ids as Docker 0.6 prints them."""

import time
from collections.abc import Callable

from docker15_cli.patterns import regex

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
NEVER = -62_135_596_800
"""The Unix time of a moment that an engine does not know: Go's zero, in the year 1."""

UNKNOWN = "N/A"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")

_ID = regex("(sha256:)?[0-9a-f]{64}")
_MOMENTS = (
    ("Less than a second", "0s"), ("About a minute", "1m"), ("About an hour", "1h")
)  # fmt: skip
_TIME = regex(r"\b(\d+)(?:\.\d+)? (s|m|h|d|w|mo|y)(?:econd|inute|our|ay|eek|nth|ear)s?\b")
_SIZE = regex(r"^([\d.e+]+) ([kMGTPE]?B)$")


def short_id(identifier: str) -> str:
    """The first 12 digits of an id, without `sha256:` (docs/spec/remote-api-1.5.md §1)."""
    return identifier.removeprefix("sha256:")[:12]


def shown_id(identifier: str, *, no_trunc: bool) -> str:
    """An id as listings show it: in full with `no_trunc`, else short."""
    return identifier if no_trunc else short_id(identifier)


def shown_image(name: str, *, no_trunc: bool) -> str:
    """A container's image as listings show it: in full with `no_trunc`, else without its digest.

    If the image has lost its tag, it is an id, which is shortened, too.
    """
    if no_trunc:
        return name
    return short_id(name) if _ID.fullmatch(name) else name.partition("@")[0]


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
    """How long before `now` something was created, in words; both are Unix times.

    The future counts as now; "N/A" if `created` is not known.
    """
    if created <= NEVER:
        return UNKNOWN
    return f"{duration(max(0, now - created))} ago"


def brief_time(text: str) -> str:
    """Shorten times in a text: "Up 2 hours" → "Up 2h", "3 weeks ago" → "3w"."""
    for words, letters in _MOMENTS:
        text = text.replace(words, letters)
    return _TIME.sub(r"\1\2", text).removesuffix(" ago")


def brief_size(text: str) -> str:
    """The first size in a text, without space: "5.12 kB (virtual 2 MB)" → "5.12kB"."""
    return _SIZE.sub(lambda found: f"{float(found[1]):.3g}{found[2]}", text.partition(" (")[0])


def brief_virtual_size(text: str) -> str:
    """Like `brief_size`, but the virtual size, which includes parents, if there is one."""
    own, _, virtual = text.partition(" (virtual ")
    return brief_size(virtual.removesuffix(")") or own)


def moment(created: float) -> str:
    """Unix time as "2013-10-07 14:03:11 +0200 CEST", in the user's time zone."""
    there = time.localtime(created)
    return f"{there.tm_year:04}{time.strftime('-%m-%d %H:%M:%S %z %Z', there)}"


def size(count: int, digits: int = 4) -> str:
    """A number of bytes with `digits` significant digits, in units of 1000: "12.29 kB"."""
    number, unit = float(count), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number /= 1000
        unit += 1
    return f"{number:.{digits}g} {_UNITS[unit]}"


def size_with_virtual(own: int, virtual: int, in_words: Callable[[int], str] = size) -> str:
    """A size, and, if known, the size including parents: "5 B (virtual 2 MB)"."""
    return f"{in_words(own)} (virtual {in_words(virtual)})" if virtual > 0 else in_words(own)
