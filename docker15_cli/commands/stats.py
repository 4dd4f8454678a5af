"""`docker15 stats`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED, argument, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.usage import figures, stats


@docker15_command(
    usage="[CONTAINER...]",
    multi_engine=MERGED,
    examples=(
        "docker15 stats",
        "docker15 stats --no-stream --sort mem",
        "docker15 stats --no-stream --format json CONTAINER",
    ),
    manual=(
        "Shows what containers use, by default all that run: processors (200% are two whole ones), "
        "memory without the cache of files, network, block devices and processes. On a terminal "
        "the table is drawn over itself every second until Ctrl-C, and containers come and go; "
        "elsewhere it is written again and again. `--no-stream` shows it once.",
        "A terminal that is too narrow loses the columns BLOCK I/O, NET I/O, PIDS, CONTAINER ID "
        "and MEM %; one that is too low says how many rows are missing. Before API 1.17 this is "
        "an error that names the version.",
        format_option.MANUAL,
    ),
    related=("top", "ps", "update", "system df"),
)
@argument("containers", nargs=-1, required=False, metavar="CONTAINER", completes="running")
@switch("-a", "--all", help="Show containers that do not run, too.")
@option(
    "--sort",
    type=click.Choice(["cpu", "mem", "name"]),
    default=None,
    help="Sort by the use of processors or memory, the most first, or by name.",
)
@switch("--no-stream", help="Show the figures once.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@format_option.for_rows(lambda: figures.fields(no_trunc=False))
def command(
    app: App,
    *,
    containers: Sequence[str],
    all: bool,
    sort: str | None,
    no_stream: bool,
    no_trunc: bool,
    format_: str,
) -> int:
    shown = stats.Shown(
        app,
        no_trunc=no_trunc,
        sort=sort or "",
        format_=format_ or app.settings.stats_format,
    )
    names = list(dict.fromkeys(containers))
    show = stats.once if no_stream else stats.live
    return show(app, shown, names, all_=all)
