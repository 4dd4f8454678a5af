"""Parsers of option values: text → a value, often in the form of the engine's JSON.

All but `moment` raise ValueError, whose text says what the option takes; the caller puts the
option's name in front.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from docker15_cli.config import reading
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_SIZE = regex(r"(\d+\.?\d*|\.\d+)\s*([bkmgt]?)(?:i?b)?", re.IGNORECASE | re.ASCII)
_UNITS = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_MILLISECOND = 10**6  # nanoseconds
_SECOND = 10**9
_TIME_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "ms": _MILLISECOND,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
}
_TIME_UNITS_OF_MOMENTS = {**_TIME_UNITS, "d": 24 * 3600 * _SECOND}  # Go has no days
_TIME = regex(r"(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})([^\d.]+)", re.ASCII)
_UNIX_TIME = regex(r"\d{1,18}(?:\.\d{1,18})?", re.ASCII)


def size(text: str) -> int:
    """A size, optionally with a unit of base 1024 (`512m`, `1.5g`) → bytes."""
    match = _SIZE.fullmatch(text)
    if not match:
        raise ValueError(f"takes bytes, or a number with k, m or g: {text!r}")
    return _scaled(match[1], _UNITS[match[2].lower()])


def swap(text: str) -> int:
    """Like `size`; also -1, which means unlimited."""
    return -1 if text == "-1" else size(text)


def count(text: str) -> int:
    """An integer, 0 or more."""
    if not is_number(text):
        raise ValueError(f"takes a number: {text!r}")
    return int(text)


def nanoseconds(text: str) -> int:
    """A duration in Go's format (`1m30s`, `500ms`), 0 or at least 1ms → nanoseconds."""
    found = 0 if text == "0" else _duration(text, _TIME_UNITS)
    if found is None:
        raise ValueError(f"takes a duration, such as 1m30s or 500ms: {text!r}")
    if 0 < found < _MILLISECOND:
        raise ValueError(f"takes 1ms or more: {text!r}")
    return found


def seconds(text: str) -> float:
    """A duration in Go's format, or a number of seconds, above 0 → seconds."""
    found = nanoseconds(text if not is_number(text) else f"{text}s") / _SECOND
    if not found:
        raise ValueError(f"takes seconds, or a duration such as 1m30s, above 0: {text!r}")
    return found


def _duration(text: str, units: Mapping[str, int]) -> int | None:
    """A duration, as numbers with a unit each → nanoseconds; None for anything else."""
    parts = _TIME.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        return None
    if not all(unit in units for _, unit in parts):
        return None
    return sum(_scaled(count, units[unit]) for count, unit in parts)


def _scaled(decimal: str, unit: int) -> int:
    """`decimal` times `unit`, computed exactly and rounded down."""
    whole, _, fraction = decimal.partition(".")
    return int(whole or 0) * unit + int(fraction or 0) * unit // int(f"1{'0' * len(fraction)}")


def is_number(text: str) -> bool:
    """Whether the text consists of ASCII digits only."""
    return text.isascii() and text.isdigit()


def address(text: str) -> str:
    """Check an IP address, and return it unchanged."""
    if not is_address(text):
        raise ValueError(f"takes an IP address: {text!r}")
    return text


def extra_host(text: str) -> str:
    """`NAME:ADDRESS` or `NAME=ADDRESS` → `NAME:ADDRESS`; the address may be `host-gateway`."""
    match = re.fullmatch(r"([^:=\s]+)[:=](\S+)", text)
    if not match or not (match[2] == "host-gateway" or is_address(match[2].strip("[]"))):
        raise ValueError(f"takes NAME:ADDRESS: {text!r}")
    return f"{match[1]}:{match[2].strip('[]')}"


def link(text: str) -> str:
    """`CONTAINER[:ALIAS]` → `CONTAINER:ALIAS`; the default alias is the container's name."""
    return text if ":" in text else f"{text}:{text}"


def is_address(text: str) -> bool:
    """Whether the text is an IP address."""
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """Texts `KEY[=VALUE]` → values by key, "" if missing; the last of a key counts."""
    found = {}
    for text in texts:
        key, _, value = text.partition("=")
        if not key:
            raise ValueError(f"takes KEY or KEY=VALUE: {text!r}")
        found[key] = value
    return found


def pairs_of_files(paths: Iterable[str]) -> dict[str, str]:
    """`pairs` of the `lines` of files."""
    return pairs(line for path in paths for line in lines(path))


def lines(path: str) -> list[str]:
    """The lines of a file, without empty ones and comments (#)."""
    # Not splitlines(): a value may contain U+2028.
    stripped = (line.lstrip() for line in read_text(path).split("\n"))
    return [line for line in stripped if line and not line.startswith("#")]


def read_text(path: str) -> str:
    """The text of a file that an option names."""
    try:
        return reading.text(path, named=True)
    except reading.NotRead as error:
        raise ValueError(str(error)) from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8") from None


def parameters(texts: Iterable[str]) -> dict[str, str]:
    """Like `pairs`, but the `=` is required."""
    found = list(texts)
    for text in found:
        if "=" not in text:
            raise ValueError(f"takes KEY=VALUE: {text!r}")
    return pairs(found)


def comma_separated(text: str) -> list[str]:
    """Values separated by commas, quoted as in CSV."""
    import csv

    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"takes comma-separated KEY=VALUE, quoted as in CSV: {error}") from None


def mode_of(*words: str) -> Callable[[str], str]:
    """A parser that takes one of `words`, or WORD:MORE; engines silently ignore other values."""

    def parse(text: str) -> str:
        word, colon, more = text.partition(":")
        if word not in words or bool(colon) != bool(more) or (word == "container" and not more):
            raise ValueError(f"takes {', '.join(words)}: {text!r}")
        return text

    return parse


def put(tree: JsonObject, path: str, value: Any) -> None:
    """Set the value in `tree` at `path`, keys separated by dots; an object is merged."""
    *above, last = path.split(".")
    for key in above:
        tree = tree.setdefault(key, {})
    if isinstance(value, dict):
        tree.setdefault(last, {}).update(value)
    else:
        tree[last] = value


def each(parse: Callable[[str], Any]) -> Callable[[Sequence[str]], list[Any]]:
    """A parser for repeated options, which calls `parse` for each value."""
    return lambda texts: [parse(text) for text in texts]


def listed(texts: Iterable[str]) -> list[str]:
    """All values of a repeated option that also takes several separated by commas."""
    return [value for text in texts for value in text.split(",")]


def moment(text: str, option: str) -> str:
    """A Unix time, an RFC 3339 time, or a duration before now (`1h30m`) → Unix time, as text.

    A negative duration (`-10m`) is after now; "" stays "". Raises UsageError, which names `option`.
    """
    if not text or _UNIX_TIME.fullmatch(text):
        return text
    length = _duration(text.removeprefix("-"), _TIME_UNITS_OF_MOMENTS)
    if length is not None:
        ago = -length if text.startswith("-") else length
        return f"{time.time() - ago / _SECOND:.3f}"
    from datetime import datetime

    # Python 3.10 accepts neither Z nor more than six digits of a fraction.
    plain = re.sub(r"(\.\d{1,6})\d*", lambda match: match[1].ljust(7, "0"), text, flags=re.ASCII)
    try:
        return str(datetime.fromisoformat(re.sub("[Zz]$", "+00:00", plain)).timestamp())
    except ValueError:
        raise UsageError(
            f"{option} takes a Unix time, RFC 3339 or a duration such as 10m: {text!r}"
        ) from None
