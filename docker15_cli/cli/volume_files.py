"""A volume's contents, read and written through a container that is created for it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from docker15_cli.api import container_files, container_life, container_removal, images, volumes
from docker15_cli.app import App
from docker15_cli.archive.passthrough import require_complete_tar
from docker15_cli.archive.tar_reader import members
from docker15_cli.cli.parameters import Callback, option
from docker15_cli.contract import operations
from docker15_cli.errors import Docker15Error, EngineError, NotFound

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config

_MOUNT_POINT = "/docker15-volume"  # no image has it, so that nothing is copied into the volume
_FILE = f"{_MOUNT_POINT}.tar"
_TAR = ("tar", "-C", _MOUNT_POINT, "-c", "-f", _FILE, ".")

# A paragraph of manual pages.
MANUAL = (
    "A temporary container gives access to the volume. It is created from an image on the engine, "
    "the smallest unless `--image` names one, and never started (API 1.21). On Podman, whose "
    "archives lose owners, reading a volume does start it: the image's `tar` writes the archive to "
    "a file in the container, which needs `tar` and space."
)


def image_option(function: Callback) -> Callback:
    """`--image IMAGE` → `image`, "" if not given."""
    return option(
        "--image",
        default="",
        metavar="IMAGE",
        completes="images",
        help="Create the container from this image.  [default: the smallest on the engine]",
    )(function)


@contextlib.contextmanager
def reading(app: App, volume: str, image: str = "") -> Iterator[Iterable[bytes | memoryview]]:
    """A tar archive of everything in an existing volume, to be read within the `with` block.

    `image` is for the container, "" for the smallest. Raises NotFound, AnswerBroken if the archive
    is incomplete, Docker15Error if there is no image.
    """
    app.client.require(operations.ARCHIVE_PUT)
    image = image or _smallest_image(app)
    has_owners = container_files.copies_owners(app.client)
    with _container(app, f"{volume}:{_MOUNT_POINT}:ro", image) as container:
        if not has_owners:
            _write_file(app, container, image)
        path = f"{_MOUNT_POINT}/." if has_owners else _FILE
        # Closed before the removal: while the copy is open, an engine keeps the container locked.
        with contextlib.closing(container_files.copy(app.client, container, path)) as chunks:
            whole = require_complete_tar(chunks)
            yield whole if has_owners else _contents(whole)


def _contents(archive: Iterable[bytes]) -> Iterator[memoryview]:
    """The contents of the only file in an archive."""
    for member in members(archive):
        yield from member.data()


def exists(app: App, volume: str) -> bool:
    """Whether the engine has this volume."""
    try:
        volumes.inspect_raw(app.client, volume)
    except NotFound:
        return False
    return True


def write(
    app: App,
    volume: str,
    pieces: Iterable[bytes | memoryview],
    image: str = "",
    labels: Mapping[str, str] | None = None,
) -> None:
    """Unpack a tar archive in the volume; owners are kept.

    A missing volume is created, with the `labels`, and removed again if this fails: half of the
    files would look like all of them. Raises EngineError, Docker15Error if there is no image, and
    whatever `pieces` raises.
    """
    app.client.require(operations.VOLUME_CREATE)
    app.client.require(operations.ARCHIVE_PUT)
    image = image or _smallest_image(app)
    with contextlib.ExitStack() as undo:
        if not exists(app, volume):
            volumes.create(app.client, volume, labels=labels)
            undo.callback(volumes.remove, app.client, volume)
        with _container(app, f"{volume}:{_MOUNT_POINT}", image) as container:
            container_files.put(app.client, container, _MOUNT_POINT, pieces, keeps_owners=True)
        undo.pop_all()


@contextlib.contextmanager
def _container(app: App, bind: str, image: str) -> Iterator[str]:
    """The id of a container with the volume mounted (`bind`), removed at the end of the block."""
    config: Config = {
        "Image": image,
        "Entrypoint": list(_TAR),
        "Cmd": [],
        "User": "0",
    }
    made = container_life.create(app.client, config, {"Binds": [bind]})
    try:
        yield made["Id"]
    finally:
        # `volumes`: only anonymous ones are removed.
        container_removal.remove(app.client, made["Id"], volumes=True, force=True)


def _write_file(app: App, container: str, image: str) -> None:
    try:
        container_life.start(app.client, container)
        status = container_life.wait(app.client, container)
    except NotFound:
        raise
    except EngineError as error:
        raise Docker15Error(f"{error}; name an image that has tar with --image") from error
    if status:
        raise Docker15Error(
            f"tar in {image} failed with status {status}; name another image with --image"
        )


def _smallest_image(app: App) -> str:
    rows = images.list_(app.client)
    if not rows:
        raise Docker15Error("the engine has no image to create a container from: pull one")
    return str(min(rows, key=lambda row: row.get("VirtualSize") or row.get("Size") or 0)["Id"])
