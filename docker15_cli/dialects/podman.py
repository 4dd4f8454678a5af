"""Podman's compatibility API under `/v1.5/`: docker.py's rows and some of its own.

The reason for each row is in docs/spec/engines.md §2.
"""

from __future__ import annotations

import functools
import json

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, podman_containers, podman_images
from docker15_cli.dialects.base import NATIVE_VERSION, Dialect, rows_for, version_key
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_LOOPBACK = regex(r"^127\.0\.0\.1(?=:|$)")
_EVENT_FILTERS = {"die": "died", "destroy": "remove", "delete": "remove"}
_REMOVALS = {"container": "destroy", "image": "delete"}
# At the end of an attach to a container that ended with unread input. This is not the container's
# output, the rest of which may be lost.
_ENGINE_ERROR = regex(rb"Error: (read|write) unixpacket \S+: \1: [a-z ]+\r?\n")
# Podman loses an exec's output if stdin arrives just as the command ends without reading it: that
# was 8 of 10 `exec -i C echo`, but none whose command still ran this many seconds after its start.
_EXEC_STDIN_DELAY = 0.1
_REFUSED_EXEC = regex(rb"Error: (?:runc|crun): [^\r\n]*[\r\n]*")
_UP_TO_4 = ("3", "4")
_UNTOLD = "--ip, --ip6, --mac-address, --sysctl, --volumes-from, the rights of a --device"
_LONG_ID = regex("[0-9a-f]{64}")


def auth(request: Request) -> Request:
    """Podman wants just a host, and goes without TLS only if its name is `localhost`.

    See engines.md §2.23.
    """
    scheme, _, address = request.fields["serveraddress"].rpartition("://")
    host = address.partition("/")[0]
    if host == "index.docker.io":
        host = "docker.io"
    elif scheme == "http":
        host = _LOOPBACK.sub("localhost", host)
    return request.replaced(body={**request.fields, "serveraddress": host})


def disk_usage(value: JsonObject | None, request: Request) -> JsonObject:
    """Podman cuts the names of images and containers here: they are to be taken from the lists.

    See engines.md §2.28.
    """
    rows = [{**image, "RepoTags": None} for image in (value or {}).get("Images") or ()]
    found = docker.disk_usage_lists({**(value or {}), "Images": rows, "Containers": None}, request)
    return {**found, "Containers": None}


def events(request: Request) -> Request:
    """Leave out `until`: if it is past, Podman sends nothing. Filters need Podman's own words.

    See engines.md §2.16.
    """
    translated = request.without("until")
    if "filters" in request.query:
        wanted = json.loads(request.query["filters"])
        if "event" in wanted:
            words = [_EVENT_FILTERS.get(word, word) for word in wanted["event"]]
            is_set = isinstance(wanted["event"], dict)
            wanted["event"] = dict.fromkeys(words, True) if is_set else words
        translated.query["filters"] = json.dumps(wanted)
    return translated


def event(message: JsonObject, request: Request) -> JsonObject:
    """Removals have another name here, and events of networks are reported as a container's.

    See engines.md §2.16.
    """
    translated = docker.event(message, request)
    if translated.get("status") == "remove":
        kind = str(message.get("Type") or "")
        translated["status"] = _REMOVALS.get(kind, "remove")
    return _of_network(translated) if message.get("Type") == "network" else translated


def _of_network(message: JsonObject) -> JsonObject:
    """Make Actor's ID, the container's, an attribute; the id becomes the network's name."""
    actor = message.get("Actor") or {}
    attributes = actor.get("Attributes") or {}
    if "container" in attributes or not _LONG_ID.fullmatch(actor.get("ID") or ""):
        return message
    told = {"container": actor["ID"], "name": attributes.get("network") or ""}
    return {**message, "Actor": {**actor, "Attributes": {**attributes, **told}}, "id": told["name"]}


