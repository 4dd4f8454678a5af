"""`docker15 rm`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.commands import _targets
from docker15_cli.commands._options import ON_REQUEST, containers_argument, switch
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.errors import EngineError, NotFound


@docker15_command(
    "Remove containers.",
    usage="CONTAINER [CONTAINER...]",
    several=ON_REQUEST,
    examples=(
        "docker15 rm CONTAINER",
        "docker15 ps -a -q | xargs docker15 rm",
        "docker15 rm -f -v CONTAINER",
    ),
)
@containers_argument
@switch("-v", "--volumes", help="Remove their volumes too.")
@switch("-f", "--force", help="Kill those that run.")
def command(app: App, containers: Sequence[str], volumes: bool, force: bool) -> int:
    def remove(target: str) -> None:
        try:
            api.remove(app.client, target, volumes=volumes, force=force)
        except NotFound:
            raise
        except EngineError:
            if not force or app.client.has("force rm"):
                raise
            api.kill_if_running(app.client, target)
            api.remove(app.client, target, volumes=volumes)

    return _targets.each(app, containers, _targets.name(remove))
