"""API 1.5 itself, as spoken by Docker 0.6.2 and 0.6.3, with almost nothing to translate."""

from __future__ import annotations

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects.base import NATIVE_VERSION, Dialect
from docker15_cli.jsontypes import JsonObject

_KNOWN = ("Binds", "ContainerIDFile", "LxcConf")  # the keys of its HostConfig


def create(request: Request) -> Request:
    """Translate the network "none" to NetworkDisabled; a 1.5 daemon has one network otherwise."""
    mode = (request.host or {}).get("NetworkMode")
    if mode != "none":
        return request
    return request.replaced(body={**request.fields, "NetworkDisabled": True})


def start(request: Request) -> Request:
    """Send only the keys that a 1.5 daemon knows; the others are for later engines."""
    host = request.body
    known = {key: host[key] for key in _KNOWN if key in host} if host else host
    return request.replaced(body=known)


def events(request: Request) -> Request:
    """Round times to whole seconds, so that no event is missed: a fraction would count as 0.

    See docs/spec/remote-api-1.5.md §7.
    """
    query = dict(request.query)
    for name in {"since", "until"} & query.keys():
        whole, _, fraction = query[name].partition(".")
        is_later = name == "until" and fraction.strip("0")
        query[name] = str(int(whole) + 1) if is_later else whole
    return request.replaced(query=query)


def requested(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """As in requested.py, which few commands need."""
    from docker15_cli.dialects import requested

    return requested.native(inspected, facts)


NATIVE = Dialect(
    name="native",
    api_version=NATIVE_VERSION,
    prefix=f"/v{NATIVE_VERSION}",
    reason="the engine's answers do not name a version",
    decided=True,
    not_modified_is_success=False,
    has_insert=True,
    has_pods=False,
    counts_shared_layers=True,
    marks_anonymous_volumes=False,
    validates_image_names=True,
    takes_logins=False,
    takes_several_tags=False,
    builds_in_json=False,
    removes_steps=False,
    transfers_whole_repositories=True,
    transfers_all_tags=True,
    forgets_owners=False,
    loads_gzip=True,
    removes_concurrently=False,  # its index has no lock: six at once corrupted it until a restart
    framed=False,
    leaves_attaches_open=True,
    ends_attaches_with_stdin=True,
    swallowed_key=b"\x10",
    engine_error_frame=None,
    loses_resizes=False,
    resize_fails_when_done=True,
    log_end={},
    log_mark={},
    reads_logs_slowly=False,
    loses_followed_logs=False,
    ends_events="never",
    bare_copies=False,
    root_name="rootfs",
    unsets_in_exec=True,
    refused_exec=None,
    exec_stdin_delay=0.0,
    shows_failed_ids=False,
    forgets_exit_codes=False,
    keeps_stop_timeout=False,
    hides_restarts=False,
    waits_for_conditions=False,
    joins_several_networks=False,
    applies_stop_timeout=False,
    stops_with_signal=False,
    endless_stop="",
    requested=requested,
    has_own_inspect=False,
    untold="-lxc-conf, and /HOST:/PATH of a container that has never run",
    requests={
        operations.CONTAINER_CREATE: create,
        operations.CONTAINER_START: start,
        operations.EVENTS: events,
    },
)
