"""All that the engine knows: images, containers, events, and the directory they are in."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .archive import copy_tree
from .config import Config, merge
from .container import Container
from .errors import EngineError
from .events import Events
from .network import Network
from .registry import Registry
from .store import Image, Images, by_prefix, new_id, split_tag

BUSYBOX = "570190638ab6fe52d3bfe0d049b605f8ada875b0c4b1db71ba2ffb8e923fcfa6"
MINIMUM_MEMORY = 524288
_FILES: dict[str, bytes] = {
    "etc/passwd": b"root:x:0:0:root:/:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\n",
    "etc/group": b"root:x:0:\ndaemon:x:1:\n",
    "etc/hostname": b"busybox\n",
}
_DIRECTORIES = ("bin", "dev", "etc", "proc", "root", "sys", "tmp", "usr", "var")
_DAY = 24 * 3600 * 10**9


class Containers:
    """The containers by id, in order of creation."""

    def __init__(self) -> None:
        self._by_id: dict[str, Container] = {}
        self._lock = threading.Lock()

    def add(self, container: Container) -> Container:
        with self._lock:
            self._by_id[container.id] = container
        return container

    def get(self, name: str) -> Container | None:
        """A container by name, by id, or by a prefix of the id that is unambiguous; else None."""
        with self._lock:
            named = (one for one in self._by_id.values() if name and one.name == name)
            return next(named, None) or by_prefix(self._by_id, name)

    def __getitem__(self, name: str) -> Container:
        container = self.get(name)
        if container is None:
            raise EngineError(f"No such container: {name}")
        return container

    def remove(self, container: Container) -> None:
        with self._lock:
            self._by_id.pop(container.id, None)

    def newest_first(self) -> list[Container]:
        with self._lock:
            return sorted(self._by_id.values(), key=lambda one: one.created)[::-1]

    def __iter__(self) -> Iterator[Container]:
        with self._lock:
            return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)


class State:
    """The engine's data. A test may read all of it, and change it between requests."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="docker15-engine-"))
        self.root.chmod(0o711)  # for containers that run as another user
        self.images = Images(self.root / "graph")
        self.containers = Containers()
        self.execs: dict[str, Container] = {}  # later engines: further commands in a container
        self.volumes: dict[str, dict[str, Any]] = {}  # later engines, by name, as inspected
        self.networks: dict[str, dict[str, Any]] = {}  # likewise
        self.events = Events()
        self.network = Network()
        self.registry = Registry()
        self.ids: deque[str] = deque()  # ids to give out next, instead of random ones
        self.debug = self.stopping = False
        self.memory_limit = self.swap_limit = self.ipv4_forwarding = True
        self.logs_everything = False  # later engines don't cut logs into lines
        self.lingering_attach = True  # an attach with stdin stays open after the container's end
        self._threads: set[threading.Thread] = set()
        self._given = [BUSYBOX]
        self._names = itertools.count(1)
        self._add_busybox()

    def _add_busybox(self) -> None:
        layer = self.images.new_layer(BUSYBOX)
        for name in _DIRECTORIES:
            (layer / name).mkdir()
        write_files(layer, _FILES)
        created = time.time_ns() - 3 * _DAY
        comment = "Imported from -"
        self.images.add(Image(BUSYBOX, layer, comment=comment, created=created, size=2037544))
        self.images.tag("busybox", "latest", BUSYBOX)

    def new_name(self) -> str:
        """A name for a container of a later engine that is created without one."""
        return f"quiet_test{next(self._names)}"

    def full_id(self, short_id: str) -> str:
        """The full id of a container or image that exists or has existed."""
        return next((one for one in self._given if one.startswith(short_id)), short_id)

    def new_id(self) -> str:
        self._given.append(self.ids.popleft() if self.ids else new_id())
        return self._given[-1]

    # --- for the tests

    def add_image(
        self,
        name: str = "",
        files: Mapping[str, bytes] | None = None,
        *,
        parent: str = "",
        config: Config | None = None,
        size: int = 0,
        age: float = 0,
    ) -> Image:
        """Add an image with these files on top of its parent's, made `age` seconds ago."""
        image_id = self.new_id()
        base = self.images.lookup(parent).id if parent else ""
        layer = self.layer_on(base, image_id, files or {})
        created = time.time_ns() - int(age * 1e9)
        image = Image(image_id, layer, parent=base, created=created, config=config, size=size)
        self.images.add(image)
        if name:
            self.images.tag(*split_tag(name), image.id)
        return image

    def layer_on(self, parent: str, image_id: str, files: Mapping[str, bytes]) -> Path:
        """Make the files of a new image: its parent's, and these."""
        layer = self.images.new_layer(image_id)
        if parent:
            layer.rmdir()
            self.images.unpack(parent, layer)
        write_files(layer, files)
        return layer

    def add_containers(
        self, number: int, image: str = "busybox", cmd: tuple[str, ...] = ("true",)
    ) -> None:
        """Add many containers that have run and exited, for long listings."""
        image_id = self.images.lookup(image).id
        now = time.time_ns()
        for position in range(number):
            container = self._new_container(Config(image=image, cmd=list(cmd)), image_id)
            container.created = now - (number - position) * 10**9
            container.started = container.created

    # --- containers

    def create(self, config: Config) -> Container:
        """Create a container with a client's config, completed by that of the image."""
        if config.memory and config.memory < MINIMUM_MEMORY:
            raise EngineError(
                f"Memory limit must be given in bytes (minimum {MINIMUM_MEMORY} bytes)"
            )
        if not self.images.exists(config.image):
            tag = split_tag(config.image)[1] or "latest"
            raise EngineError(f"No such image: {config.image} (tag: {tag})")
        image = self.images.lookup(config.image)
        config = merge(config, image.config) if image.config else config.copy()
        if config.entrypoint and config.cmd is None:
            config.cmd = []
        elif not config.cmd:
            raise EngineError("No command specified")
        return self._new_container(config, image.id)

    def _new_container(self, config: Config, image_id: str) -> Container:
        container_id = self.new_id()
        config.hostname = config.hostname or container_id[:12]
        path, *args = [*(config.entrypoint or []), *(config.cmd or [])]
        home = self.root / "containers" / container_id
        return self.containers.add(
            Container(container_id, config, image_id, path, args, home, self)
        )

    def commit(
        self,
        container: Container,
        *,
        comment: str = "",
        author: str = "",
        config: Config | None = None,
    ) -> Image:
        """Make a new image from a container's files."""
        image_id = self.new_id()
        layer = self.images.new_layer(image_id)
        layer.rmdir()
        copy_tree(container.rootfs, layer)
        for mountpoint in container.mountpoints:
            place = layer / Path(mountpoint).relative_to(container.rootfs)
            if place.is_symlink():
                place.unlink()
                place.mkdir()
        image = Image(
            image_id, layer, container.image, comment, container=container.id,
            container_config=container.config.copy(), author=author, config=config,
        )  # fmt: skip
        return self.images.add(image)

    def make_volume(self) -> Path:
        layer = self.root / "volumes" / self.new_id() / "layer"
        layer.mkdir(parents=True)
        layer.chmod(0o777)
        return layer

    # --- threads and the end

    def spawn(self, target: Callable[..., object], *args: object) -> threading.Thread:
        """Run it in a thread, for which the engine waits when it stops."""

        def run() -> None:
            try:
                target(*args)
            finally:
                self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, name=f"engine-{target.__name__}", daemon=True)
        self._threads.add(thread)
        thread.start()
        return thread

    def stop(self) -> None:
        """Kill what is running, and wake whoever is waiting."""
        self.stopping = True
        self.events.stop()
        for container in (*self.containers, *self.execs.values()):
            container.abort()

    def discard(self) -> None:
        for thread in list(self._threads):
            thread.join()
        shutil.rmtree(self.root, ignore_errors=True)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
