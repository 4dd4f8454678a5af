"""`docker15 load`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import tar_io
from docker15_cli.cli.command import ON_REQUEST, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError
from docker15_cli.output.progress import Upload
from docker15_cli.output.sanitize import sanitize


def _refuse_several(given: Mapping[str, Any]) -> None:
    if not given["source"]:
        raise UsageError("with several engines, load needs -i FILE: stdin is there only once")


@docker15_command(
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    examples=("docker15 load -i FILE", "docker15 load < FILE"),
    manual=(
        "Reads images from a tar archive that `docker15 save` wrote, from stdin or from a file. "
        "What was loaded goes to stdout, as the engine says it (API 1.23); the progress of the "
        "upload to stderr.",
    ),
    related=("save", "import", "pull"),
)
@option(
    "-i",
    "--input",
    "source",
    default="",
    metavar="FILE",
    completes="files",
    help="Read from this file instead of stdin.",
)
@switch("-q", "--quiet", help="Do not show the progress of the upload.")
def command(app: App, source: str, quiet: bool) -> None:
    pieces = tar_io.tar_chunks(_opened(app, source), source or "stdin")
    if quiet:
        _load(app, pieces)
        return
    with Upload(pieces, app.streams) as upload:
        _load(app, upload)


def _opened(app: App, source: str) -> int:
    """The descriptor of the archive. Raises UsageError."""
    if not source:
        return tar_io.tar_on_stdin(app)
    try:
        return os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"-i {source}: {error.strerror}") from error


def _load(app: App, pieces: Iterable[bytes | memoryview]) -> None:
    for message in images.load(app.client, pieces):
        for line in str(message.get("stream") or "").split("\n"):
            if line:
                app.streams.flushed_line(sanitize(line))
