"""`docker15 context import`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import read
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.tar_io import tar_on_stdin
from docker15_cli.config import context_store, reading
from docker15_cli.errors import Docker15Error


@docker15_command(
    usage="CONTEXT FILE|-",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context import work work.dockercontext",),
    manual=(
        "Creates a context from a tar or zip archive that `context export` has written, here or "
        "elsewhere; `-` is stdin.",
    ),
    related=("context export", "context ls"),
)
@argument("name", metavar="CONTEXT", completes="nothing")
@argument("file", metavar="FILE|-", completes="files")
def command(app: App, name: str, file: str) -> None:
    context_store.check_name(name)
    what = "stdin" if file == "-" else file
    found = context_store.unpack(_read(app, file, what), what)
    app.user.context_store.create(found.with_name(name))
    app.streams.line(name)


def _read(app: App, file: str, what: str) -> bytes:
    if file != "-":
        return read(file)
    try:
        return reading.read_fd(tar_on_stdin(app), what)
    except OSError as error:
        raise Docker15Error(f"can't read {what}: {error.strerror}") from error
