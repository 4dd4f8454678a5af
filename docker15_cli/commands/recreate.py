"""`docker15 recreate`."""

from __future__ import annotations

from typing import Any

import click

from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import option
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.cli.versioned import VERSIONED
from docker15_cli.container.options import SECTIONS, changing_options
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe
from docker15_cli.waiting import goals


@docker15_command(
    usage="CONTAINER",
    h_is_hostname=True,
    sections={"Image": ("image", "pull"), "Waiting": ("wait", "wait_timeout"), **SECTIONS},
    examples=(
        "docker15 recreate --pull CONTAINER",
        "docker15 recreate --image busybox -e DEBUG=1 CONTAINER",
        "docker15 recreate -m 64m --wait --wait-timeout 1m CONTAINER",
    ),
    manual=(
        "Creates a container again as it was created (see `inspect --as-run`), with a newer image "
        "or other options: stops it, renames it, creates the new one with its networks and "
        "volumes, including anonymous ones, and starts it if the old one was running. Then the old "
        "one is removed, and the new one's id printed. The image is looked up by its name, which "
        "may mean a newer image by now.",
        "If anything fails on the way, or a signal arrives, the new one is removed, and the old "
        "one gets its name back, and runs again if it was running. With `--wait` that includes "
        "what is waited for, such as a health check.",
        "An option that is given replaces the old value. Options that can be repeated are added; "
        "variables, labels and the like replace one of the same name, `-v`, `--mount` and "
        "`--tmpfs` what is at the same path, `-p` what has the same port in the container, and "
        "`--network` all networks. Defaults of the old image are replaced by the new one's.",
        "A container that its engine removes when it stops (`-rm`) can't be recreated. Podman "
        "does not report some options: a line on stderr names them. On Podman, the addresses of a "
        "running container are kept. An anonymous volume is named in the new container, so `rm -v` "
        "no longer removes it.",
        goals.MANUAL,
        goals.PORTS,
        VERSIONED,
    ),
    related=("create", "inspect", "pull", "rename", "run", "update"),
    uses_credentials=True,
)
@container_argument(completes="containers")
@option(
    "--image",
    default="",
    metavar="IMAGE",
    completes="images",
    help="Use this image instead of the current one.",
)
@option(
    "--pull",
    bare_value="always",
    type=click.Choice(["missing", "always", "never"]),
    default="missing",
    metavar="WHEN",
    help="Pull the image: always (without WHEN), if missing (the default), or never.",
)
@goals.wait_options
@changing_options
def command(
    app: App,
    container: str,
    image: str,
    pull: str,
    wait: goals.Goal | None,
    wait_timeout: float | None,
    **options: Any,
) -> None:
    goals.check(wait, wait_timeout)
    ctx = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    given = {name for name in options if ctx.get_parameter_source(name) is not default}

    from docker15_cli.container import recreate
    from docker15_cli.waiting import wait as waiting

    if wait is not None:
        waiting.require(app, wait)

    def check(made: str) -> None:
        if wait is not None:
            waiting.reach(app, made, wait, wait_timeout, is_new=True)

    changes = recreate.Changes(options, frozenset(given), image, pull)
    with SignalPipe() as signals:
        made = recreate.recreate(
            app, container, changes, starts=wait is not None, check=check, signals=signals
        )
        app.streams.flushed_line(units_06.short_id(made))
        signals.release()
