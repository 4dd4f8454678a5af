"""`docker15 volume cp`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from docker15_cli.api import volumes as api
from docker15_cli.app import App
from docker15_cli.cli import between_engines, volume_files
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import Docker15Error
from docker15_cli.output.progress import Upload


@docker15_command(
    usage="VOLUME [VOLUME...]",
    examples=(
        "docker15 volume cp --to ssh://HOST data",
        "docker15 volume cp --from old --to new --force data",
    ),
    manual=(
        "Copies volumes, with their labels and everything in them, from one engine to others, and "
        "prints their names. One that already exists there is an error, and is not changed; with "
        "`--force`, files of the same names in it are replaced, and the others stay.",
        between_engines.MANUAL,
        volume_files.MANUAL,
    ),
    related=("volume export", "volume import", "image cp"),
)
@argument("volumes", nargs=-1, required=True, metavar="VOLUME", completes="volumes")
@between_engines.options
@volume_files.image_option
@switch("-f", "--force", help="Copy into existing volumes.")
@switch("-q", "--quiet", help="Do not show the progress.")
def command(
    app: App,
    *,
    volumes: Sequence[str],
    source: str,
    targets: Sequence[str],
    image: str,
    force: bool,
    quiet: bool,
) -> int:
    origin = between_engines.source_of(app, source)
    # All of them exist before anything is copied.
    wanted = [api.inspect_raw(origin.client, name)[1] for name in volumes]

    def run(one: App) -> None:
        for volume in wanted:
            _copy(origin, one, volume, image, force=force, quiet=quiet)

    return between_engines.to_each(app, targets, run)


def _copy(
    origin: App, target: App, volume: Inspected, image: str, *, force: bool, quiet: bool
) -> None:
    """Copy a volume. Raises Docker15Error if the target has it, unless `force` is given."""
    name = str(volume["Name"])
    if target.connection.address == origin.connection.address:
        raise Docker15Error("source and target are the same engine")
    if not force and volume_files.exists(target, name):
        raise Docker15Error(f"volume {name} already exists; use --force to copy into it")
    write = partial(volume_files.write, target, name, image=image, labels=volume.get("Labels"))
    with volume_files.reading(origin, name, image) as pieces:
        if quiet:
            write(pieces)
        else:
            with Upload(pieces, target.streams) as upload:
                write(upload)
    target.streams.flushed_line(name)
