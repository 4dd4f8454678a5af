"""What today's engines share: the rows of the tables, and the dialect of Docker (engines.md §2).

Podman under `/v1.5/` and dockerd differ from 1.5 in the same places for the most part. The
translations of containers and of images are in files of their own; the numbers are engines.md's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from docker15_cli.dialects import (
    AnswerRow,
    Dialect,
    ErrorRow,
    Request,
    Row,
    containers,
    images,
    native,
    rows_for,
    version_key,
)
from docker15_cli.dialects.images import bare_id, familiar

OLDEST, NEWEST = "1.12", "1.52"  # the API versions that these rows are known to fit
FORCED = "as --api-version or DOCKER_API_VERSION says"

_REFUSED_EXEC = re.compile(rb"OCI runtime exec failed: [^\r\n]*[\r\n]*")


def build(request: Request) -> Request:
    """§2.21: no name is no parameter."""
    query = {key: value for key, value in request.query.items() if value}
    return request.replaced(query=query)


def build_hosts(request: Request) -> Request:
    """`extrahosts` is no JSON, but comes once for each; Podman takes JSON, and nothing else."""
    hosts = json.loads(request.query.get("extrahosts", "[]"))
    repeated = [("extrahosts", host) for host in hosts]
    return request.without("extrahosts").replaced(repeated=repeated)


def event(message: dict[str, Any], request: Request) -> dict[str, Any]:
    """§2.16: status, id and from where later engines have them elsewhere; ids of 12 digits."""
    actor = message.get("Actor") or {}
    identifier = bare_id(message.get("id") or actor.get("ID") or "")
    image = message.get("from") or (actor.get("Attributes") or {}).get("image") or ""
    is_long = re.fullmatch("[0-9a-f]{64}", identifier)
    found = {
        "status": message.get("status") or message.get("Action") or "",
        "id": identifier[:12] if is_long else identifier,
    }
    return {**message, **found, **({"from": familiar(image)} if image else {})}


REQUESTS: tuple[Row, ...] = (
    Row("containers.create", containers.create),
    Row("containers.create", containers.limits_at_the_top, before="1.18"),
    Row("containers.start", containers.start_with_host, before="1.15"),
    Row("containers.start", containers.start, since="1.15"),
    Row("containers.attach", containers.attach),
    Row("containers.attach", containers.upgrade),
    Row("containers.logs", containers.logs),
    Row("execs.create", containers.exec_create, since="1.22"),
    Row("execs.start", containers.exec_start, before="1.42"),
    Row("containers.list", containers.list_),
    Row("containers.copy", containers.copy, since="1.20"),
    Row("images.list", images.list_),
    Row("images.pull", images.pull),
    Row("images.push", images.pull),
    Row("images.tag", images.tag, since="1.24"),
    Row("images.viz", images.viz),
    Row("system.build", build),
    Row("system.build", build_hosts, since="1.28"),
    Row("system.commit", containers.commit),
    Row("system.events", native.events, before="1.22"),
)

ANSWERS: Mapping[str, AnswerRow] = {
    "containers.create": containers.created,
    "containers.list": containers.listed,
    "images.list": images.listed,
    "images.history": images.history_rows,
    "images.search": images.search_rows,
    "images.remove": images.removed_image,
    "images.viz": images.drawn,
    "system.events": event,
}

ERRORS: Mapping[str, ErrorRow] = {
    "containers.start": containers.start_error,
    "execs.start": containers.start_error,
    "images.pull": images.registry_error,
    "images.push": images.registry_error,
    "system.auth": images.registry_error,
}


def docker(newest: str, forced: str = "") -> Dialect:
    """The dialect for a Docker engine (1.12 and later) whose newest API version is `newest`.

    It is of the version `forced`, where that is one of OLDEST to `newest`; else of the newest one
    that both know.
    """
    version = min(newest, NEWEST, key=version_key)
    reason = "the newest that the engine speaks"
    if version != newest:
        reason = f"the newest that docker15 speaks; the engine speaks {newest}"
    if forced and speaks(forced) and version_key(forced) <= version_key(newest):
        version, reason = forced, FORCED
    return Dialect(
        "docker",
        api_version=version,
        prefix=f"/v{version}",
        reason=reason,
        framed=True,
        whole_repositories=False,
        builds_in_json=True,
        unchanged_is_success=True,
        bare_copies=version_key(version) < version_key("1.20"),
        ends_events="always",
        refused_exec=_REFUSED_EXEC,
        requests=rows_for(REQUESTS, version),
        answers={**ANSWERS, "containers.list": containers.unquoted_rows},
        errors=ERRORS,
    )


def speaks(version: str) -> bool:
    """Whether these rows fit `version`."""
    is_one = re.fullmatch(r"[0-9]+\.[0-9]+", version)
    return bool(is_one) and version_key(OLDEST) <= version_key(version) <= version_key(NEWEST)