def podman(newest: str, forced: str = "", own: str = "") -> Dialect:
    """The dialect for a Podman whose `Api-Version` is `newest`, and whose own version is `own`.

    It gives the same answers under every API version. So `forced`, if not above `newest`, decides
    the paths and which features there are, but does not change any translation.
    """
    is_recent = own.partition(".")[0] not in ("", *_UP_TO_4)
    version, prefix, reason = newest, f"/v{NATIVE_VERSION}", "Podman answers it as its newest"
    if forced and version_key(forced) <= version_key(newest):
        version, prefix, reason = forced, f"/v{forced}", docker.FORCED
    return Dialect(
        name="podman",
        api_version=version,
        prefix=prefix,
        reason=reason,
        decided=True,
        not_modified_is_success=True,
        has_insert=False,
        has_pods=True,
        counts_shared_layers=False,
        marks_anonymous_volumes=False,
        validates_image_names=False,
        takes_logins=True,
        takes_several_tags=True,
        builds_in_json=True,
        removes_steps=True,
        transfers_whole_repositories=False,
        transfers_all_tags=False,
        forgets_owners=True,
        loads_gzip=is_recent,
        removes_concurrently=True,
        framed=True,
        leaves_attaches_open=False,
        ends_attaches_with_stdin=False,
        swallowed_key=b"",
        engine_error_frame=_ENGINE_ERROR,
        loses_resizes=True,
        resize_fails_when_done=False,
        log_end={},
        log_mark={},
        reads_logs_slowly=True,
        loses_followed_logs=True,
        ends_events="past",
        bare_copies=False,
        root_name="",
        unsets_in_exec=False,
        refused_exec=_REFUSED_EXEC,
        exec_stdin_delay=_EXEC_STDIN_DELAY,
        shows_failed_ids=True,
        forgets_exit_codes=True,
        keeps_stop_timeout=True,
        hides_restarts=True,
        waits_for_conditions=False,
        joins_several_networks=True,
        applies_stop_timeout=False,
        stops_with_signal=False,
        endless_stop=podman_containers.NO_LIMIT,
        requested=podman_containers.requested,
        has_own_inspect=True,
        untold=_UNTOLD,
        requests={
            **rows_for(docker.REQUESTS, docker.NEWEST),
            operations.CONTAINER_CREATE: podman_containers.create,
            operations.EXEC_START: podman_containers.exec_start,
            operations.BUILD: podman_images.build,
            operations.COMMIT: functools.partial(podman_images.commit, parses=is_recent),
            operations.EVENTS: events,
            operations.CONTAINER_ATTACH: podman_containers.attach,
            operations.CONTAINER_LIST: podman_containers.list_,
            operations.CONTAINER_LOGS: podman_containers.logs,
            operations.CONTAINER_REMOVE: podman_containers.remove,
            operations.CONTAINER_TOP: podman_containers.top,
            operations.CONTAINER_UPDATE: functools.partial(
                podman_containers.update, has_restart=is_recent
            ),
            operations.CONTAINER_WAIT: podman_containers.wait,
            operations.IMAGE_IMPORT: podman_images.import_image,
            operations.IMAGE_TAG: podman_images.tag,
            operations.AUTH: auth,
        },
        answers={
            **docker.ANSWERS,
            operations.CONTAINER_LIST: podman_containers.listed,
            operations.CONTAINER_TOP: podman_containers.processes,
            operations.DISK_USAGE: disk_usage,
            operations.CONTAINER_WAIT: podman_containers.exit_code,
            operations.IMAGE_IMPORT: podman_images.imported,
            operations.BUILD: podman_images.built,
            operations.IMAGE_LOAD: podman_images.loaded,
            operations.EVENTS: event,
        },
        errors={
            **docker.ERRORS,
            operations.ARCHIVE_PUT: podman_containers.put_error,
            operations.CONTAINER_CHANGES: podman_containers.changes_error,
            operations.CONTAINER_INSPECT: podman_containers.gone_error,
            operations.CONTAINER_TOP: podman_containers.top_error,
            operations.CONTAINER_UNLINK: podman_containers.unlink_error,
            operations.EXEC_INSPECT: podman_containers.gone_error,
            operations.BUILD: podman_images.build_error,
        },
    )
