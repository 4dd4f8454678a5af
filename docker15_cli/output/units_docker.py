"""Times and sizes as today's docker prints them, for `--format`: templates are written for it.

Tables show them as Docker 0.6 did (units_06.py).
"""

import time
from collections.abc import Mapping

from docker15_cli.gotemplate.quoting import quote
from docker15_cli.output import units_06

_MINUTE = 60
_HOUR = 60 * _MINUTE
_MEMORY_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_LONGEST = 2**63 // 10**9  # seconds: Go's longest duration

__all__ = ["ago", "labels", "memory", "quote", "rfc3339", "shortened", "size"]


def ago(created: float, now: float) -> str:
    """How long before `now` something was created, as "3 weeks ago"; both are Unix times."""
    return f"{_duration(min(max(0, now - created), _LONGEST))} ago"


def _duration(seconds: float) -> str:
    """Like units_06.duration, but with "1 second", whole years, and rounding from an hour on."""
    if 1 <= seconds < 2:
        return "1 second"
    if seconds < _HOUR:
        return units_06.duration(seconds)
    hours = int(seconds / _HOUR + 0.5)
    if hours < 2:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    if hours < 14 * 24:
        return f"{hours // 24} days"
    if hours < 60 * 24:
        return f"{hours // 24 // 7} weeks"
    if hours < 2 * 365 * 24:
        return f"{hours // 24 // 30} months"
    return f"{int(seconds / _HOUR) // 24 // 365} years"


def size(count: int, digits: int = 3) -> str:
    """A number of bytes with `digits` significant digits, in units of 1000: "1.98MB"."""
    return units_06.size(count, digits).replace(" ", "")


def memory(count: int) -> str:
    """A number of bytes in units of 1024: "23.54GiB"."""
    number, unit = float(count), 0
    while number >= 1024 and unit < len(_MEMORY_UNITS) - 1:
        number /= 1024
        unit += 1
    return f"{number:.4g}{_MEMORY_UNITS[unit]}"


def rfc3339(created: float) -> str:
    """Unix time as "2026-10-07T14:03:11+02:00", in the user's time zone."""
    there = time.localtime(created)
    text = f"{there.tm_year:04}{time.strftime('-%m-%dT%H:%M:%S%z', there)}"
    return f"{text[:-5]}Z" if text.endswith("+0000") else f"{text[:-2]}:{text[-2:]}"


def labels(pairs: Mapping[str, str]) -> str:
    """Labels as docker lists them: `key=value`, separated by commas, sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted(pairs.items()))


def shortened(text: str, length: int) -> str:
    """`text`, or as much of it as fits into `length` characters together with an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
