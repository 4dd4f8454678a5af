"""`--filter KEY=VALUE`, sent to engines as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from docker15_cli.app import App
from docker15_cli.contract import features
from docker15_cli.contract.features import Feature
from docker15_cli.errors import UsageError


def has_label(labels: Mapping[str, str], wanted: str) -> bool:
    """Whether the labels include `wanted`, KEY or KEY=VALUE."""
    key, equals, value = wanted.partition("=")
    return key in labels and (not equals or labels[key] == value)


def filters_json(app: App, pairs: Sequence[str], feature: Feature = features.FILTERS) -> str:
    """The value of `filters` in a query, "" for no pairs. Raises UsageError, NotSupported.

    As in docker, "" is ignored, blanks around key and value are removed, and keys are lower-cased.
    """
    wanted = parsed(pairs)
    if not wanted:
        return ""
    app.client.require(feature)
    if app.client.has(features.FILTER_SETS):  # as Podman requires for several values
        return json.dumps({key: dict.fromkeys(values, True) for key, values in wanted.items()})
    return json.dumps(wanted)


def parsed(pairs: Sequence[str]) -> dict[str, list[str]]:
    """The KEY=VALUE pairs as the values of each key, cleaned as in `filters_json`.

    Raises UsageError.
    """
    wanted: dict[str, list[str]] = {}
    for pair in filter(None, pairs):
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--filter takes KEY=VALUE: {pair!r}")
        wanted.setdefault(key.strip().lower(), []).append(value.strip())
    return wanted
