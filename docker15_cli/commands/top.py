"""`docker15 top`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import container_argument
from docker15_cli.output import table


@docker15_command(
    "Show what runs in a container.",
    usage="CONTAINER [PS OPTIONS]",
    options_first=True,
    examples=("docker15 top CONTAINER", "docker15 top CONTAINER aux"),
)
@container_argument
@click.argument("ps_options", nargs=-1, type=click.UNPROCESSED)
def command(app: App, container: str, ps_options: Sequence[str]) -> None:
    found = containers.top(app.client, container, " ".join(ps_options))
    titles, rows = found["Titles"], found["Processes"] or []
    table.show(app.streams, titles, rows)
