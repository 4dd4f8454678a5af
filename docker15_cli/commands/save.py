"""`docker15 save`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import images as api
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.tar_io import TarOutput, output_option


@docker15_command(
    usage="IMAGE [IMAGE...]",
    examples=(
        "docker15 save busybox | gzip > FILE",
        "docker15 save -o FILE busybox app:v1",
        "docker15 save app:v1 | DOCKER_HOST=ssh://HOST docker15 load",
    ),
    manual=(
        "Writes images, with their layers, names and tags, as one tar archive to stdout, which "
        "must not be a terminal, or to a file. An incomplete transfer is an error, and leaves no "
        "file behind. Several images need API 1.15.",
    ),
    related=("load", "export", "push"),
)
@argument("images", nargs=-1, required=True, metavar="IMAGE", completes="images")
@output_option
def command(app: App, images: Sequence[str], output: str) -> None:
    image_names.known(app, *images)
    destination = TarOutput(app, output)
    destination.write(api.save(app.client, images))
