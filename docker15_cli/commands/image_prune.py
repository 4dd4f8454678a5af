"""`docker15 image prune`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import MERGED_ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError
from docker15_cli.prune.command import MANUAL, options, prune
from docker15_cli.prune.plan import IMAGE

_FILTERS = ("until", "label", "label!", "dangling")


@docker15_command(
    multi_engine=MERGED_ON_REQUEST,
    examples=("docker15 image prune --dry-run", "docker15 image prune -f -a --filter until=240h"),
    manual=(
        "Removes dangling images: those that have no tag, and that no container uses, running or "
        "not. With `-a` (or `--filter dangling=false`), removes all images that no container uses, "
        "with all their tags. An image that a container uses keeps all its tags.",
        "A size is `at least` if layers are shared with other images, and `at most` on engines "
        "that do not report sharing (before API 1.25).",
        *MANUAL,
    ),
    related=("rmi", "system df", "system prune"),
)
@options(*_FILTERS, all_="Remove all unused images, not just dangling ones.")
def command(app: App, all: bool, filters: Sequence[str], force: bool, dry_run: bool) -> int:
    if all and any(pair.replace(" ", "") == "dangling=true" for pair in filters):
        raise UsageError("Conflicting options: -a and --filter dangling=true")
    return prune(
        app,
        (IMAGE,),
        filters=filters,
        known=_FILTERS,
        force=force,
        dry_run=dry_run,
        all_=all,
    )
