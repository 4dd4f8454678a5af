"""`docker15 create`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.app import App
from docker15_cli.commands import _create
from docker15_cli.commands._config import SECTIONS, container_options
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._plan import plan
from docker15_cli.output import human


@docker15_command(
    "Create a container without starting it.",
    usage="IMAGE [COMMAND] [ARG...]",
    options_first=True,
    no_h=True,
    sections=SECTIONS,
    examples=("docker15 start $(docker15 create busybox date)",),
)
@container_options
def command(app: App, image: str, command: Sequence[str], **options: Any) -> None:
    streams = ("stdin", "stdout", "stderr") if options["interactive"] else ("stdout", "stderr")
    wanted = plan(app.environ, image, command, options, streams, auto_remove=options["rm"])
    app.streams.line(human.short_id(_create.create(app, wanted)))
