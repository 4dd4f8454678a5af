"""`--filter` for containers: what engines filter, and the negations that docker15 does itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli import container_rows
from docker15_cli.cli.filters import filters_json, has_label, parsed
from docker15_cli.contract import features
from docker15_cli.contract.shapes import ContainerRow
from docker15_cli.errors import UsageError

_STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead")
_IsOne = Callable[[container_rows.Row], bool]

NONE_MATCHES = "no container matches --filter"
COMPLETIONS = (
    *("id=", "label=", "name=", "exited=", "ancestor=", "label!=", "name!=", "network!="),
    *("status=created", "status=running", "status=paused", "status=exited", "status!=running"),
)


class ContainerFilters:
    """The containers that the KEY=VALUE pairs of `--filter` select.

    No engine knows `KEY!=VALUE`, which leaves out those that `KEY=VALUE` would select: by label,
    name (a regular expression, found anywhere in it), network or status. Raises UsageError.
    """

    def __init__(self, pairs: Sequence[str]) -> None:
        self._pairs = [pair for pair in pairs if not _is_negation(pair)]
        parsed(self._pairs)  # only to raise UsageError before anything is sent
        self._unwanted = [_unwanted(pair) for pair in pairs if _is_negation(pair)]

    def list_(
        self,
        app: App,
        *,
        all: bool,  # as the API's parameter is called
        limit: int = -1,
        since: str = "",
        before: str = "",
        size: bool = False,
    ) -> Sequence[ContainerRow]:
        """`containers.list_` of one engine, filtered. Raises NotSupported if it lacks a filter."""
        if self._unwanted:
            app.client.require(features.LABELS)
        found = containers.list_(
            app.client,
            all=all or (bool(self._unwanted) and limit >= 0),
            limit=-1 if self._unwanted else limit,
            since=since,
            before=before,
            size=size,
            filters=filters_json(app, self._pairs),
        )
        if not self._unwanted:
            return found
        left = [row for row in found if not any(is_one(row) for is_one in self._unwanted)]
        return left[:limit] if limit >= 0 else left


def _is_negation(pair: str) -> bool:
    return pair.partition("=")[0].rstrip().endswith("!")


def _unwanted(pair: str) -> _IsOne:
    key, _, value = (part.strip() for part in pair.partition("="))
    if not value:
        raise UsageError(f"--filter takes KEY!=VALUE: {pair!r}")
    made = _NEGATIONS.get(key.removesuffix("!").strip().lower())
    if not made:
        known = ", ".join(f"{one}!=" for one in _NEGATIONS)
        raise UsageError(f"--filter takes {known} and no other negation: {pair!r}")
    return made(value)


def _named(pattern: str) -> _IsOne:
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        raise UsageError(f"--filter name!= takes a regular expression: {error}") from None
    return lambda row: any(wanted.search(name.lstrip("/")) for name in row.get("Names") or ())


def _in_state(state: str) -> _IsOne:
    if state not in _STATES:
        raise UsageError(f"--filter status!= takes {', '.join(_STATES)}: {state!r}")
    return lambda row: container_rows.state(row) == state


_NEGATIONS: Mapping[str, Callable[[str], _IsOne]] = {
    "label": lambda value: lambda row: has_label(row.get("Labels") or {}, value),
    "name": _named,
    "network": lambda value: lambda row: value in container_rows.networks(row),
    "status": _in_state,
}
