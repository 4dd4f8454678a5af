"""`docker15 volume export`."""

from __future__ import annotations

from docker15_cli.api import volumes
from docker15_cli.app import App
from docker15_cli.cli import volume_files
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.tar_io import TarOutput, output_option


@docker15_command(
    usage="VOLUME",
    examples=("docker15 volume export data | gzip > FILE", "docker15 volume export -o FILE data"),
    manual=(
        "Writes the content of a volume as a tar archive to stdout, which must not be a terminal, "
        "or to a file. An incomplete transfer is an error, and leaves no file behind. Changes that "
        "a running container makes in the meantime may or may not be included.",
        volume_files.MANUAL,
    ),
    related=("volume import", "volume cp", "cp"),
)
@argument("volume", metavar="VOLUME", completes="volumes")
@output_option
@volume_files.image_option
def command(app: App, volume: str, output: str, image: str) -> None:
    destination = TarOutput(app, output)
    volumes.inspect_raw(app.client, volume)  # raises if it is missing: a container would create it
    with volume_files.reading(app, volume, image) as pieces:
        destination.write(pieces)
