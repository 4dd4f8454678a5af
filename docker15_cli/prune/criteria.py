"""`--filter` of prune: which of the unused objects to remove."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from docker15_cli.cli import values
from docker15_cli.cli.filters import has_label
from docker15_cli.cli.types import parse_bool
from docker15_cli.errors import UsageError

UNTIL, LABEL, NOT_LABEL, DANGLING, ALL = "until", "label", "label!", "dangling", "all"
_Labels = Mapping[str, str]


class Criteria:
    """What the objects to remove must fulfil.

    They were created before `until`, a Unix time. They have all of `labels`, and none of
    `unwanted`; each is KEY or KEY=VALUE. Raises UsageError.
    """

    def __init__(self, filters: Mapping[str, Sequence[str]]) -> None:
        moments = filters.get(UNTIL, ())
        if len(moments) > 1:
            raise UsageError("--filter until= is given twice")
        text = values.moment(moments[0], f"--filter {UNTIL}") if moments else ""
        self.until = float(text) if text else math.inf
        self.labels = filters.get(LABEL, ())
        self.unwanted = filters.get(NOT_LABEL, ())

    @property
    def asks_for_labels(self) -> bool:
        """Whether the criteria need labels."""
        return bool(self.labels or self.unwanted)

    def fit(self, created: float, labels: _Labels | None) -> bool:
        """Whether an object fulfils the criteria; `created` is a Unix time, rounded down."""
        if self.until < math.inf and created + 1 > self.until:
            return False
        found = labels or {}
        return all(has_label(found, label) for label in self.labels) and not any(
            has_label(found, label) for label in self.unwanted
        )


def parsed(pairs: Iterable[str], known: Sequence[str]) -> dict[str, list[str]]:
    """The KEY=VALUE pairs as values by key. Raises UsageError for a key that is not `known`."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, pairs):
        key, equals, value = pair.partition("=")
        key = key.strip().lower()
        if not equals or key not in known:
            taken = " or ".join([", ".join(f"{one}=" for one in known[:-1]), f"{known[-1]}="])
            raise UsageError(f"--filter takes {taken}: {pair!r}")
        found.setdefault(key, []).append(value.strip())
    return found


def with_configured(pairs: Sequence[str], configured: Iterable[str]) -> list[str]:
    """The given filters, and those of docker's `pruneFilters`, except opposites of the former."""
    opposites = {LABEL: NOT_LABEL, NOT_LABEL: LABEL}
    given = [pair.partition("=") for pair in pairs]
    taken = {(opposites.get(key.strip().lower(), ""), value.strip()) for key, _, value in given}
    added = []
    for pair in configured:
        key, _, value = pair.partition("=")
        if (key, value) not in taken:
            added.append(pair)
    return [*pairs, *added]


def flag(filters: Mapping[str, Sequence[str]], key: str) -> bool | None:
    """The boolean value of the filter `key`; None if not given. Raises UsageError."""
    found = {parse_bool(text, f"--filter {key}=") for text in filters.get(key, ())}
    if len(found) > 1:
        raise UsageError(f"--filter {key}= is given twice")
    return found.pop() if found else None
