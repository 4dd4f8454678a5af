"""`docker15 export`."""

from __future__ import annotations

from pathlib import Path

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.archive import atomic
from docker15_cli.archive.passthrough import require_complete_tar
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.command import container_argument, option
from docker15_cli.cli.tar_io import require_no_terminal, to_stdout
from docker15_cli.errors import OutputError, UsageError


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
@option(
    "-o",
    "--output",
    default="",
    metavar="FILE",
    completes="files",
    help="Write to this file instead of stdout.",
)
def command(app: App, container: str, output: str) -> None:
    if not output:
        require_no_terminal(app, "use -o FILE")
    elif Path(output).is_dir():
        raise UsageError(f"-o takes a file, but {output} is a directory")
    chunks = containers.export(app.client, container)
    if not output:
        to_stdout(app, chunks)
        return
    try:
        atomic.write_file(output, require_complete_tar(chunks))
    except OSError as error:
        raise OutputError(f"can't write {output}: {error.strerror}") from error
