"""Images as today's engines spell them (engines.md §2), and their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from docker15_cli.dialects import ANONYMOUS, NO_LOGIN, Request
from docker15_cli.errors import EngineError, engine_error

_NODE_STYLE = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
_LOGIN_NEEDED = ("unauthorized", "authentication required", "no basic auth credentials")


def list_(request: Request) -> Request:
    """§2.12: `filter` is done on the answer."""
    return request.without("filter")


def listed(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.12: one row a tag, newest first."""
    wanted = request.query.get("filter")
    newest_first = sorted(rows or (), key=lambda image: (-image["Created"], image["Id"]))
    found = [row for image in newest_first for row in _rows(image)]
    if not wanted:
        return found
    return [row for row in found if _is_named(row, wanted)]


def _is_named(row: Mapping[str, Any], wanted: str) -> bool:
    repository, tag = row.get("Repository", ""), row.get("Tag", "")
    return fnmatchcase(repository, wanted) or fnmatchcase(f"{repository}:{tag}", wanted)


def _rows(image: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    size = image.get("Size") or 0
    row = {
        "Id": bare_id(image["Id"]),
        "Created": image["Created"],
        "Size": size,
        "VirtualSize": image.get("VirtualSize") or size,
    }
    tags = [tag for tag in image.get("RepoTags") or () if tag != "<none>:<none>"]
    digests = dict(familiar(name).split("@", 1) for name in image.get("RepoDigests") or ())
    for name in tags:
        repository, _, tag = familiar(name).rpartition(":")
        digest = {"Digest": digests[repository]} if repository in digests else {}
        yield {"Repository": repository, "Tag": tag, **row, **digest}
    if not tags:
        yield row


def history_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """1.5 has no `sha256:` and short names; what an engine has no id for stays `<missing>`."""
    return [
        {
            **row,
            "Id": bare_id(row.get("Id") or ""),
            "Tags": [familiar(tag) for tag in row.get("Tags") or ()] or None,
        }
        for row in rows or ()
    ]


def removed_image(rows: Any, request: Request) -> list[dict[str, str]]:
    """Ids as 1.5 has them: 12 digits, no `sha256:`; names without the default registry."""
    return [
        {kind: bare_id(name)[:12] if kind == "Deleted" else familiar(name)}
        for row in rows or ()
        for kind, name in row.items()
    ]


def tag(request: Request) -> Request:
    """§2.19: since API 1.24 a name is always taken from another image, without `force`."""
    return request.without("force")


def viz(request: Request) -> Request:
    """§2.12: gone; it is drawn from the list."""
    return request.replaced(path="/images/json", query={"all": "1"})


def drawn(text: str, request: Request) -> str:
    """The list of all images as the digraph that a 1.5 daemon draws of them."""
    rows = json.loads(text) or []
    ids = {bare_id(row["Id"])[:12] for row in rows}
    edges, labels = [], []
    for row in rows:
        image = bare_id(row["Id"])[:12]
        parent = bare_id(row.get("ParentId") or "")[:12]
        if parent in ids:
            edges.append(f' "{parent}" -> "{image}"\n')
        else:
            edges.append(f' base -> "{image}" [style=invis]\n')
        tags = [familiar(name) for name in row.get("RepoTags") or () if name != "<none>:<none>"]
        if tags:
            label = "\\n".join([image, *tags])
            labels.append(f' "{image}" [label="{label}",{_NODE_STYLE}];\n')
    lines = ["digraph docker {\n", *edges, *labels, " base [style=invisible]\n}\n"]
    return "".join(lines)


def search_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.24: dockerd writes its keys small, Podman a registry in front of each name."""
    return [
        {
            "Name": familiar(row.get("Name") or row.get("name") or ""),
            "Description": row.get("Description") or row.get("description") or "",
            "StarCount": row.get("Stars") or row.get("star_count") or 0,
            "IsOfficial": bool(row.get("Official") or row.get("is_official")),
        }
        for row in rows or ()
    ]


def pull(request: Request) -> Request:
    """§2.18: without a tag every engine but 1.5's is asked for `latest`; anonymous is `{}`."""
    query = {**request.query, "tag": request.query.get("tag") or "latest"}
    headers = dict(request.headers)
    if headers.get("X-Registry-Auth") == ANONYMOUS:
        headers["X-Registry-Auth"] = NO_LOGIN
    return request.replaced(query=query, headers=headers)


def registry_error(status: int, message: str) -> EngineError:
    """A registry's refusal comes as a 500, or in the stream without a code: the text tells."""
    lowered = message.lower()
    if any(text in lowered for text in _LOGIN_NEEDED):
        return EngineError(message, 401)
    return engine_error(status, message)


def bare_id(identifier: str) -> str:
    """An id without its algorithm."""
    return identifier.removeprefix("sha256:")


def familiar(name: str) -> str:
    """An image's name as users write it (§2.12)."""
    return bare_id(name).removeprefix("docker.io/").removeprefix("library/")
