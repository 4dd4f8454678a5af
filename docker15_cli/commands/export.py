"""`docker15 export`."""

from __future__ import annotations

from docker15_cli.api import container_files
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.cli.tar_io import TarOutput, output_option


@docker15_command(
    usage="CONTAINER",
    examples=("docker15 export CONTAINER | gzip > FILE", "docker15 export -o FILE CONTAINER"),
    manual=(
        "Writes a tar archive of all files to stdout, which must not be a terminal, or to a file. "
        "An incomplete transfer is an error, and leaves no file behind.",
    ),
    related=("cp", "import"),
)
@container_argument(completes="containers")
@output_option
def command(app: App, container: str, output: str) -> None:
    destination = TarOutput(app, output)
    destination.write(container_files.export(app.client, container))
