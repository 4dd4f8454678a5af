"""API 1.5 itself, as Docker 0.6.2 and 0.6.3 speak it: next to nothing to translate."""

from __future__ import annotations

from docker15_cli.dialects.base import Dialect, Request

_KNOWN = ("Binds", "ContainerIDFile", "LxcConf")  # of its HostConfig


def create(request: Request) -> Request:
    """Of networks it has one, and none, by a word of its own."""
    mode = (request.host or {}).get("NetworkMode")
    if mode != "none":
        return request
    return request.replaced(body={**request.body, "NetworkDisabled": True})


def start(request: Request) -> Request:
    """What later engines are told by a value that it has by another name, is not for it."""
    host = request.body
    known = {key: host[key] for key in _KNOWN if key in host} if host else host
    return request.replaced(body=known)


def events(request: Request) -> Request:
    """Whole seconds, rounded so that no event is missed: a time with a fraction counts as 0.

    See docs/spec/remote-api-1.5.md §7.
    """
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
    leaves_attaches_open=True,
    ends_attaches_with_stdin=True,
    shows_failed_ids=False,
    requests={
        "containers.create": create,
        "containers.start": start,
        "system.events": events,
    },
)
