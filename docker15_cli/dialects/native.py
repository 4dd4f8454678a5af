"""API 1.5 itself, as Docker 0.6.2 and 0.6.3 speak it: next to nothing to translate."""

from __future__ import annotations

from docker15_cli.dialects import Dialect, Request


def events(request: Request) -> Request:
    """Whole seconds, rounded away from what is asked for: others count as 0 (§7)."""
    query = dict(request.query)
    for name in {"since", "until"} & query.keys():
        whole, _, fraction = query[name].partition(".")
        is_later = name == "until" and fraction.strip("0")
        query[name] = str(int(whole) + 1) if is_later else whole
    return request.replaced(query=query)


NATIVE = Dialect(
    "native",
    reason="the engine's answers name no version",
    swallowed_key=b"\x10",
    requests={"system.events": events},
)
