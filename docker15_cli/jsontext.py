"""JSON as Go writes it: without blanks, and with most characters as they are."""

from __future__ import annotations

import json
from typing import Any

SEPARATORS = "\u2028\u2029"  # always escaped by Go, for JavaScript
HTML = "<>&"  # escaped by Go unless told otherwise
HTML_OF_0_6 = "<>"  # the same with Go 1.1, which built Docker 0.6


def encode(value: object, **options: Any) -> str:
    """`value` on one line, escaping only what JSON requires. `options` are json.dumps's."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options)


def escape(encoded: str, marks: str) -> str:
    """JSON text with `marks`, which only occur inside its strings, written as `\\uXXXX`."""
    for mark in marks:
        encoded = encoded.replace(mark, f"\\u{ord(mark):04x}")
    return encoded
