"""Pull and push: images between the engine and its registry, and the messages about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .errors import EngineError
from .messages import counted, pieces
from .registry import RemoteLayer, Repository
from .store import Image

if TYPE_CHECKING:
    from .messages import Messages
    from .registry import Credentials
    from .state import State

_TAR_RECORD = 10240
_MAGIC = 10  # the daemon reads this much first, to see how a layer is compressed


def pull(state: State, messages: Messages, name: str, tag: str, credentials: Credentials) -> None:
    endpoint, _ = state.registry.resolve(name)
    messages.status(f"Pulling repository {name}")
    for one, image_id in state.registry.find(name, tag, credentials).items():
        image = f"image ({one}) from {name}"
        messages.progress("Pulling", image, image_id[:12])
        messages.progress("Pulling", f"{image}, endpoint: {endpoint}", image_id[:12])
        messages.progress("Pulling", "dependend layers", image_id[:12])
        history = state.registry.history(image_id)
        for layer in history:
            _download(state, messages, layer)
        for layer in reversed(history):
            register(state, layer)
        messages.progress("Download", "complete", image_id[:12])
        state.images.tag(name, one, image_id)


def _download(state: State, messages: Messages, layer: RemoteLayer) -> None:
    short_id = layer.id[:12]
    if layer.id not in state.images.graph:
        messages.progress("Pulling", "metadata", short_id)
        messages.progress("Pulling", "fs layer", short_id)
        for count in counted(pieces(layer.download, first=_MAGIC), layer.download):
            messages.progress("Downloading", count, short_id)
    messages.progress("Download", "complete", short_id)


def register(state: State, layer: RemoteLayer) -> None:
    if layer.id in state.images.graph:
        return
    directory = state.layer_on(layer.parent, layer.id, layer.files)
    image = Image(layer.id, directory, layer.parent, created=layer.created, config=layer.config)
    image.size = layer.size or layer.download
    state.images.add(image)


def push(state: State, messages: Messages, name: str, credentials: Credentials) -> None:
    """Push the whole repository, always: each layer that the registry lacks, and every tag."""
    endpoint, remote = state.registry.resolve(name)
    tags = state.images.repositories.get(name)
    messages.status(f"The push refers to a repository [{name}] (len: {len(tags or {})})")
    if tags is None:
        raise EngineError(f"No such id: {name}")
    messages.status("Sending image list")
    if not state.registry.reachable:
        raise EngineError(
            state.registry.unreachable(f"Put {state.registry.index}repositories/{remote}/")
        )
    repository = state.registry.repositories.setdefault(name, Repository())
    state.registry.authorize(repository, credentials)
    messages.status(f"Pushing repository {name} ({len(tags)} tags)")
    for image, tag in _to_push(state, tags):
        _push_image(state, messages, image, f"{endpoint}repositories/{remote}/tags/{tag}")
    repository.tags.update(tags)


def _to_push(state: State, tags: dict[str, str]) -> list[tuple[Image, str]]:
    """The images of all tags, parents before children, each with a tag that leads to it."""
    found: dict[str, tuple[Image, str]] = {}
    for tag, image_id in tags.items():
        for image in reversed(list(state.images.history(state.images.graph[image_id]))):
            found.setdefault(image.id, (image, tag))
    return list(found.values())


def _push_image(state: State, messages: Messages, image: Image, target: str) -> None:
    tagging = f"Pushing tags for rev [{image.id}] on {{{target}}}"
    if image.id in state.registry.layers:
        messages.status(tagging)
        messages.status(f"Image {image.id} already pushed, skipping")
        return
    size = -(-(image.size + 1024) // _TAR_RECORD) * _TAR_RECORD
    messages.status(f"Pushing {image.id}")
    for count in counted(pieces(size), 0):
        messages.progress("Buffering to disk", count)
    messages.status("")
    for count in counted(pieces(size), size, ends=False):
        messages.progress("Pushing", count)
    messages.status("")
    messages.status(tagging)
    files = {str(path.relative_to(image.layer)): path.read_bytes() for path in _files(image)}
    state.registry.layers[image.id] = RemoteLayer(
        image.id, image.parent, files, image.config, image.size, size, image.created
    )


def _files(image: Image) -> list[Path]:
    return [path for path in image.layer.rglob("*") if path.is_file() and not path.is_symlink()]
