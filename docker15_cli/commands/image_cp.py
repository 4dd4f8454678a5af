"""`docker15 image cp`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from docker15_cli.api import images as api
from docker15_cli.api import names
from docker15_cli.app import App
from docker15_cli.archive.passthrough import require_complete_tar
from docker15_cli.cli import between_engines, image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.contract import operations
from docker15_cli.contract.shapes import Inspected
from docker15_cli.dialects.docker_images import LOADED, bare_id, familiar
from docker15_cli.errors import EngineError
from docker15_cli.output.progress import Upload

_TOLD = ("Cmd", "Entrypoint", "Env", "ExposedPorts", "Labels", "User", "Volumes", "WorkingDir")


@docker15_command(
    usage="IMAGE [IMAGE...]",
    examples=(
        "docker15 image cp --to ssh://HOST app:v1",
        "docker15 image cp --from build --to @web app:v1 busybox",
    ),
    manual=(
        "Copies images from one engine to others, without a registry: what `save` writes is what "
        "`load` reads there (API 1.7). An engine that has an image already gets nothing: it is "
        "the same if its id is, or all its layers and what it says of them.",
        between_engines.MANUAL,
    ),
    related=("save", "load", "pull", "volume cp"),
)
@argument("images", nargs=-1, required=True, metavar="IMAGE", completes="images")
@between_engines.options
@switch("-q", "--quiet", help="Do not show the progress.")
def command(
    app: App, images: Sequence[str], source: str, targets: Sequence[str], quiet: bool
) -> int:
    origin = between_engines.source_of(app, source)
    origin.client.require(operations.IMAGE_SAVE)
    image_names.known(origin, *images)
    wanted = {image: api.inspect(origin.client, image) for image in images}  # they are all there
    return between_engines.to_each(
        app, targets, lambda one: _copy(origin, one, wanted, quiet=quiet)
    )


def _copy(origin: App, target: App, wanted: dict[str, Inspected], *, quiet: bool) -> int:
    """Copy what the target does not have, one after the other: each has to get its own name."""
    target.client.require(operations.IMAGE_LOAD)
    for image, facts in wanted.items():
        if _has(target, image, facts):
            target.streams.flushed_line(f"{image} is there already")
            continue
        with contextlib.closing(api.save(origin.client, [image])) as archive:
            loaded = _send(target, require_complete_tar(archive), quiet=quiet)
        _name(target, image, facts, loaded)
        target.streams.flushed_line(image)
    return 0


def _send(target: App, pieces: Iterable[bytes], *, quiet: bool) -> list[str]:
    """Load an archive; return the names that the engine says it has given (API 1.23)."""

    def load(upload: Iterable[bytes | memoryview]) -> list[str]:
        lines = api.load(target.client, upload)
        return [line.removeprefix(LOADED) for line in lines if line.startswith(LOADED)]

    if quiet:
        return load(pieces)
    with Upload(pieces, target.streams) as upload:
        return load(upload)


def _name(target: App, image: str, facts: Inspected, loaded: Sequence[str]) -> None:
    """See that it has the name that was given: Podman puts `localhost/` before one without a host.

    Raises NotFound if it has no name of which the engine knows.
    """
    repository, tag = names.split(image)
    if ":" in tag or bare_id(facts["Id"]).startswith(bare_id(image)):  # a digest, or an id
        return
    name = familiar(f"{repository}:{tag or 'latest'}")
    if loaded and name not in map(familiar, loaded):
        api.tag(target.client, loaded[0], repository, tag or "latest")
        api.remove(target.client, loaded[0])
    api.inspect(target.client, name)


def _has(target: App, image: str, wanted: Inspected) -> bool:
    try:
        found = api.inspect(target.client, image)
    except EngineError:  # Podman does not take an id of 64 digits that it does not have
        return False
    return found["Id"] == wanted["Id"] or _facts(found) == _facts(wanted)


def _facts(image: Inspected) -> object:
    """What makes an image: engines that keep images in another way have other ids for it."""
    config = image.get("Config") or {}
    layers = (image.get("RootFS") or {}).get("Layers")
    told = [config.get(key) or None for key in _TOLD]
    return layers and [layers, image.get("Architecture"), image.get("Created"), *told]
