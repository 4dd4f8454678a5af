"""`docker15 create`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.versioned import VERSIONED
from docker15_cli.container import create
from docker15_cli.container.options import SECTIONS, container_options
from docker15_cli.container.spec import build_spec
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe


@docker15_command(
    usage="IMAGE [COMMAND] [ARG...]",
    options_first=True,
    h_is_hostname=True,
    sections=SECTIONS,
    examples=("docker15 start $(docker15 create busybox date)",),
    manual=(
        "Prints the new container's id; docker15-start(1) starts it. A missing image is pulled. "
        "With `-rm`, the engine removes the container when it exits.",
        VERSIONED,
    ),
    related=("rm", "run", "start"),
    uses_credentials=True,
)
@container_options
def command(
    app: App, image: str, command: Sequence[str], attach: Sequence[str], **options: Any
) -> None:
    # As in docker, for a later `start -a`, which attaches what -a names here, and no more.
    given = attach or ("stdout", "stderr")
    streams = (*given, "stdin") if options["interactive"] else given
    wanted = build_spec(app.environ, image, command, options, streams, auto_remove=options["rm"])
    with SignalPipe() as signals:
        app.streams.flushed_line(units_06.short_id(create.create(app, wanted, signals)))
        signals.release()
