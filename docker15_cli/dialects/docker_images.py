"""Translations for images on later engines (docs/spec/engines.md §2), and their short names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import HistoryRow, SearchRow
from docker15_cli.dialects.base import ALL_TAGS, ANONYMOUS, NO_LOGIN
from docker15_cli.errors import EngineError, engine_error
from docker15_cli.jsontypes import JsonObject

_NODE_STYLE = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
LOADED = "Loaded image: "
"""What a load says of each image, before its name (API 1.23)."""

_NONE = "<none>"  # stands for a missing repository or tag
_LOGIN_NEEDED = ("unauthorized", "authentication required", "no basic auth credentials")


def list_(request: Request) -> Request:
    """Leave out `filter`, which newer engines ignore: see `listed` (engines.md §2.12)."""
    return request.without("filter")


def listed(rows: list[JsonObject] | None, request: Request) -> list[JsonObject]:
    """Newest first, a row for each tag, and one for each repository that has only digests.

    Applies `filter`. A row has all digests of the image in its repository (engines.md §2.12).
    """
    wanted = familiar(request.query.get("filter", ""))
    newest_first = sorted(rows or (), key=lambda image: (-image["Created"], image["Id"]))
    return [row for image in newest_first for row in _rows(image, wanted)]


def _rows(image: JsonObject, wanted: str | None) -> Iterator[JsonObject]:
    """The image's rows whose repository or reference matches `wanted`."""
    size = image.get("Size") or 0
    row = {
        "Id": bare_id(image["Id"]),
        "Created": image["Created"],
        "Size": size,
        "VirtualSize": image.get("VirtualSize") or size,
    }
    # Engines that do not count these send -1, or nothing.
    counted = {key: image[key] for key in ("Containers", "SharedSize") if image.get(key, -1) >= 0}
    row |= counted
    if image.get("Labels"):
        row["Labels"] = image["Labels"]
    names = [familiar(name) for name in image.get("RepoTags") or () if _NONE not in name]
    known = [familiar(name) for name in image.get("RepoDigests") or () if _NONE not in name]
    # Podman lists some digests among the tags, too.
    digests = _pairs("@", [*known, *(name for name in names if "@" in name)], wanted)
    tags = _pairs(":", [name for name in names if "@" not in name], wanted)
    of_repository: dict[str, dict[str, list[str]]] = {}
    for repository, digest in digests:
        of_repository.setdefault(repository, {"Digests": []})["Digests"].append(digest)
    for repository, tag in tags:
        yield {"Repository": repository, "Tag": tag, **row, **of_repository.get(repository, {})}
    for repository, found in of_repository.items():
        if repository not in dict(tags):
            yield {"Repository": repository, **row, **found}
    if not (wanted or tags or digests):
        yield row


def _pairs(mark: str, references: Iterable[str], wanted: str | None) -> list[tuple[str, str]]:
    """Repository and tag (or digest) of the references that match `wanted`, each once."""
    found = []
    for reference in dict.fromkeys(references):
        repository, separator, rest = reference.rpartition(mark)
        if not separator:
            raise ValueError(reference)
        if not wanted or _matches(repository, wanted) or _matches(reference, wanted):
            found.append((repository, rest))
    return found


def _matches(name: str, pattern: str) -> bool:
    """Whether a glob matches, as in Go's path.Match: `*` does not match a slash."""
    from fnmatch import fnmatchcase

    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def history_rows(rows: list[HistoryRow] | None, request: Request) -> list[HistoryRow]:
    """Remove `sha256:`, and shorten names; `<missing>` is kept for a layer without an id."""
    return [
        {
            **row,
            "Id": bare_id(row.get("Id") or ""),
            "Tags": [familiar(tag) for tag in row.get("Tags") or ()] or None,
        }
        for row in rows or ()
    ]


def removed_image(rows: list[dict[str, str]] | None, request: Request) -> list[dict[str, str]]:
    """Shorten ids as in 1.5, to 12 digits without `sha256:`, and names."""
    return [
        {kind: bare_id(name)[:12] if kind == "Deleted" else familiar(name)}
        for row in rows or ()
        for kind, name in row.items()
    ]


def tag(request: Request) -> Request:
    """Leave out `force`, which API 1.24 removed: a name is always taken from another image.

    See engines.md §2.19.
    """
    return request.without("force")


def viz(request: Request) -> Request:
    """Ask for the list instead: the endpoint has been removed (engines.md §2.12)."""
    return request.replaced(path="/images/json", query={"all": "1"})


def drawn(text: str, request: Request) -> str:
    """Turn the list of all images into the digraph that a 1.5 daemon would send."""
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
        tags = [familiar(name) for name in row.get("RepoTags") or () if _NONE not in name]
        if tags:
            label = "\\n".join([image, *tags])
            labels.append(f' "{image}" [label="{label}",{_NODE_STYLE}];\n')
    lines = ["digraph docker {\n", *edges, *labels, " base [style=invisible]\n}\n"]
    return "".join(lines)


def search_rows(rows: list[JsonObject] | None, request: Request) -> list[SearchRow]:
    """Rename dockerd's lowercase keys, and remove the registry that Podman adds to names.

    See engines.md §2.24.
    """
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
    """Without a tag ask for `latest`, as dockerd would pull all tags; send no login as `{}`.

    See engines.md §2.18.
    """
    query = {**request.query, "tag": request.query.get("tag") or "latest"}
    if query["tag"] == ALL_TAGS:
        del query["tag"]
    headers = dict(request.headers)
    if headers.get("X-Registry-Auth") == ANONYMOUS:
        headers["X-Registry-Auth"] = NO_LOGIN
    return request.replaced(query=query, headers=headers)


def registry_error(status: int, message: str) -> EngineError:
    """The error for a registry's refusal, by its text: it comes as a 500, or without a status."""
    lowered = message.lower()
    if any(text in lowered for text in _LOGIN_NEEDED):
        return EngineError(message, 401)
    return engine_error(status, message)


def bare_id(identifier: str) -> str:
    """An id without its algorithm (`sha256:`)."""
    return identifier.removeprefix("sha256:")


def familiar(name: str) -> str:
    """An image's name as users write it: without `docker.io/` and `library/` (engines.md §2.12)."""
    return bare_id(name).removeprefix("docker.io/").removeprefix("library/")
