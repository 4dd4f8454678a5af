"""What the `prune` of each kind has in common: its options, the plan shown, the question, the work.

Nothing is removed that was not in the plan. It is made once more before the first removal, and what
is in use by then stays.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from docker15_cli.app import App
from docker15_cli.cli.command import Callback, option, switch
from docker15_cli.contract.features import Feature
from docker15_cli.errors import Docker15Error
from docker15_cli.fanout import engines, runs
from docker15_cli.output import table
from docker15_cli.output.streams import STDERR
from docker15_cli.prune import criteria, find, remove
from docker15_cli.prune.plan import IMAGE, NETWORK, Item, Plan, summary
from docker15_cli.terminal import prompt

_HEADER = ("KIND", "ID", "NAME", "SIZE")
_LEAST = 10  # columns
_QUESTION = "Are you sure you want to continue? [y/N] "
_YES = ("y", "yes")
_Plans = Sequence[tuple[App, Plan]]

# Paragraphs of the manual pages.
MANUAL = (
    "First shows what would be removed, and how much room that is, and asks. It then removes that "
    "and nothing else: what was created or has come into use meanwhile stays. `-f` does not ask. "
    "Without a terminal the answer is read from stdin; without any answer nothing is removed, and "
    "the exit status is 1. `--dry-run` only shows.",
    "`--filter until=TIME` means created before TIME: a Unix time, RFC 3339, or 24h. Of several "
    "`label=` all have to be there, of several `label!=` none. `pruneFilters` of docker's "
    "config.json are added.",
    "With an image go its parents that have no name and that nothing else uses, as with `rmi`: "
    "they are not in the plan.",
    "Several engines need `--all-hosts`: one plan shows what goes on each, with one question.",
)


def options(*filters: str, all_: str = "") -> Callable[[Callback], Callback]:
    """`--filter` with these keys, `-f`, `--dry-run`; `-a` if `all_` describes it."""
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
        switch("-f", "--force", help="Do not ask."),
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
    """Prune these kinds of objects; `known` are the keys of filters. Returns the exit status.

    `all_`: not only images without a tag; or if there are only volumes, not only anonymous ones.
    """
    pairs = criteria.with_configured(filters, app.settings.prune_filters)
    found = criteria.parsed(pairs, known)
    dangling = criteria.flag(found, criteria.DANGLING)
    wanted = find.Wanted(
        kinds,
        criteria.Criteria(found),
        all_images=all_ if dangling is None else not dangling,
        all_volumes=IMAGE not in kinds and (all_ or bool(criteria.flag(found, criteria.ALL))),
        needs=needs,
    )
    answers = engines.gather(app, lambda one: find.plan(one, wanted))
    plans = answers.found
    if dry_run:
        for line in _lines(app, plans, app.streams.width, fits=app.streams.stdout_isatty):
            app.streams.line(line)
        return answers.status
    if any(plan.items for _, plan in plans):
        if not (force or _is_wanted(app, plans)):
            return answers.status
        plans = _still_unused(app, wanted, plans)  # it takes time to answer, or to count sizes
    counts_room = any(kind != NETWORK for kind in kinds)
    return max(answers.status, _carry_out(app, plans, counts_room=counts_room))


def _carry_out(app: App, plans: _Plans, *, counts_room: bool) -> int:
    found = dict(plans)

    def run(one: App) -> int:
        if one not in found:  # it has not answered, which was reported
            return 0
        return remove.remove(one, found[one], counts_room=counts_room)

    return runs.each(app, run, labelled=True) if app.engines else run(app)


def _still_unused(app: App, wanted: find.Wanted, plans: _Plans) -> _Plans:
    """What was shown, without what is in use by now, which is reported."""
    now = dict(engines.gather(app, partial(find.plan, wanted=wanted, sizes=False)).found)
    found = []
    for one, plan in plans:
        left = plan.still(now.get(one, Plan()))
        kept = {(item.kind, item.id) for item in plan.items}
        kept -= {(item.kind, item.id) for item in left.items}
        for item in plan.items:
            if (item.kind, item.id) in kept:
                remove.say_kept(one, item)
        found.append((one, left))
    return found


def _is_wanted(app: App, plans: _Plans) -> bool:
    """Show the plan, and ask. Raises Docker15Error if there is no answer."""
    streams = app.streams
    width = streams.width
    with contextlib.suppress(OSError):
        width = os.get_terminal_size(streams.stderr).columns or width
    streams.note("WARNING! This will remove:")
    for line in _lines(app, plans, width, fits=streams.stderr_isatty):
        streams.note(line)
    answer = None
    try:
        streams.write_to(STDERR, _QUESTION.encode())
        answer = prompt.read_line(streams.stdin)
    finally:
        if answer is None or not streams.stdin_isatty:  # the line of the question is still open
            streams.write_to(STDERR, b"\n")
    if answer is None:
        raise Docker15Error("nothing was removed: no answer on stdin; -f does not ask")
    return answer.partition("\n")[0].strip().lower() in _YES


def _lines(app: App, plans: _Plans, width: int, *, fits: bool) -> Iterable[str]:
    """The plan as a table, and its sum."""
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
