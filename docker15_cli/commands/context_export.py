"""`docker15 context export`."""

from __future__ import annotations

import os

from docker15_cli.app import App
from docker15_cli.archive import atomic
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import existing
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.tar_io import require_no_terminal
from docker15_cli.config import context_store
from docker15_cli.errors import OutputError
from docker15_cli.output.streams import STDOUT

_PRIVATE = 0o600  # the file may contain a key


@docker15_command(
    usage="CONTEXT [FILE|-]",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context export work", "docker15 context export work - | tar t"),
    manual=(
        "Writes a context and its files, keys included, to a tar archive: CONTEXT.dockercontext "
        "in this directory unless FILE is given, `-` for stdout. An existing file is an error, "
        "and is not overwritten.",
    ),
    related=("context import", "context inspect"),
)
@argument("name", metavar="CONTEXT", completes="contexts")
@argument("file", required=False, default="", metavar="FILE", completes="files")
def command(app: App, name: str, file: str) -> None:
    if file == "-":
        require_no_terminal(app, "name a file")
        app.streams.write_to(STDOUT, context_store.pack(existing(app, name)))
        return
    archive, file = context_store.pack(existing(app, name)), file or f"{name}.dockercontext"
    folder, base = os.path.split(file)
    try:
        directory = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            atomic.create(directory, base, archive, _PRIVATE)
        finally:
            os.close(directory)
    except OSError as error:
        raise OutputError(f"can't write {file}: {error.strerror}") from error
