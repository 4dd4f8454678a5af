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
        "Removes volumes that no container uses, running or not, with everything in them. Without "
        "`-a`, only anonymous ones. Engines mark these since API 1.42; on older ones, and on "
        "Podman, a volume is anonymous if its name is 64 hexadecimal digits. Volumes of drivers "
        "other than `local`, or with driver options, always stay: their files may be anywhere.",
        *MANUAL,
    ),
    related=("volume rm", "system prune"),
)
@options(*_FILTERS, all_="Remove all unused volumes, not just anonymous ones.")
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
