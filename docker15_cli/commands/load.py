"""`docker15 load`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.archive.gunzip import gunzipped
from docker15_cli.cli import tar_io
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
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
        "Reads images from a tar archive that `docker15 save` wrote, from stdin or from a file, "
        "compressed or not. "
        "What was loaded goes to stdout, as the engine says it (API 1.23); the progress of the "
        "upload to stderr.",
    ),
    related=("save", "import", "pull"),
)
@tar_io.input_option
@switch("-q", "--quiet", help="Do not show the progress of the upload.")
def command(app: App, source: str, quiet: bool) -> None:
    name = source or "stdin"
    pieces = tar_io.tar_chunks(tar_io.tar_in(app, source), name)
    if quiet:
        _load(app, pieces, name)
        return
    with Upload(pieces, app.streams) as upload:
        _load(app, upload, name)


def _load(app: App, pieces: Iterable[bytes | memoryview], name: str) -> None:
    if not images.can_load_gzip(app.client):
        pieces = gunzipped(pieces, name)
    for line in images.load(app.client, pieces):
        app.streams.flushed_line(sanitize(line))
