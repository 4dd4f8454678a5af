"""/images/…"""

from __future__ import annotations

import fnmatch
import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from . import archive, transfer
from .config import Config
from .errors import EngineError
from .fetch import Download
from .messages import Messages, counted
from .registry import Credentials
from .routes import Call, Route
from .store import Image


def list_images(call: Call) -> None:
    everything, pattern = call.flag("all"), call.value("filter")
    images = call.state.images
    with images.lock:
        parents = {image.parent for image in images.graph.values()}
        untagged = {
            key: one for key, one in images.graph.items() if everything or key not in parents
        }
        rows = []
        for repository, tag, image_id in images.tags():
            if _matches(repository, pattern):
                untagged.pop(image_id, None)
                rows.append(
                    {"Repository": repository, "Tag": tag} | _row(call, images.graph[image_id])
                )
        if not pattern:
            rows += [_row(call, image) for image in untagged.values()]
    call.json(sorted(rows, key=lambda row: (-row["Created"], row.get("Tag", ""))))


def _matches(repository: str, pattern: str) -> bool:
    """Go's path.Match: a wildcard stops at a slash, and a bad pattern matches nothing."""
    if not pattern:
        return True
    same_depth = repository.count("/") == pattern.count("/")
    closed = pattern.count("[") == pattern.count("]")
    return same_depth and closed and fnmatch.fnmatchcase(repository, pattern)


def _row(call: Call, image: Image) -> dict[str, Any]:
    return {
        "Id": image.id,
        "Created": image.created // 10**9,
        "Size": image.size,
        "VirtualSize": call.state.images.virtual_size(image),
    }


def viz(call: Call) -> None:
    """The graph of the images for graphviz."""
    images = call.state.images
    lines = ["digraph docker {"]
    for image in images.graph.values():
        if image.parent in images.graph:
            lines.append(f' "{image.parent[:12]}" -> "{image.short_id}"')
        else:
            lines.append(f' base -> "{image.short_id}" [style=invis]')
    style = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
    for image_id in dict.fromkeys(image_id for _, _, image_id in images.tags()):
        label = r"\n".join([image_id[:12], *images.names(image_id)])
        lines.append(f' "{image_id[:12]}" [label="{label}",{style}];')
    lines += [" base [style=invisible]", "}", ""]
    call.response.write("\n".join(lines).encode())


def inspect(call: Call) -> None:
    if not call.state.images.exists(call.name):
        raise EngineError(f"No such image: {call.name}")
    if call.state.containers.get(call.name) is not None:
        raise EngineError("Conflict between containers and images")
    call.json(call.state.images.lookup(call.name).to_json())


def history(call: Call) -> None:
    images = call.state.images
    rows = []
    for image in images.history(images.lookup(call.name)):
        row: dict[str, Any] = {"Id": image.short_id}
        if names := images.names(image.id):
            row["Tags"] = names
        row["Created"] = image.created // 10**9
        if image.container_config.cmd:
            row["CreatedBy"] = " ".join(image.container_config.cmd)
        rows.append(row)
    call.json(rows)


def tag(call: Call) -> None:
    call.flag("force")
    call.state.images.tag(call.value("repo"), call.value("tag"), call.name)
    call.empty(201)


def delete(call: Call) -> None:
    if not call.state.images.exists(call.name):
        raise EngineError(f"No such image: {call.name}")
    rows = call.state.images.delete(call.name)
    if not rows:
        raise EngineError(f"Conflict, {call.name} wasn't deleted")
    for row in rows:
        event = "untag" if "Untagged" in row else "delete"
        call.state.events.log(event, *row.values())
    call.json(rows)


def search(call: Call) -> None:
    found = call.state.registry.search(call.value("term"))
    call.json([{"Name": name, "Description": text} for name, text in found] or None)


# --- what streams messages


def _streamed(call: Call, work: Callable[[Messages], None]) -> None:
    """Before the first message, an error is an ordinary answer; after that, it is a message."""
    messages = Messages(call.response, json=call.version > 1.0)
    try:
        work(messages)
    except EngineError as error:
        if not messages.used:
            raise
        messages.error(error)


def create(call: Call) -> None:
    if name := call.value("fromImage"):
        credentials = Credentials.from_header(call.request.header("X-Registry-Auth"))
        tag = call.value("tag")
        _streamed(
            call, lambda messages: transfer.pull(call.state, messages, name, tag, credentials)
        )
    else:
        _streamed(call, lambda messages: _import(call, messages))


def _import(call: Call, messages: Messages) -> None:
    source, repository, tag = call.value("fromSrc"), call.value("repo"), call.value("tag")
    image_id = call.state.new_id()
    layer = call.state.images.new_layer(image_id)
    if source == "-":
        archive.unpack(call.request.body, layer)
    else:
        url = source if urlsplit(source).scheme and "://" in source else f"http://{source}"
        messages.status(f"Downloading from {url}", flush=False)
        archive.unpack(io.BytesIO(_fetch(messages, Download(url), "Importing")), layer)
    image = Image(image_id, layer, comment=f"Imported from {source}")
    call.state.images.add(image)
    if repository:
        call.state.images.tag(repository, tag, image_id)
    messages.status(image.short_id, flush=messages.flushed)


def _fetch(messages: Messages, download: Download, action: str) -> bytes:
    """Download all of it, and report the progress meanwhile."""
    got: list[bytes] = []

    def reads() -> Iterator[int]:
        for piece in download.pieces():
            got.append(piece)
            yield len(piece)

    for count in counted(reads(), download.total):
        messages.progress(action, count)
    download.close()
    messages.status("")
    return b"".join(got)


def insert(call: Call) -> None:
    """Add a file from a URL to a new image. Errors before the first message are lost."""
    messages = Messages(call.response)
    try:
        image = _insert(call, messages)
    except EngineError as error:
        if messages.used:
            messages.error(error)
            return
        call.json({"Id": ""})
        return
    call.json({"Id": image.short_id})


def _insert(call: Call, messages: Messages) -> Image:
    url, path = call.value("url"), call.value("path")
    base = call.state.images.lookup(call.name)
    download = Download(url)
    config = Config(
        attach_stdout=True, attach_stderr=True, image=base.id, volumes={}, entrypoint=[],
        cmd=["echo", "insert", url, path],
    )  # fmt: skip
    container = call.state.create(config)
    target = container.inside(path)
    messages.used = True
    if target.is_dir():
        place = container.home / "rw" / target.relative_to(container.rootfs)
        raise EngineError(f"open {place}: is a directory")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_fetch(messages, download, "Downloading"))
    image = call.state.commit(container, comment=base.comment, author=base.author)
    messages.status(image.id)
    return image


def push(call: Call) -> None:
    header = call.request.header("X-Registry-Auth")
    credentials = Credentials.from_header(header) if header else Credentials.of(call.body())
    _streamed(call, lambda messages: transfer.push(call.state, messages, call.name, credentials))


ROUTES: list[Route] = [
    ("GET", "/images/json", list_images),
    ("GET", "/images/viz", viz),
    ("GET", "/images/search", search),
    ("POST", "/images/create", create),
    ("GET", "/images/{name}/json", inspect),
    ("GET", "/images/{name}/history", history),
    ("POST", "/images/{name}/insert", insert),
    ("POST", "/images/{name}/push", push),
    ("POST", "/images/{name}/tag", tag),
    ("DELETE", "/images/{name}", delete),
]
