"""`docker15 system prune`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import MERGED_ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.contract import features
from docker15_cli.errors import UsageError
from docker15_cli.prune.command import MANUAL, options, prune
from docker15_cli.prune.plan import CONTAINER, IMAGE, NETWORK, VOLUME

_FILTERS = ("until", "label", "label!")


@docker15_command(
    multi_engine=MERGED_ON_REQUEST,
    examples=(
        "docker15 system prune --dry-run -a --volumes",
        "docker15 system prune -f --filter until=24h",
    ),
    manual=(
        "Removes all stopped containers, then the networks and the images that no container uses "
        "any more, as `container prune`, `network prune` and `image prune` do; with `--volumes` "
        "also anonymous volumes, as `volume prune` does. On an engine without networks (API 1.20 "
        "and earlier), only containers and images. The build cache stays.",
        *MANUAL,
    ),
    related=("container prune", "image prune", "network prune", "volume prune", "system df"),
)
@options(*_FILTERS, all_="Remove all unused images, not just dangling ones.")
@switch("--volumes", help="Remove unused volumes without a name too.")
def command(
    app: App, *, all: bool, volumes: bool, filters: Sequence[str], force: bool, dry_run: bool
) -> int:
    if volumes and any(pair.lower().lstrip().startswith("until") for pair in filters):
        raise UsageError("--filter until= is not supported with --volumes: volumes have no age")
    return prune(
        app,
        (CONTAINER, NETWORK, *([VOLUME] if volumes else []), IMAGE),
        filters=filters,
        known=_FILTERS,
        force=force,
        dry_run=dry_run,
        all_=all,
        needs=features.SYSTEM_PRUNE_VOLUMES if volumes else None,
    )
