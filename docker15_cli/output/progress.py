"""The progress of pulls and imports: a plain line for each change of a layer's status."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

# The counting texts of 1.5: `  1.2 MB/10 MB (12%)` and `524288/? (n/a)` (remote-api-1.5.md §4).
_COUNT = re.compile(r"\s*[\d.]+ ?\w*/.*\((?:\d+%|n/a)\)\s*")


def show(messages: Iterable[Mapping[str, Any]], write: Callable[[str], object]) -> None:
    """Give `write` a line for each change of status, not for each tick.

    What `messages` raises goes through.
    """
    for line in _lines(messages):
        write(line)


def show_but_result(messages: Iterable[Mapping[str, Any]], write: Callable[[str], object]) -> str:
    """`show`, for a stream whose last line is its result: that is returned instead ("" if none)."""
    held = ""
    for line in _lines(messages):
        if held:
            write(held)
        held = line
    return held


def _lines(messages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    shown: dict[str, str] = {}
    for message in messages:
        layer = str(message.get("id") or "")
        text = _text(message)
        if text and not (layer and shown.get(layer) == text):
            shown[layer] = text
            yield f"{layer}: {text}" if layer not in ("", text) else text


def _text(message: Mapping[str, Any]) -> str:
    status = str(message.get("status") or "").strip()
    progress = str(message.get("progress") or "")
    if not progress or message.get("progressDetail") or _COUNT.fullmatch(progress):
        return status
    return f"{status} {progress.strip()}".strip()
