"""The endpoints under `/images` (docs/spec/remote-api-1.5.md §3)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Iterator, Sequence

from docker15_cli.api.client import Client, Upload
from docker15_cli.api.encoding import query_params, segment
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import (
    HistoryRow,
    ImageRow,
    Inspected,
    Message,
    Platform,
    Removed,
    SearchRow,
)
from docker15_cli.dialects.base import ALL_TAGS, ANONYMOUS
from docker15_cli.dialects.docker_images import bare_id
from docker15_cli.errors import EngineError, NotFound


def list_(
    client: Client, *, all: bool = False, name: str = "", filters: str = ""
) -> list[ImageRow]:
    """`GET /images/json`: a row for each tag; with `all` also the intermediate layers.

    `name`, a repository or a glob, selects some; so does `filters`, JSON, on engines that have it.
    """
    query = query_params(all=all, filter=name, filters=filters)
    request = Request("GET", "/images/json", query)
    return client.rows(operations.IMAGE_LIST, request)


def inspect(client: Client, image: str) -> Inspected:
    """`GET /images/{name}/json`: the object of a later engine (1.5 has `id`, not `Id`).

    Raises NotFound, Conflict.
    """
    return client.object(operations.IMAGE_INSPECT, _inspect_request(image))


def full_id(client: Client, image: str) -> str:
    """An image's id in full, which begins with `sha256:` except at 1.5. Raises NotFound."""
    _, found = inspect_raw(client, image)
    return str(found["id"]) if "id" in found else f"sha256:{bare_id(found['Id'])}"


def inspect_raw(client: Client, image: str) -> tuple[str, Inspected]:
    """`GET /images/{name}/json`: the JSON text as sent, and what `inspect` returns."""
    return client.raw_and_parsed(operations.IMAGE_INSPECT, _inspect_request(image))


def _inspect_request(image: str) -> Request:
    return Request("GET", f"/images/{segment(image, 'image')}/json")


def viz(client: Client) -> str:
    """`GET /images/viz`: a graphviz digraph of all images; made from the list on later engines."""
    return client.text(operations.IMAGE_VIZ, Request("GET", "/images/viz"))


def history(client: Client, image: str, platform: Platform | None = None) -> list[HistoryRow]:
    """`GET /images/{name}/history`: its layers, newest first; `platform` needs API 1.48.

    Raises NotFound, also for a 1.5 daemon's 500 (remote-api-1.5.md §7).
    """
    query = {"platform": json.dumps(platform)} if platform else {}
    request = Request("GET", f"/images/{segment(image, 'image')}/history", query)
    try:
        return client.rows(operations.IMAGE_HISTORY, request)
    except EngineError as error:
        if "Image does not exist" not in str(error):
            raise
        raise NotFound(str(error), error.status) from None


def search(client: Client, term: str, *, limit: int = 0, filters: str = "") -> list[SearchRow]:
    """`GET /images/search`: the images that match `term`, at most `limit` (0: the engine's limit).

    A 1.5 daemon ignores `limit`; `filters` is JSON, for engines that have it. Raises EngineError if
    the engine can't reach a registry.
    """
    request = Request(
        "GET", "/images/search", {"term": term} | query_params(limit=limit, filters=filters)
    )
    found: list[SearchRow] = []
    with contextlib.suppress(NotFound):  # Podman found nothing: docs/spec/engines.md §2.24
        found = client.rows(operations.IMAGE_SEARCH, request)
    return found[:limit] if limit else found


def tag(client: Client, image: str, repository: str, tag: str = "", *, force: bool = False) -> None:
    """`POST /images/{name}/tag`: another name for an image; its tag is `latest` if not given.

    Raises NotFound (at 1.5 a 500), Conflict.
    """
    query = query_params(force=force, repo=repository, tag=tag)
    client.json(
        operations.IMAGE_TAG, Request("POST", f"/images/{segment(image, 'image')}/tag", query)
    )


def pull(
    client: Client,
    repository: str,
    tag: str = "",
    *,
    all_tags: bool = False,
    auth: str = "",
    platform: str = "",
) -> Iterator[Message]:
    """`POST /images/create?fromImage=`: the messages of a pull, as they come.

    Without a tag a 1.5 daemon pulls every tag of the repository, later engines `latest`, or with
    `all_tags` every one. `auth` is the value of X-Registry-Auth. Raises EngineError, also for a
    message that reports an error; its status is 401 if a login is needed.
    """
    tag = ALL_TAGS if _asks_for_all_tags(client, all_tags) else tag
    query = {"fromImage": repository, "tag": tag} | query_params(platform=platform)
    headers = {"X-Registry-Auth": auth or ANONYMOUS}
    request = Request("POST", "/images/create", query, headers=headers)
    return client.messages(operations.IMAGE_PULL, request)


