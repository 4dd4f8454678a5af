"""`docker15 diff`."""

from __future__ import annotations

from docker15_cli.api import container_files
from docker15_cli.app import App
from docker15_cli.cli.command import PER_ENGINE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.shared_options import container_argument

_LETTERS = {0: "C", 1: "A", 2: "D"}


@docker15_command(
    usage="CONTAINER",
    multi_engine=PER_ENGINE,
    examples=("docker15 diff CONTAINER",),
    manual=(
        "Prints one line for each path that differs from the image: C for changed, A for added, D "
        "for deleted.",
    ),
    related=("commit", "cp"),
)
@container_argument(completes="containers")
def command(app: App, container: str) -> None:
    for change in container_files.changes(app.client, container):
        app.streams.line(f"{_LETTERS.get(change['Kind'], '?')} {change['Path']}")
