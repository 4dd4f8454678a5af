"""What later engines have in common: the rows of the tables; and Docker's dialect.

dockerd, and Podman under `/v1.5/`, mostly differ from 1.5 in the same places. The translations for
containers and for images are in files of their own. docs/spec/engines.md §2 has the reason for each
row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from docker15_cli.contract import operations
from docker15_cli.contract.operations import Operation
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker_containers, docker_images, native
from docker15_cli.dialects.base import (
    AnswerRow,
    Dialect,
    ErrorRow,
    RequestRule,
    rows_for,
    version_key,
)
from docker15_cli.dialects.docker_images import bare_id, familiar
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

OLDEST, NEWEST = "1.12", "1.52"  # the API versions that these rows are known to work with
FORCED = "set by --api-version or DOCKER_API_VERSION"

_LOG_END = {"tail": "1000"}
_LOG_MARK = {"tail": "1", "timestamps": "1"}
_USAGES: Mapping[str, str] = {
    "Images": "ImageUsage",
    "Containers": "ContainerUsage",
    "Volumes": "VolumeUsage",
    "BuildCache": "BuildCacheUsage",
}
_EVERYTHING = Request("GET", "")  # a list without filters
_LISTS = ("extrahosts", "securityopt")  # parameters of a build that are lists
_REFUSED_EXEC = regex(rb"OCI runtime exec failed: [^\r\n]*[\r\n]*")


def build(request: Request) -> Request:
    """Leave out parameters without a value: Podman refuses an empty name (engines.md §2.21)."""
    query = {key: value for key, value in request.query.items() if value}
    return request.replaced(query=query)


def build_lists(request: Request) -> Request:
    """Docker expects list parameters once for each value; Podman accepts only JSON."""
    listed = {key: json.loads(request.query[key]) for key in _LISTS if key in request.query}
    repeated = [(key, value) for key, values in listed.items() for value in values]
    return request.without(*_LISTS).replaced(repeated=[*request.repeated, *repeated])


def event(message: JsonObject, request: Request) -> JsonObject:
    """Fill in status, id and from, which later engines put elsewhere; ids are cut to 12 digits.

    Only events of containers and images have them: 1.5 has no others. See engines.md §2.16.
    """
    if message.get("Type", "") not in ("", "container", "image"):
        return message
    actor = message.get("Actor") or {}
    identifier = bare_id(message.get("id") or actor.get("ID") or "")
    image = message.get("from") or (actor.get("Attributes") or {}).get("image") or ""
    is_long = re.fullmatch("[0-9a-f]{64}", identifier)
    found = {
        "status": message.get("status") or message.get("Action") or "",
        "id": identifier[:12] if is_long else identifier,
    }
    return {**message, **found, **({"from": familiar(image)} if image else {})}


def disk_usage(request: Request) -> Request:
    """Since API 1.52 the objects are only listed with a parameter (engines.md §2.28)."""
    return request.replaced(query={**request.query, "verbose": "1"})


def disk_usage_lists(value: JsonObject | None, request: Request) -> JsonObject:
    """Since API 1.52 each list is in an object with its totals; before, they were top-level keys.

    The rows of containers and images are translated as in the other lists.
    """
    found = {**(value or {})}
    for key, name in _USAGES.items():
        if name in found:
            found[key] = (found[name] or {}).get("Items") or []
    if "ImageUsage" in found:
        found["LayersSize"] = (found["ImageUsage"] or {}).get("TotalSize") or 0
    found["Images"] = docker_images.listed(found.get("Images"), _EVERYTHING)
    found["Containers"] = docker_containers.unquoted_rows(found.get("Containers"), _EVERYTHING)
    return found


REQUESTS: tuple[RequestRule, ...] = (
    RequestRule(operations.CONTAINER_CREATE, docker_containers.without_console, before="1.42"),
    RequestRule(operations.CONTAINER_CREATE, docker_containers.create),
    RequestRule(operations.CONTAINER_CREATE, docker_containers.limits_at_the_top, before="1.18"),
    RequestRule(operations.CONTAINER_CREATE, docker_containers.legacy_capabilities, before="1.40"),
    RequestRule(operations.CONTAINER_CREATE, docker_containers.mac_of_endpoint, since="1.44"),
    RequestRule(operations.CONTAINER_START, docker_containers.start_with_host, before="1.15"),
    RequestRule(operations.CONTAINER_START, docker_containers.start, since="1.15"),
    RequestRule(operations.CONTAINER_ATTACH, docker_containers.attach),
    RequestRule(operations.CONTAINER_ATTACH, docker_containers.upgrade),
    RequestRule(operations.CONTAINER_LOGS, docker_containers.logs),
    RequestRule(operations.EXEC_CREATE, docker_containers.exec_create, since="1.22"),
    RequestRule(operations.EXEC_START, docker_containers.exec_start, before="1.42"),
    RequestRule(operations.CONTAINER_LIST, docker_containers.list_),
    RequestRule(operations.CONTAINER_COPY, docker_containers.copy, since="1.20"),
    RequestRule(operations.IMAGE_LIST, docker_images.list_),
    RequestRule(operations.IMAGE_PULL, docker_images.pull),
    RequestRule(operations.IMAGE_PUSH, docker_images.pull),
    RequestRule(operations.IMAGE_TAG, docker_images.tag, since="1.24"),
    RequestRule(operations.IMAGE_VIZ, docker_images.viz),
    RequestRule(operations.BUILD, build),
    RequestRule(operations.BUILD, build_lists, since="1.24"),
    RequestRule(operations.COMMIT, docker_containers.commit),
    RequestRule(operations.DISK_USAGE, disk_usage, since="1.52"),
    RequestRule(operations.EVENTS, native.events, before="1.22"),
)

ANSWERS: Mapping[Operation, AnswerRow] = {
    operations.CONTAINER_CREATE: docker_containers.created,
    operations.CONTAINER_LIST: docker_containers.listed,
    operations.IMAGE_LIST: docker_images.listed,
    operations.IMAGE_HISTORY: docker_images.history_rows,
    operations.IMAGE_SEARCH: docker_images.search_rows,
    operations.IMAGE_REMOVE: docker_images.removed_image,
    operations.IMAGE_VIZ: docker_images.drawn,
    operations.DISK_USAGE: disk_usage_lists,
    operations.EVENTS: event,
}

ERRORS: Mapping[Operation, ErrorRow] = {
    operations.CONTAINER_START: docker_containers.start_error,
    operations.EXEC_START: docker_containers.start_error,
    operations.IMAGE_PULL: docker_images.registry_error,
    operations.IMAGE_PUSH: docker_images.registry_error,
    operations.AUTH: docker_images.registry_error,
    operations.BUILD: docker_images.registry_error,
}


def docker(newest: str, forced: str = "") -> Dialect:
    """The dialect for a Docker engine (API 1.12 and later) whose newest API version is `newest`.

    It speaks `forced` if that is between OLDEST and `newest`, else the newest version that both
    speak.
    """
    version = min(newest, NEWEST, key=version_key)
    reason = "the newest that the engine speaks"
    if version != newest:
        reason = f"the newest that docker15 speaks; the engine speaks {newest}"
    if forced and speaks(forced) and version_key(forced) <= version_key(newest):
        version, reason = forced, FORCED
    has_tail = version_key(version) >= version_key("1.13")
    return Dialect(
        name="docker",
        api_version=version,
        prefix=f"/v{version}",
        reason=reason,
        decided=True,
        not_modified_is_success=True,
        has_insert=False,
        has_pods=False,
        counts_shared_layers=True,
        marks_anonymous_volumes=version_key(version) >= version_key("1.42"),
        validates_image_names=False,
        takes_logins=True,
        takes_several_tags=True,
        builds_in_json=True,
        removes_steps=True,
        transfers_whole_repositories=False,
        transfers_all_tags=True,
        forgets_owners=False,
        loads_gzip=True,
        removes_concurrently=True,
        framed=True,
        leaves_attaches_open=False,
        ends_attaches_with_stdin=True,
        swallowed_key=b"",
        engine_error_frame=None,
        loses_resizes=False,
        resize_fails_when_done=False,
        log_end=_LOG_END if has_tail else {},
        log_mark=_LOG_MARK if has_tail else {},
        reads_logs_slowly=False,
        loses_followed_logs=False,
        ends_events="always",
        bare_copies=version_key(version) < version_key("1.20"),
        root_name="",
        unsets_in_exec=True,
        refused_exec=_REFUSED_EXEC,
        exec_stdin_delay=0.0,
        shows_failed_ids=True,
        forgets_exit_codes=False,
        keeps_stop_timeout=True,
        hides_restarts=False,
        waits_for_conditions=version_key(version) >= version_key("1.30"),
        joins_several_networks=version_key(version) >= version_key("1.44"),
        applies_stop_timeout=version_key(version) >= version_key("1.25"),
        stops_with_signal=version_key(version) >= version_key("1.42"),
        endless_stop="-1",
        requested=docker_containers.requested,
        has_own_inspect=False,
        untold="",
        requests=rows_for(REQUESTS, version),
        answers={**ANSWERS, operations.CONTAINER_LIST: docker_containers.unquoted_rows},
        errors=ERRORS,
    )


def speaks(version: str) -> bool:
    """Whether these rows are known to work with API `version`."""
    is_one = re.fullmatch(r"[0-9]+\.[0-9]+", version)
    return bool(is_one) and version_key(OLDEST) <= version_key(version) <= version_key(NEWEST)
