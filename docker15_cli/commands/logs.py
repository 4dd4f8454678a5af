"""`docker15 logs`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import ALL, MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.errors import UsageError
from docker15_cli.logs.request import LogRequest

if TYPE_CHECKING:
    from docker15_cli.cli.container_filters import ContainerFilters

_LONGEST_COUNT = 18  # digits; no log has that many lines, and no deque could hold them


@docker15_command(
    usage="CONTAINER...",
    selects=ALL,
    multi_engine=MERGED,
    examples=(
        "docker15 logs CONTAINER",
        "docker15 logs -f --tail 20 CONTAINER",
        "docker15 logs -F --filter label=role=web",
    ),
    manual=(
        "What the container wrote to stderr goes to stderr, if the engine keeps the two streams "
        "apart. `-f` and `--tail` work with every engine; other options are refused by engines "
        "that do not have them.",
        "With several containers, lines are shown whole, and begin with `NAME:`, or with `HOST:` "
        "and `NAME:` for several engines, coloured on a terminal. They are in the order of the "
        "engines' clocks; with `-f`, only those already written, while new ones are shown as they "
        "arrive. An engine before API 1.11 has no times: its lines come first. Podman's times are "
        "whole seconds. `--filter` takes all containers that match, running or not.",
        "`-F` follows a name, even if its container is restarted, or removed and created again, or "
        "if the engine can't be reached for a while. It then resumes where it was, and no line is "
        "lost or shown twice, unless the engine has lost it. With `--filter`, containers that "
        "match later are shown as well. Only a signal ends it.",
    ),
    related=("attach", "ps"),
)
@argument("containers", nargs=-1, required=False, metavar="CONTAINER", completes="containers")
@switch("-f", "--follow", help="Follow the output until the container exits.")
@switch(
    "-F",
    "--follow-name",
    "follows_name",
    help="Follow across restarts, new containers of that name, and lost connections (API 1.11).",
)
@switch("-t", "--timestamps", help="Show timestamps (API 1.11).")
@switch("--details", help="Show the variables and labels selected by --log-opt (API 1.24).")
@option(
    "-n",
    "--tail",
    default="all",
    metavar="N",
    completes=("all",),
    help="Only show the last N lines.",
)
@option(
    "--since",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Show output since TIME: a Unix time, RFC 3339, or 10m (API 1.19).",
)
@option(
    "--until",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Show output until TIME, given as for --since (API 1.35).",
)
def command(
    app: App,
    *,
    containers: Sequence[str],
    follow: bool,
    follows_name: bool,
    timestamps: bool,
    details: bool,
    tail: str,
    since: str,
    until: str,
    selected_by: Sequence[str],
) -> int:
    if follows_name and until:
        raise UsageError("-F never ends: leave out --until, or use -f")
    request = LogRequest(
        containers=list(dict.fromkeys(containers)),
        filters=_filters(selected_by),
        follow=follow or follows_name,
        follows_name=follows_name,
        timestamps=timestamps,
        details=details,
        tail=_count(tail),
        since=values.moment(since, "--since"),
        until=values.moment(until, "--until"),
    )
    if app.engines or selected_by or follows_name or len(request.containers) > 1:
        from docker15_cli.logs import many

        return many.show(app, request)
    from docker15_cli.logs import single

    request.require(app.client)
    return single.show(app, request.containers[0], request)


def _filters(pairs: Sequence[str]) -> ContainerFilters | None:
    if not pairs:
        return None
    from docker15_cli.cli.container_filters import ContainerFilters

    return ContainerFilters(pairs)


def _count(tail: str) -> int | None:
    """The number of lines of `--tail`; None for all, as for a negative number in docker."""
    if tail in ("", "all") or re.fullmatch(r"-[0-9]+", tail):
        return None
    if not re.fullmatch(r"[0-9]+", tail):
        raise UsageError(f"--tail takes a number of lines, or all: {tail!r}")
    return int(tail) if len(tail) <= _LONGEST_COUNT else None
