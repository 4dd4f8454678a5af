"""`docker15 context show`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command


@docker15_command(
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context show",),
    manual=("Prints the name of the context in use: `default` if there is none.",),
    related=("context ls", "context use"),
)
def command(app: App) -> None:
    app.streams.line(app.user.context)
