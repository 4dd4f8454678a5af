"""What all `prune` commands share: their options, showing the plan, the question, and the removal.

Nothing is removed that was not in the plan shown. The plan is made again before the first removal,
and what is in use by then is kept.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from docker15_cli.app import App
from docker15_cli.cli.confirm import confirm
from docker15_cli.cli.parameters import Callback, option, switch
from docker15_cli.contract.features import Feature
from docker15_cli.fanout import engines, runs
from docker15_cli.output import table
from docker15_cli.prune import criteria, find, remove
from docker15_cli.prune.plan import IMAGE, NETWORK, Item, Plan, summary

_HEADER = ("KIND", "ID", "NAME", "SIZE")
_LEAST = 10  # columns
_Plans = Sequence[tuple[App, Plan]]

# Paragraphs of the manual pages.
MANUAL = (
    "First shows what would be removed, and how much space that frees, and asks. It then removes "
    "that and nothing else: what was created or came into use in the meantime stays. `-f` does not "
    "ask. Without a terminal the answer is read from stdin; without an answer nothing is removed, "
    "and the exit status is 1. `--dry-run` only shows the plan.",
    "`--filter until=TIME` means created before TIME: a Unix time, RFC 3339, or 24h. With several "
    "`label=`, all must match; with several `label!=`, none may. `pruneFilters` of docker's "
    "config.json are added.",
    "Untagged parents of an image that nothing else uses are removed with it, as by `rmi`, though "
    "the plan does not list them.",
    "Several engines need `--all-hosts`: one plan shows what each would lose, with one question.",
)


def options(*filters: str, all_: str = "") -> Callable[[Callback], Callback]:
    """`--filter` with these keys, `-f` and `--dry-run`; and `-a` if `all_`, its help, is given."""
    declared = [
        *([switch("-a", "--all", help=all_)] if all_ else []),
        option(
            "--filter",
            "filters",
            multiple=True,
            metavar="KEY=VALUE",
            completes=tuple(f"{key}=" for key in filters),
            help=f"Only remove matches: {', '.join(f'{key}=' for key in filters)}.",
        ),
        switch("-f", "--force", help="Do not prompt for confirmation."),
        switch("--dry-run", help="Only show what would be removed."),
    ]

    def decorate(function: Callback) -> Callback:
        for declare in reversed(declared):
            function = declare(function)
        return function

    return decorate


def prune(
    app: App,
    kinds: Sequence[str],
    *,
    filters: Sequence[str],
    known: Sequence[str],
    force: bool,
    dry_run: bool,
    all_: bool = False,
    needs: Feature | None = None,
) -> int:
    """Prune objects of these kinds; return the exit status.

    `filters` are KEY=VALUE pairs, `known` the keys allowed in them. `all_`: also images with a tag;
    or, without images among `kinds`, also named volumes. `needs` is what the engine must have.
    Raises UsageError, NotSupported, Docker15Error.
    """
    pairs = criteria.with_configured(filters, app.settings.prune_filters)
    found = criteria.parsed(pairs, known)
    dangling = criteria.flag(found, criteria.DANGLING)
    scope = find.Scope(
        kinds,
        criteria.Criteria(found),
        all_images=all_ if dangling is None else not dangling,
        all_volumes=IMAGE not in kinds and (all_ or bool(criteria.flag(found, criteria.ALL))),
        needs=needs,
    )
    answers = engines.gather(app, lambda one: find.plan(one, scope))
    plans = answers.found
    if dry_run:
        for line in _lines(app, plans, app.streams.width, fits=app.streams.stdout_isatty):
            app.streams.line(line)
        return answers.status
    if any(plan.items for _, plan in plans):
        if not (force or _confirm(app, plans)):
            return answers.status
        plans = _still_unused(app, scope, plans)  # the answer, or counting sizes, has taken time
    counts_room = any(kind != NETWORK for kind in kinds)
    return max(answers.status, _carry_out(app, plans, counts_room=counts_room))


def _carry_out(app: App, plans: _Plans, *, counts_room: bool) -> int:
    found = dict(plans)

    def run(one: App) -> int:
        if one not in found:  # the engine failed, which has been reported
            return 0
        return remove.remove(one, found[one], counts_room=counts_room)

    return runs.each(app, run, labelled=True) if app.engines else run(app)


def _still_unused(app: App, scope: find.Scope, plans: _Plans) -> _Plans:
    """The plans shown, without what is in use by now, which is reported as kept."""
    now = dict(engines.gather(app, partial(find.plan, scope=scope, sizes=False)).found)
    found = []
    for one, plan in plans:
        left = plan.still(now.get(one, Plan()))
        kept = {(item.kind, item.id) for item in plan.items}
        kept -= {(item.kind, item.id) for item in left.items}
        for item in plan.items:
            if (item.kind, item.id) in kept:
                remove.report_kept(one, item)
        found.append((one, left))
    return found


def _confirm(app: App, plans: _Plans) -> bool:
    """Show the plan, and ask. Raises Docker15Error if there is no answer."""
    streams = app.streams
    width = streams.width
    with contextlib.suppress(OSError):
        width = os.get_terminal_size(streams.stderr).columns or width
    return confirm(streams, _lines(app, plans, width, fits=streams.stderr_isatty), "-f")


def _lines(app: App, plans: _Plans, width: int, *, fits: bool) -> Iterable[str]:
    """The plans as a table, and their sum."""
    pairs = [(one, item) for one, plan in plans for item in plan.items]
    if not pairs:
        return ["nothing to remove"]
    hosts = [[one.name] if app.engines else [] for one, _ in pairs]
    header = [*([engines.HOST.upper()] if app.engines else []), *_HEADER]
    rows = [[*host, *_cells(item)] for host, (_, item) in zip(hosts, pairs, strict=True)]
    lines = (
        table.fitted(header, rows, width, least=_LEAST)
        if fits
        else table.plain([header, *rows], _LEAST)
    )
    return [*lines, f"Total: {summary([item for _, item in pairs])}"]


def _cells(item: Item) -> list[str]:
    size = "" if item.kind == NETWORK else str(item.room)
    return [item.kind, item.shown_id, item.shown_names, size]
