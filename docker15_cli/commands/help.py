"""`docker15 help [COMMAND]`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument


@docker15_command(
    usage="[COMMAND]",
    multi_engine=NOT_APPLICABLE,
    manual=("Without COMMAND, shows the commands and the global options.",),
    related=("completion",),
)
@argument("words", nargs=-1, metavar="COMMAND", completes="commands")
def command(app: App, words: Sequence[str]) -> None:
    root = click.get_current_context().find_root()
    if not words:
        app.streams.line(root.get_help())
        return
    assert isinstance(root.command, click.Group)
    name, wanted, _ = root.command.resolve_command(root, list(words))
    assert wanted is not None  # resolve_command raises otherwise
    with wanted.context_class(wanted, parent=root, info_name=name) as ctx:
        app.streams.line(ctx.get_help())
