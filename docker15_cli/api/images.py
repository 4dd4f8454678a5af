"""The endpoints under `/images` (remote-api-1.5.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from docker15_cli.api.client import Client, segment
from docker15_cli.api.shapes import ImageRow, Message, Removed
from docker15_cli.dialects import Request

# What the original client sends without a login: a broken or missing header means the same.
ANONYMOUS = "eyJhdXRoIjoiIiwiZW1haWwiOiIifQ=="


def list_(client: Client, *, all: bool = False, name: str = "") -> list[ImageRow]:
    """`GET /images/json`: a row a tag; with `all` the intermediate layers too.

    `name` is a repository's, a glob allowed.
    """
    query = {"all": "1"} if all else {}
    query |= {"filter": name} if name else {}
    return cast(
        list[ImageRow], client.json("images.list", Request("GET", "/images/json", query)) or []
    )


def inspect_text(client: Client, image: str) -> str:
    """`GET /images/{name}/json`: the engine's own object, as the JSON text that it sent.

    Raises NotFound, Conflict.
    """
    request = Request("GET", f"/images/{segment(image, 'image')}/json")
    return client.text("images.inspect", request)


def viz(client: Client) -> str:
    """`GET /images/viz`: a graphviz digraph of all images."""
    return client.text("images.viz", Request("GET", "/images/viz"))


def pull(
    client: Client, repository: str, tag: str = "", *, platform: str = ""
) -> Iterator[Message]:
    """`POST /images/create?fromImage=`: the messages of a pull, as they come.

    Without a tag a 1.5 daemon pulls every one of the repository, later engines `latest`.
    Raises EngineError, also for a message that carries an error.
    """
    all_tags = client.dialect.pulls_all_tags
    query = {"fromImage": repository, "tag": tag or ("" if all_tags else "latest")}
    query |= {"platform": platform} if platform else {}
    headers = {"X-Registry-Auth": ANONYMOUS if all_tags else "e30="}
    request = Request("POST", "/images/create", query, headers=headers)
    return client.messages("images.pull", request)


def import_(
    client: Client, source: str, repository: str, tag: str, upload: Iterable[bytes] | None = None
) -> Iterator[Message]:
    """`POST /images/create?fromSrc=`: the messages of an import; the last status is the image's id.

    `source` is a URL that the engine fetches, or `-`, and then `upload` is a tar (plain, gzip,
    bzip2 or xz), sent as it comes.
    """
    query = {"fromSrc": source, "repo": repository, "tag": tag}
    request = Request("POST", "/images/create", query)
    return client.messages("images.import_", request, upload)


def remove(client: Client, image: str, *, force: bool = False) -> list[Removed]:
    """`DELETE /images/{name}`: what was untagged and deleted, in order.

    At 1.5 a name without a tag loses all its tags. `force` needs an engine that has it.
    Raises NotFound, Conflict.
    """
    path = f"/images/{segment(image, 'image')}"
    request = Request("DELETE", path, {"force": "1"} if force else {})
    return cast(list[Removed], client.json("images.remove", request) or [])


def split_tag(name: str) -> tuple[str, str]:
    """`repository[:tag]` → (repository, tag or ""); a registry's port is no tag."""
    if "@" in name:
        repository, _, digest = name.partition("@")
        return repository, digest
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        return name, ""
    return repository, tag
