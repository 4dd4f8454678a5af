"""`docker15 volume import`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli import tar_io, volume_files
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument


@docker15_command(
    usage="VOLUME",
    examples=("docker15 volume import data < FILE", "docker15 volume import -i FILE data"),
    manual=(
        "Unpacks a tar archive, from stdin or from a file, into a volume, and prints the volume's "
        "name. A missing volume is created; in an existing one, files of the same names are "
        "replaced, and the others stay. Uids and gids are kept.",
        volume_files.MANUAL,
    ),
    related=("volume export", "volume cp", "cp"),
)
@argument("volume", metavar="VOLUME", completes="volumes")
@tar_io.input_option
@volume_files.image_option
def command(app: App, volume: str, source: str, image: str) -> None:
    pieces = tar_io.tar_chunks(tar_io.tar_in(app, source), source or "stdin")
    volume_files.write(app, volume, pieces, image)
    app.streams.line(volume)
