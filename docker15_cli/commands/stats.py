"""`docker15 stats`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
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
        "Shows the resource usage of containers, by default of all running ones: CPU (200% is two "
        "full CPUs), memory without the page cache, network and block I/O, and processes. On a "
        "terminal the table is redrawn in place every second until Ctrl-C, and containers come and "
        "go; elsewhere it is printed again each time. `--no-stream` shows it once.",
        "On a narrow terminal, the columns BLOCK I/O, NET I/O, PIDS, CONTAINER ID and MEM % are "
        "dropped; on a short one, a line says how many rows are missing. Before API 1.17 this is "
        "an error that names the version.",
        "Several engines share one table. For one that can't be reached any more, a line says why "
        "until it is back.",
        format_option.MANUAL,
    ),
    related=("top", "ps", "update", "system df"),
)
@argument("containers", nargs=-1, required=False, metavar="CONTAINER", completes="running")
@switch("-a", "--all", help="Show stopped containers too.")
@option(
    "--sort",
    type=click.Choice(["cpu", "mem", "name"]),
    default=None,
    help="Sort by CPU or memory usage, highest first, or by name.",
)
@switch("--no-stream", help="Show the statistics once.")
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
    display = stats.Display(
        app,
        no_trunc=no_trunc,
        sort=sort or "",
        format_=format_ or app.settings.stats_format,
    )
    names = list(dict.fromkeys(containers))
    show = stats.once if no_stream else stats.live
    return show(app, display, names, all_=all)
