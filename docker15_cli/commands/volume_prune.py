"""`docker15 volume prune`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import MERGED_ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import features
from docker15_cli.errors import UsageError
from docker15_cli.prune.command import MANUAL, options, prune
from docker15_cli.prune.plan import VOLUME

_FILTERS = ("label", "label!", "all")


@docker15_command(
    multi_engine=MERGED_ON_REQUEST,
    examples=("docker15 volume prune --dry-run -a", "docker15 volume prune -f"),
    manual=(
        "Removes volumes, with all that is in them, that no container has, running or not. "
        "Without `-a` only those that nobody has named. Engines mark these since API 1.42; on "
        "older ones, and on Podman, a name of 64 hexadecimal digits tells, and a volume with "
        "another name is not touched. Volumes of other drivers than `local`, or with options of "
        "the driver, stay in any case: their files may be anywhere.",
        *MANUAL,
    ),
    related=("volume rm", "system prune"),
)
@options(*_FILTERS, all_="Remove all unused volumes, not just those without a name.")
def command(app: App, all: bool, filters: Sequence[str], force: bool, dry_run: bool) -> int:
    if all and any(pair.startswith("all=") for pair in filters):
        raise UsageError("Conflicting options: -a and --filter all=")
    return prune(
        app,
        (VOLUME,),
        filters=filters,
        known=_FILTERS,
        force=force,
        dry_run=dry_run,
        all_=all,
        needs=features.VOLUME_PRUNE,
    )
