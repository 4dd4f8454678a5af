"""A layer's state, from a transfer's messages: 1.5's texts, or later engines' numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from docker15_cli.jsontypes import Json
from docker15_cli.output.units_06 import size
from docker15_cli.patterns import regex

# The counts in 1.5's texts: `  1.2 MB/10 MB (12%)` and `524288/? (n/a)`
# (docs/spec/remote-api-1.5.md §4).
_COUNT = regex(r"\s*([\d.]+) ?([kMGTPE]?B?)/(?:\?|([\d.]+) ?([kMGTPE]?B?)) \((?:\d+%|n/a)\)\s*")
_POWERS = {"": 0, "B": 0, "kB": 1, "MB": 2, "GB": 3, "TB": 4, "PB": 5, "EB": 6}
_OF_A_TAG = "Pulling from "  # a status of later engines, whose id is a tag instead of a layer's
_DONE = regex(r"\b(complete|already|exists|pushed|mounted)\b", re.IGNORECASE)
_DOWNLOADED = "Download complete"  # the last status of a layer, for 1.5 and Podman
_OF_AN_EXTRACTION = ("Verifying Checksum", "Extracting", "Pull complete")


@dataclass(slots=True)
class Layer:
    """The latest state of one layer: a status, and a count while something is transferred.

    Without an `identifier` it is not a layer's but a line or a count of its own. `count` is a text
    of 1.5's, or `{current, total}` in bytes; None if nothing is counted.
    """

    identifier: str
    status: str
    count: str | Mapping[str, Json] | None = None

    @property
    def key(self) -> str:
        """The key that all states of a layer share; "" for a line of its own."""
        return self.identifier or (self.status if self.count else "")

    @property
    def is_extracted(self) -> bool:
        """Whether the status shows that the engine, like Docker, extracts downloaded layers."""
        return self.status in _OF_AN_EXTRACTION

    def is_done(self, *, extracts: bool) -> bool:
        """Whether the layer is complete; with `extracts` it has to be extracted, too."""
        if self.count is not None or (extracts and self.status == _DOWNLOADED):
            return False
        return bool(_DONE.search(self.status))

    @property
    def amounts(self) -> tuple[float, float]:
        """The bytes so far, and in total; 0 if not known."""
        if self.count is None:
            return 0, 0
        if not isinstance(self.count, str):
            return _number(self.count.get("current")), _number(self.count.get("total"))
        match = _COUNT.fullmatch(self.count)
        if not match:
            return 0, 0
        current, unit, total, total_unit = match.groups()
        return _bytes(current, unit), _bytes(total, total_unit) if total else 0

    @property
    def counted(self) -> str:
        """The count as text: `1.2 MB/10 MB (12%)`; without a total only the amount."""
        current, total = self.amounts
        if not total:
            return size(int(current)) if current else ""
        return f"{size(int(current))}/{size(int(total))} ({self.percent}%)"

    @property
    def percent(self) -> int:
        """The percentage of the total; 0 if the total is not known."""
        current, total = self.amounts
        return min(100, int(100 * current / total)) if total else 0

    @property
    def line(self) -> str:
        """The state in words, without the count."""
        return f"{self.label}{self.status}" if self.status else ""

    @property
    def label(self) -> str:
        """The text before the status; "" if the status is the id itself."""
        return f"{self.identifier}: " if self.identifier not in ("", self.status) else ""


def read(message: Mapping[str, Json]) -> Layer:
    """The state in a message. A text without a count belongs to the status: `Pulling fs layer`."""
    status = str(message.get("status") or "").strip()
    text = str(message.get("progress") or "")
    count: str | Mapping[str, Json] | None = message.get("progressDetail") or None
    if not isinstance(count, dict) or "current" not in count:
        count = text if text and _COUNT.fullmatch(text) else None
        if text and not count:
            status = f"{status} {text.strip()}".strip()
    identifier = str(message.get("id") or "")
    if status.startswith(_OF_A_TAG):
        return Layer("", f"{identifier}: {status}")
    return Layer(identifier, status, count)


def _bytes(number: str, unit: str) -> float:
    try:
        return float(number) * 1000.0 ** _POWERS[unit]
    except (ValueError, KeyError):
        return 0


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and value > 0 else 0
