"""`docker15 search`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filters_json
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.contract import features
from docker15_cli.contract.shapes import SearchRow
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json
from docker15_cli.output import table, units_docker

_HEADER = ("NAME", "DESCRIPTION")
_NAME_WIDTH = 33  # columns, including the gap
_DESCRIPTION_WIDTH = 45  # characters, if stdout is not a terminal
_FIT = table.Fit(cut=(1,), drop=(1,))
_BREAKS = str.maketrans("\n\r", "  ")


@docker15_command(
    usage="TERM",
    multi_engine=MERGED,
    examples=("docker15 search busybox", "docker15 search --limit 5 -notrunc sshd"),
    manual=(
        "Prints the number of matching images, then their names and descriptions.",
        format_option.MANUAL,
    ),
    related=("pull",),
)
@argument("term", completes="nothing")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@option(
    "--limit",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    completes="nothing",
    help="Show at most N images.",
)
@filter_option(
    since=features.SEARCH_FILTERS.since,
    completes=("is-official=true", "is-official=false", "is-automated=true", "stars="),
)
@format_option.for_rows(lambda: _fields(no_trunc=False))
def command(
    app: App,
    term: str,
    no_trunc: bool,
    limit: int | None,
    filters: Sequence[str],
    format_: str,
) -> int:
    show = format_option.listing(
        app,
        format_,
        _fields(no_trunc, words=format_ == format_option.JSON),
        lambda found: _show_table(app, term, found, no_trunc),
    )

    def ask(one: App) -> Sequence[SearchRow]:
        wanted = filters_json(one, filters, features.SEARCH_FILTERS)
        return images.search(one.client, term, limit=limit or 0, filters=wanted)

    return engines.show_rows(app, ask, show)


def _show_table(app: App, term: str, found: Sequence[SearchRow], no_trunc: bool) -> None:
    app.streams.line(f'Found {len(found)} results matching your query ("{term}")')
    room = app.streams.width - _NAME_WIDTH if app.streams.stdout_isatty else _DESCRIPTION_WIDTH
    width = max(room, 4)
    rows = [(row.get("Name") or "", _description(row, 0 if no_trunc else width)) for row in found]
    engines.show_table(app, found, _HEADER, rows, fit=_FIT, least=_NAME_WIDTH, no_trunc=no_trunc)


def _fields(no_trunc: bool, *, words: bool = False) -> format_option.Fields:
    """docker's fields; IsOfficial is "[OK]" or "", with `words` (`--format json`) true or false."""
    yes, no = ("true", "false") if words else ("[OK]", "")
    return {
        "Name": ("NAME", lambda row: row.get("Name") or ""),
        "Description": ("DESCRIPTION", lambda row: _line(row, no_trunc)),
        "StarCount": ("STARS", lambda row: str(row.get("StarCount", ""))),
        "IsOfficial": ("OFFICIAL", lambda row: yes if row.get("IsOfficial") else no),
    }


def _line(row: Mapping[str, Json], no_trunc: bool) -> str:
    text = (row.get("Description") or "").translate(_BREAKS)
    return text if no_trunc else units_docker.shortened(text, _DESCRIPTION_WIDTH)


def _description(row: SearchRow, width: int) -> str:
    """The description on one line, cut to `width` unless that is 0."""
    text = (row.get("Description") or "").translate(_BREAKS)
    return text if not width or len(text) <= width else f"{text[: width - 3]}..."
