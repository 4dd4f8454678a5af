"""`--filter KEY=VALUE`, which engines take as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.errors import UsageError


def filters(app: App, pairs: Sequence[str]) -> str:
    """The JSON for the engine, "" for no pairs. Raises UsageError, NotSupported."""
    if not pairs:
        return ""
    app.client.require("filters")
    wanted: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--filter takes KEY=VALUE: {pair!r}")
        wanted.setdefault(key, []).append(value)
    return json.dumps(wanted)