def push(
    client: Client,
    repository: str,
    tag: str = "",
    *,
    all_tags: bool = False,
    auth: str = "",
    platform: Platform | None = None,
) -> Iterator[Message]:
    """`POST /images/{name}/push`: the messages of a push, as they come.

    A 1.5 daemon has no `tag` and always pushes the whole repository; later engines push that tag,
    else `latest`, or with `all_tags` the whole repository. `platform` needs API 1.46. `auth` and
    errors are as for `pull`.
    """
    path = f"/images/{segment(repository, 'image')}/push"
    headers = {"X-Registry-Auth": auth or ANONYMOUS}
    query = query_params(tag=ALL_TAGS if _asks_for_all_tags(client, all_tags) else tag)
    if platform:
        query["platform"] = json.dumps(platform)
    request = Request("POST", path, query, headers=headers)
    return client.messages(operations.IMAGE_PUSH, request)


def _asks_for_all_tags(client: Client, all_tags: bool) -> bool:
    """Whether to ask for all tags; a 1.5 daemon transfers them anyway."""
    return all_tags and not client.dialect.transfers_whole_repositories


def import_(
    client: Client,
    source: str,
    repository: str,
    tag: str,
    upload: Upload | None = None,
    *,
    message: str = "",
    changes: Sequence[str] = (),
    platform: str = "",
) -> Iterator[Message]:
    """`POST /images/create?fromSrc=`: the messages of an import; the last status is the image's id.

    `source` is a URL for the engine to fetch, or `-`: then `upload` is a tar archive (plain, gzip,
    bzip2 or xz), sent as it comes. The options need an engine that has them; `changes` are lines of
    a Dockerfile.
    """
    query = {"fromSrc": source, "repo": repository, "tag": tag}
    query |= query_params(message=message, platform=platform)
    repeated = [("changes", change) for change in changes]
    request = Request("POST", "/images/create", query, repeated=repeated)
    return client.messages(operations.IMAGE_IMPORT, request, upload)


def save(client: Client, names: Sequence[str]) -> Generator[bytes, None, None]:
    """`GET /images/{name}/get`, API 1.7, or for several `GET /images/get?names=`, API 1.15.

    A tar archive of the images, in chunks as they come. Raises NotFound, NotSupported, AnswerBroken
    if it breaks off.
    """
    if len(names) == 1:
        request = Request("GET", f"/images/{segment(names[0], 'image')}/get")
    else:
        client.require(features.SAVE_SEVERAL)
        request = Request("GET", "/images/get", repeated=[("names", name) for name in names])
    return client.stream(operations.IMAGE_SAVE, request)


def load(client: Client, upload: Upload) -> Iterator[str]:
    """`POST /images/load`, API 1.7: load images from a tar archive, sent as it comes.

    The lines that say what was loaded: none before API 1.23. Raises EngineError, also for a message
    that carries an error.
    """
    headers = {"Content-Type": "application/x-tar"}
    request = Request("POST", "/images/load", {"quiet": "1"}, headers=headers)
    for message in client.messages(operations.IMAGE_LOAD, request, upload):
        yield from filter(None, str(message.get("stream") or "").split("\n"))


def can_load_gzip(client: Client) -> bool:
    """Whether `load` takes an archive that gzip has compressed."""
    return client.dialect.loads_gzip


def remove(
    client: Client,
    image: str,
    *,
    force: bool = False,
    no_prune: bool = False,
    platforms: Sequence[Platform] = (),
) -> list[Removed]:
    """`DELETE /images/{name}`: what was untagged and deleted, in order.

    At 1.5 a name without a tag removes all tags of it. The options need an engine that has them:
    `no_prune` keeps parents without a name, `platforms` removes no other variants of the image.
    Raises NotFound, Conflict.
    """
    path = f"/images/{segment(image, 'image')}"
    repeated = [("platforms", json.dumps(platform)) for platform in platforms]
    query = query_params(force=force, noprune=no_prune)
    request = Request("DELETE", path, query, repeated=repeated)
    return client.rows(operations.IMAGE_REMOVE, request)
