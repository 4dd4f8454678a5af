"""`docker15 network prune`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import MERGED_ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import features
from docker15_cli.prune.command import MANUAL, options, prune
from docker15_cli.prune.plan import NETWORK

_FILTERS = ("until", "label", "label!")


@docker15_command(
    multi_engine=MERGED_ON_REQUEST,
    examples=("docker15 network prune --dry-run", "docker15 network prune -f"),
    manual=(
        "Removes the networks of this engine that no container uses. Stopped containers, and those "
        "never started, count as well: they could not start without their network. The engine's "
        "own networks stay, and those of a swarm.",
        *MANUAL,
    ),
    related=("network rm", "system prune"),
)
@options(*_FILTERS)
def command(app: App, filters: Sequence[str], force: bool, dry_run: bool) -> int:
    return prune(
        app,
        (NETWORK,),
        filters=filters,
        known=_FILTERS,
        force=force,
        dry_run=dry_run,
        needs=features.NETWORK_PRUNE,
    )
