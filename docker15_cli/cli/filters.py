"""`--filter KEY=VALUE`, sent to engines as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docker15_cli.app import App
from docker15_cli.cli.command import Callback, option
from docker15_cli.contract import features
from docker15_cli.contract.features import Feature
from docker15_cli.errors import UsageError

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion


def filter_option(
    *, completes: Completion, since: str = features.FILTERS.since
) -> Callable[[Callback], Callback]:
    """`--filter`, for listings; its values are for `filters_json`."""
    return option(
        "-f",
        "--filter",
        "filters",
        multiple=True,
        metavar="KEY=VALUE",
        completes=completes,
        help=f"Only show matches (API {since}).",
    )


def filters_json(app: App, pairs: Sequence[str], feature: Feature = features.FILTERS) -> str:
    """The JSON for an engine with the `feature`, "" for no pairs. Raises UsageError, NotSupported.

    As in docker, "" is ignored, blanks around key and value are removed, and keys are lower-cased.
    """
    wanted: dict[str, list[str]] = {}
    for pair in filter(None, pairs):
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--filter takes KEY=VALUE: {pair!r}")
        wanted.setdefault(key.strip().lower(), []).append(value.strip())
    if not wanted:
        return ""
    app.client.require(feature)
    if app.client.has(features.FILTER_SETS):  # as Podman requires for several values
        return json.dumps({key: dict.fromkeys(values, True) for key, values in wanted.items()})
    return json.dumps(wanted)
