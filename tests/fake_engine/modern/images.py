"""/images/…"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .. import archive, golang
from ..errors import EngineError
from ..fetch import Download
from ..http import JSON
from ..messages import pieces
from ..registry import Credentials, RemoteLayer, Repository
from ..routes import Route
from ..store import Image, split_tag
from ..transfer import register
from .call import ModernCall, Refusal, version_of
from .containers import exposed_by
from .defaults import graph_driver

OCI_CONFIG = version_of("1.50")  # from this version on, an image's config has a shape of its own
SPARSE = version_of("1.52")  # from this version on, what is empty is left out
_FLAGS = ("AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce")
_NOT_OF_AN_IMAGE = {**dict.fromkeys(_FLAGS, False), "Hostname": "", "Domainname": "", "Image": ""}
_EMPTY = {"User": "", "WorkingDir": "", "OnBuild": None, "Labels": None}
_CONTAINER_CONFIG = version_of("1.45")  # from this version on, it is gone
_OF_AN_IMAGE = ("User", "Env", "Cmd", "Volumes", "WorkingDir", "Entrypoint")


def find(call: ModernCall) -> Image:
    if not call.state.images.exists(call.name):
        name = call.name if ":" in call.name.rpartition("/")[2] else f"{call.name}:latest"
        raise Refusal(404, f"No such image: {name}")
    return call.state.images.lookup(call.name)


def list_images(call: ModernCall) -> None:
    call.json(rows(call, everything=call.flag("all")))


def rows(call: ModernCall, *, everything: bool) -> list[dict[str, Any]]:
    """The images, newest first; without `everything`, no images that only serve as a base."""
    images = call.state.images
    with images.lock:
        parents = {image.parent for image in images.graph.values()}
        found = [
            {
                "Containers": -1,
                "Created": image.created // 10**9,
                "Id": f"sha256:{image.id}",
                "Labels": None,
                "ParentId": f"sha256:{image.parent}" if image.parent else "",
                "RepoDigests": [],
                "RepoTags": images.names(image.id),
                "SharedSize": -1,
                "Size": images.virtual_size(image),
            }
            for image in images.graph.values()
            if everything or image.id not in parents or images.names(image.id)
        ]
    return sorted(found, key=lambda row: -row["Created"])


def inspect(call: ModernCall) -> None:
    image = find(call)
    own = image.config.to_json() if image.config else {}
    config = {key: own.get(key) or _EMPTY.get(key) for key in (*_OF_AN_IMAGE, *_EMPTY)}
    if image.config and image.config.port_specs:
        config["ExposedPorts"] = exposed_by(image.config)
    facts: dict[str, Any] = {
        "Parent": f"sha256:{image.parent}" if image.parent else "",
        "Comment": image.comment,
        "DockerVersion": "",
        "Author": image.author,
    }
    if call.api < OCI_CONFIG:
        config |= _NOT_OF_AN_IMAGE
    if call.api < _CONTAINER_CONFIG:
        facts["ContainerConfig"] = {**_NOT_OF_AN_IMAGE, **config}
        if image.container:
            facts["Container"] = image.container
            facts["ContainerConfig"]["Labels"] = {}
    if call.api >= SPARSE:
        config = {key: value for key, value in config.items() if value}
        facts = {key: value for key, value in facts.items() if value}
    call.json(
        {
            "Id": f"sha256:{image.id}",
            "RepoTags": call.state.images.names(image.id),
            "RepoDigests": [],
            "Created": golang.rfc3339(image.created),
            "Config": config,
            "Architecture": "amd64",
            "Os": "linux",
            "Size": call.state.images.virtual_size(image),
            "GraphDriver": graph_driver(str(image.layer), lower=image.parent),
            "Metadata": {"LastTagTime": golang.rfc3339(image.created)},
            "RootFS": {"Type": "layers", "Layers": [f"sha256:{image.id}"]},
            **facts,
        }
    )


def history(call: ModernCall) -> None:
    images = call.state.images
    layers = [
        {
            "Comment": image.comment,
            "Created": image.created // 10**9,
            "CreatedBy": " ".join(image.container_config.cmd or ()),
            "Id": f"sha256:{image.id}",
            "Size": image.size,
            "Tags": images.names(image.id) or None,
        }
        for image in images.history(find(call))
    ]
    call.json(layers)


def tag(call: ModernCall) -> None:
    image = find(call)
    repository, wanted = call.value("repo"), call.value("tag")
    if not repository:
        call.empty(200)
        return
    check_name(repository)
    call.state.images.tag(repository, wanted, image.id)
    call.state.events.log("tag", image.short_id, name=f"{repository}:{wanted or 'latest'}")
    call.empty(201)


def check_name(repository: str, status: int = 400) -> None:
    if repository != repository.lower():
        full = repository if "/" in repository else f"library/{repository}"
        why = f"repository name ({full}) must be lowercase"
        raise Refusal(status, f"invalid reference format: {why}")


def delete(call: ModernCall) -> None:
    images, image = call.state.images, find(call)
    names, force = images.names(image.id), call.flag("force")
    by_id = image.id.startswith(call.name)
    if by_id and len(names) > 1 and not force:
        why = "image is referenced in multiple repositories"
        raise Refusal(409, f"conflict: unable to delete {call.name[:12]} (must be forced) - {why}")
    repository, wanted = split_tag(call.name)
    going = names if by_id else [f"{repository}:{wanted or 'latest'}"]
    if going == names and not force:
        _require_unused(call, image)
    steps = []
    for name in going:
        images.untag(*split_tag(name))
        steps.append({"Untagged": name})
        call.state.events.log("untag", image.short_id, name=f"sha256:{image.id}")
    if not images.names(image.id):
        steps += _deleted(call, image)
    call.json(steps)


def _require_unused(call: ModernCall, image: Image) -> None:
    for one in call.state.containers:
        if one.image == image.id:
            raise Refusal(
                409,
                f'conflict: unable to remove repository reference "{call.name}" (must force) - '
                f"container {one.short_id} is using its referenced image {image.short_id}",
            )


def _deleted(call: ModernCall, image: Image) -> list[dict[str, str]]:
    ids = {one[:12]: one for one in call.state.images.graph}
    steps = call.state.images.delete(image.id)
    gone = [ids[step["Deleted"]] for step in steps if "Deleted" in step]
    for one in gone:
        call.state.events.log("delete", one[:12], name=f"sha256:{one}")
    return [{"Deleted": f"sha256:{one}"} for one in gone]


def search(call: ModernCall) -> None:
    term = call.value("term")
    if not term:
        raise Refusal(400, "invalid reference format")
    call.json(
        [
            {"star_count": 0, "is_official": False, "name": name, "is_automated": False,
             "description": text}
            for name, text in call.state.registry.search(term)
        ]
    )  # fmt: skip


# --- what streams messages


class Messages:
    """The messages of one answer. Until the first, an error is an answer; after it, a message."""

    def __init__(self, call: ModernCall) -> None:
        self._call = call
        self._used = False
        call.response.headers["Content-Type"] = JSON

    def run(self, work: Callable[[Messages], None]) -> None:
        try:
            work(self)
        except EngineError as error:
            if not self._used:
                raise
            self.send(errorDetail={"message": error.message}, error=error.message)

    def send(self, **message: Any) -> None:
        self._used = True
        self._call.flushed_json(message)

    def progress(self, action: str, short_id: str, total: int) -> None:
        done = 0
        for size in pieces(total, size=max(total // 8, 1)):
            done += size
            detail = {"current": done, "total": total}
            bar = f"[{'=' * (50 * done // total):50}]  {golang.human_size(done)}"
            self.send(status=action, progressDetail=detail, progress=bar, id=short_id)


def create(call: ModernCall) -> None:
    messages = Messages(call)
    if call.value("fromImage"):
        messages.run(lambda told: _pull(call, told))
    else:
        messages.run(lambda told: _import(call, told))


def _pull(call: ModernCall, messages: Messages) -> None:
    name, tag = call.value("fromImage"), call.value("tag")
    credentials = Credentials.from_header(call.request.header("X-Registry-Auth"))
    registry = call.state.registry
    try:
        found = registry.find(name, tag, credentials)
    except EngineError as error:
        if error.code == 404:
            why = "repository does not exist or may require 'docker login'"
            if name in registry.repositories:
                raise Refusal(
                    404, f"manifest for {name}:{tag} not found: manifest unknown"
                ) from None
            raise Refusal(404, f"pull access denied for {name}, {why}") from None
        raise _unauthorized(error) from None
    for one, image_id in found.items():
        messages.send(status=f"Pulling from {registry.resolve(name)[1]}", id=one)
        layers = registry.history(image_id)
        for layer in reversed(layers):
            _download(call, messages, layer)
        messages.send(status=f"Digest: {_digest(image_id)}")
        messages.send(status=f"Status: Downloaded newer image for {name}:{one}")
        call.state.images.tag(name, one, image_id)


def _download(call: ModernCall, messages: Messages, layer: RemoteLayer) -> None:
    short_id = layer.id[:12]
    if layer.id in call.state.images.graph:
        messages.send(status="Already exists", progressDetail={}, id=short_id)
        return
    messages.send(status="Pulling fs layer", progressDetail={}, id=short_id)
    messages.progress("Downloading", short_id, layer.download)
    messages.send(status="Download complete", progressDetail={}, id=short_id)
    register(call.state, layer)
    messages.send(status="Pull complete", progressDetail={}, id=short_id)


def _unauthorized(error: EngineError) -> EngineError:
    if error.code == 401:
        return Refusal(500, "unauthorized: authentication required")
    return error


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _import(call: ModernCall, messages: Messages) -> None:
    source, repository = call.value("fromSrc"), call.value("repo")
    image_id = call.state.new_id()
    layer = call.state.images.new_layer(image_id)
    if source == "-":
        archive.unpack(call.request.body, layer)
    else:
        url = source if urlsplit(source).scheme else f"http://{source}"
        messages.send(status=f"Downloading from {url}")
        archive.unpack(io.BytesIO(Download(url).read()), layer)
    image = call.state.images.add(Image(image_id, layer, comment=f"Imported from {source}"))
    if repository:
        call.state.images.tag(repository, call.value("tag"), image_id)
    messages.send(status=f"sha256:{image.id}")


def push(call: ModernCall) -> None:
    Messages(call).run(lambda told: _push(call, told))


def _push(call: ModernCall, messages: Messages) -> None:
    name, images, registry = call.name, call.state.images, call.state.registry
    tags = images.repositories.get(name, {})
    wanted = {tag: one for tag, one in tags.items() if call.value("tag") in ("", tag)}
    host = "" if "." in name.partition("/")[0] or ":" in name else "docker.io/"
    messages.send(status=f"The push refers to repository [{host}{name}]")
    if not wanted:
        raise EngineError(f"An image does not exist locally with the tag: {name}")
    repository = registry.repositories.setdefault(name, Repository())
    try:
        credentials = Credentials.from_header(call.request.header("X-Registry-Auth"))
        registry.authorize(repository, credentials)
    except EngineError as error:
        raise _unauthorized(error) from None
    for tag, image_id in wanted.items():
        for image in images.history(images.graph[image_id]):
            _push_layer(call, messages, image)
        messages.send(status=f"{tag}: digest: {_digest(image_id)} size: 527")
        aux = {"Tag": tag, "Digest": _digest(image_id), "Size": 527}
        messages.send(progressDetail={}, aux=aux)
        repository.tags[tag] = image_id


def _push_layer(call: ModernCall, messages: Messages, image: Image) -> None:
    layers = call.state.registry.layers
    messages.send(status="Preparing", progressDetail={}, id=image.short_id)
    if image.id in layers:
        messages.send(status="Layer already exists", progressDetail={}, id=image.short_id)
        return
    messages.progress("Pushing", image.short_id, max(image.size, 1))
    layers[image.id] = RemoteLayer(
        image.id, image.parent, files_of(image), image.config, image.size, max(image.size, 1),
        image.created,
    )  # fmt: skip
    messages.send(status="Pushed", progressDetail={}, id=image.short_id)


def files_of(image: Image) -> dict[str, bytes]:
    found = (path for path in image.layer.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(image.layer)): path.read_bytes() for path in found}


ROUTES: list[Route] = [
    ("GET", "/images/json", list_images),
    ("GET", "/images/search", search),
    ("POST", "/images/create", create),
    ("GET", "/images/{name}/json", inspect),
    ("GET", "/images/{name}/history", history),
    ("POST", "/images/{name}/push", push),
    ("POST", "/images/{name}/tag", tag),
    ("DELETE", "/images/{name}", delete),
]
