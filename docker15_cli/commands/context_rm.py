"""`docker15 context rm`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import require_changeable
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.config import context_store
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import Docker15Error


@docker15_command(
    usage="CONTEXT [CONTEXT...]",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context rm work lab",),
    manual=(
        "Removes contexts and their files, and prints their names. Removing the one in use is an "
        "error, unless `-f` is given: then none is in use.",
    ),
    related=("context create", "context ls"),
)
@argument("names", nargs=-1, required=True, metavar="CONTEXT", completes="contexts")
@switch("-f", "--force", help="Remove even the one in use, and ignore missing ones.")
def command(app: App, names: Sequence[str], force: bool) -> int:
    for name in names:
        require_changeable(app, name)
    status = 0
    for name in names:
        try:
            _remove(app, name, force)
            app.streams.line(name)
        except Docker15Error as error:
            app.streams.error(str(error))
            status = 1
    return status


def _remove(app: App, name: str, force: bool) -> None:
    store = app.user.context_store
    if name == app.user.context:
        if not force:
            raise Docker15Error(f"context {name!r} is in use; use -f to remove it anyway")
        if name == app.user.contexts.chosen:
            store.use(DEFAULT)
    if not (store.has(name) or force):
        raise context_store.missing(name)
    store.remove(name)
