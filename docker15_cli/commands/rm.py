"""`docker15 rm`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import container_removal as api
from docker15_cli.app import App
from docker15_cli.cli.command import ALL, ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.shared_options import CONCURRENT, SELECTING, containers_argument
from docker15_cli.fanout import targets


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ALL,
    asks_first=True,
    multi_engine=ON_REQUEST,
    examples=(
        "docker15 rm CONTAINER",
        "docker15 ps -a -q | xargs docker15 rm",
        "docker15 rm -f -v CONTAINER",
    ),
    manual=(
        "With `-f`, a running container is killed first, and a missing one is reported on stderr, "
        "but is not a failure. "
        + CONCURRENT
        + " A 1.5 engine gets one removal after another: its index has no lock.",
        SELECTING + " On a terminal, `rm --filter` shows them first, and asks; `-y` does not.",
    ),
    related=("kill", "ps", "rmi", "stop"),
)
@containers_argument(completes="containers")
@switch("-v", "--volumes", help="Remove their volumes too.")
@switch("-f", "--force", help="Kill running containers first; ignore missing ones.")
@switch("-l", "--link", help="Remove a link, given as CONTAINER/ALIAS (API 1.6).")
def command(app: App, containers: Sequence[str], volumes: bool, force: bool, link: bool) -> int:
    app.reporter.forgives_missing = force
    if link:
        unlink = targets.printing_name(lambda target: api.remove_link(app.client, target))
        return targets.each(app, containers, unlink, at_once=lambda: 1)

    def remove(target: str) -> None:
        (api.remove_forced if force else api.remove)(app.client, target, volumes=volumes)

    def at_once() -> int:
        """How many to remove at a time: first only one, whose answer shows what engine it is."""
        if len(containers) == 1:
            return 1
        if not app.client.is_known:
            return 0
        return targets.AT_ONCE if api.can_remove_concurrently(app.client) else 1

    return targets.each(app, containers, targets.printing_name(remove), at_once)
