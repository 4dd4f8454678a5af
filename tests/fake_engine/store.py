"""The engine's images: the graph of layers, and the repositories whose tags point into it."""

from __future__ import annotations

import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .archive import copy_tree, own_size
from .config import Config
from .errors import EngineError
from .golang import rfc3339

T = TypeVar("T")
DEFAULT_TAG = "latest"


def new_id() -> str:
    """An id as engines make them. It begins with a digit, so that no id begins with `aa`."""
    return f"{secrets.randbelow(10)}{secrets.token_hex(32)[1:]}"


def by_prefix(items: dict[str, T], prefix: str) -> T | None:
    """The only item whose id begins with this; None if there is none, or more than one."""
    if prefix in items:
        return items[prefix]
    found = [item for key, item in items.items() if key.startswith(prefix)] if prefix else []
    return found[0] if len(found) == 1 else None


def split_tag(name: str) -> tuple[str, str]:
    """`repository[:tag]`; a colon before a slash belongs to a registry's port."""
    repository, colon, tag = name.rpartition(":")
    return (repository, tag) if colon and "/" not in tag else (name, "")


@dataclass
class Image:
    """A layer and its parent. `layer` is the whole file system of this image."""

    id: str
    layer: Path
    parent: str = ""
    comment: str = ""
    created: int = field(default_factory=time.time_ns)
    container: str = ""
    container_config: Config = field(default_factory=Config)
    author: str = ""
    config: Config | None = None
    size: int = 0

    @property
    def short_id(self) -> str:
        return self.id[:12]

    def to_json(self) -> dict[str, Any]:
        members = {
            "id": self.id,
            "parent": self.parent,
            "comment": self.comment,
            "created": rfc3339(self.created),
            "container": self.container,
            "container_config": self.container_config.to_json(),
            "docker_version": "0.6.3",
            "author": self.author,
            "config": self.config.to_json() if self.config else None,
            "architecture": "x86_64",
        }
        return {key: value for key, value in members.items() if value} | {"Size": self.size}


class Images:
    def __init__(self, root: Path) -> None:
        self.graph: dict[str, Image] = {}
        self.repositories: dict[str, dict[str, str]] = {}
        self._layers: dict[str, Path] = {}  # deleted images', too: containers may need them
        self._root = root
        self.lock = threading.RLock()

    # --- the graph

    def new_layer(self, image_id: str) -> Path:
        """Make an empty directory for an image that is about to be added."""
        layer = self._root / image_id / "layer"
        while layer.exists():  # left by a deleted image that comes back
            layer = layer.with_name(f"{layer.name}-")
        layer.mkdir(parents=True)
        return layer

    def add(self, image: Image) -> Image:
        with self.lock:
            if not image.size:
                image.size = own_size(image.layer, self._layers.get(image.parent))
            self.graph[image.id] = image
            self._layers[image.id] = image.layer
        return image

    def get(self, prefix: str) -> Image | None:
        with self.lock:
            return by_prefix(self.graph, prefix)

    def lookup(self, name: str) -> Image:
        """An image by id, by name, or by name and tag."""
        found = self.get(name)
        if found is not None:
            return found
        repository, tag = split_tag(name)
        with self.lock:
            tags = self.repositories.get(repository, {})
            image_id = tags.get(tag or DEFAULT_TAG) or _revision(tags, tag)
            if image_id in self.graph:
                return self.graph[image_id]
        raise EngineError(f"Image does not exist: {name}")

    def exists(self, name: str) -> bool:
        try:
            self.lookup(name)
        except EngineError:
            return False
        return True

    def unpack(self, image_id: str, target: Path) -> None:
        copy_tree(self._layers[image_id], target)

    def layer_of(self, image_id: str) -> Path:
        return self._layers[image_id]

    def children(self, image_id: str) -> list[Image]:
        return [image for image in self.graph.values() if image.parent == image_id]

    def history(self, image: Image) -> Iterator[Image]:
        """The image and all its ancestors, newest first."""
        current: Image | None = image
        while current is not None:
            yield current
            current = self.graph.get(current.parent)

    def virtual_size(self, image: Image) -> int:
        return sum(one.size for one in self.history(image))

    # --- the repositories

    def names(self, image_id: str) -> list[str]:
        with self.lock:
            return [
                f"{repository}:{tag}" for repository, tag, found in self.tags() if found == image_id
            ]

    def name_of(self, image_id: str) -> str:
        """An image's name in a list of containers: its first name, or the short id."""
        return next(iter(self.names(image_id)), image_id[:12])

    def tags(self) -> list[tuple[str, str, str]]:
        with self.lock:
            return [
                (repository, tag, image_id)
                for repository, tags in self.repositories.items()
                for tag, image_id in tags.items()
            ]

    def tag(self, repository: str, tag: str, name: str) -> None:
        """Set a tag, moving it if it exists. As in the daemon, repositories may contain a colon."""
        image = self.lookup(name)
        if not repository:
            raise EngineError("Repository name can't be empty")
        if "/" in tag or ":" in tag:
            raise EngineError(f"Illegal tag name: {tag}")
        with self.lock:
            self.repositories.setdefault(repository, {})[tag or DEFAULT_TAG] = image.id

    def untag(self, repository: str, tag: str) -> bool:
        """Remove a tag, or, without one, the whole repository."""
        with self.lock:
            tags = self.repositories.get(repository)
            if tags is None:
                return False
            if tag and tag not in tags:
                raise EngineError(f"No such tag: {repository}:{tag}")
            tags.pop(tag) if tag else tags.clear()
            if not tags:
                del self.repositories[repository]
            return True

    # --- deleting

    def delete(self, name: str) -> list[dict[str, str]]:
        """Untag; if that was the last name, remove the image and ancestors that only it used."""
        with self.lock:
            image = self.lookup(name)
            repository, tag = split_tag(name)
            if not tag and repository in image.id:
                owners = {split_tag(one)[0] for one in self.names(image.id)}
                if len(owners) > 1:
                    return []
                repository = next(iter(owners), repository)
            rows = [{"Untagged": image.short_id}] if self.untag(repository, tag) else []
            if not self.names(image.id) and self._prune(image.id, rows):
                self._prune_parents(image, rows)
            return rows

    def _prune(self, image_id: str, rows: list[dict[str, str]]) -> bool:
        """Remove an image with its unnamed children; False if a name keeps one of them."""
        if self.names(image_id):
            return False
        kept = [child for child in self.children(image_id) if not self._prune(child.id, rows)]
        if kept:
            return False
        del self.graph[image_id]
        rows.append({"Deleted": image_id[:12]})
        return True

    def _prune_parents(self, image: Image, rows: list[dict[str, str]]) -> None:
        parent = self.graph.get(image.parent)
        if parent is not None and self._prune(parent.id, rows):
            self._prune_parents(parent, rows)

    def discard(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)


def _revision(tags: dict[str, str], prefix: str) -> str:
    """What a tag stands for; the beginning of an image's id may be used as well."""
    return next((one for one in tags.values() if prefix and one.startswith(prefix)), "")
