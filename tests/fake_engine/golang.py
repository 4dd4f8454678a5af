"""Values as the Go standard library of 2013 writes them: JSON, times, sizes and numbers."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from .errors import EngineError

_ESCAPE = re.compile(r"\\(.)")
_GO_ESCAPES = {"t": r"\u0009", "b": r"\u0008", "f": r"\u000c"}
_SYNTAX = {
    "Expecting value": "looking for beginning of value",
    "Expecting property name": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
}
_DECODER = json.JSONDecoder()
_TRUE = {"1", "t", "T", "TRUE", "true", "True"}
_FALSE = {"0", "f", "F", "FALSE", "false", "False"}


def encode(value: Any) -> bytes:
    """JSON as Go 1.1 writes it: no blanks, keys as they come, `<` and `>` escaped, not `&`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", r"\u003c").replace(">", r"\u003e")
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _GO_ESCAPES.get(found[1], found[0]), text)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def decode(data: bytes) -> Any:
    """The first JSON value of a body; like Go's decoder, it ignores what comes after that."""
    text = data.decode("utf-8", "replace").lstrip(" \t\r\n")
    if not text:
        raise EngineError("EOF")
    try:
        value, _ = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise EngineError(_syntax_error(text, error)) from None
    return value


def _syntax_error(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text) or error.msg.startswith("Unterminated"):
        return "unexpected EOF"
    texts = (text for start, text in _SYNTAX.items() if error.msg.startswith(start))
    where = next(texts, "looking for beginning of value")
    return f"invalid character '{text[error.pos]}' {where}"


def rfc3339(nanoseconds: int) -> str:
    """A time as encoding/json prints it; 0 is Go's zero time, the year 1."""
    if not nanoseconds:
        return "0001-01-01T00:00:00Z"
    seconds, fraction = divmod(nanoseconds, 10**9)
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    digits = f".{fraction:09d}".rstrip("0") if fraction else ""
    return f"{text}{digits}Z"


def log_time() -> str:
    """The date that Go's log package puts before a line."""
    return time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime())


def human_size(size: float) -> str:
    units = iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while size >= 1000 and unit != "TB":
        size, unit = size / 1000, next(units)
    return f"{size:.4g} {unit}"


def human_duration(seconds: float) -> str:
    """The length of time in `Up 3 seconds`: everything is rounded down."""
    minutes, hours = int(seconds / 60), int(seconds / 3600)
    days = hours // 24
    steps = (
        (seconds < 1, "Less than a second"),
        (seconds < 60, f"{int(seconds)} seconds"),
        (minutes == 1, "About a minute"),
        (minutes < 60, f"{minutes} minutes"),
        (hours == 1, "About an hour"),
        (hours < 48, f"{hours} hours"),
        (days < 14, f"{days} days"),
        (days < 90, f"{days // 7} weeks"),
        (days < 730, f"{days // 30} months"),
    )
    return next((text for fits, text in steps if fits), f"{hours / 24 / 365:f} years")


def parse_bool(text: str) -> bool:
    """Parse a boolean parameter; absent or empty means false."""
    if text in _TRUE:
        return True
    if text in _FALSE or not text:
        return False
    raise EngineError("Bad parameter")


def parse_int(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise EngineError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return int(text)


def parse_port(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text):
        raise EngineError(f'strconv.ParseUint: parsing "{text}": invalid syntax')
    if int(text) > 0xFFFF:
        raise EngineError(f'strconv.ParseUint: parsing "{text}": value out of range')
    return int(text)
