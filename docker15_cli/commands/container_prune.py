"""`docker15 container prune`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import MERGED_ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.prune.command import MANUAL, options, prune
from docker15_cli.prune.plan import CONTAINER

_FILTERS = ("until", "label", "label!")


@docker15_command(
    multi_engine=MERGED_ON_REQUEST,
    examples=(
        "docker15 container prune --dry-run",
        "docker15 container prune -f --filter until=24h",
    ),
    manual=(
        "Removes all containers that are not running, including those never started. Their volumes "
        "stay, and so do containers in Podman's pods.",
        *MANUAL,
    ),
    related=("rm", "system prune"),
)
@options(*_FILTERS)
def command(app: App, filters: Sequence[str], force: bool, dry_run: bool) -> int:
    return prune(app, (CONTAINER,), filters=filters, known=_FILTERS, force=force, dry_run=dry_run)
