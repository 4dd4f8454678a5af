"""`docker15 ps`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli import container_filters, container_rows, format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.container_columns import NAMES, Columns
from docker15_cli.cli.parameters import option, switch
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.cli.types import Seconds
from docker15_cli.contract.shapes import ContainerRow
from docker15_cli.errors import UsageError
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json
from docker15_cli.output import table, units_06
from docker15_cli.output.published_ports import published

_COMMAND_WIDTH = 20  # characters; cut without dots, as in 0.6
_COMMAND, _CREATED, _STATUS, _SIZE = "COMMAND", "CREATED", "STATUS", "SIZE"


@docker15_command(
    multi_engine=MERGED,
    examples=(
        "docker15 ps -a",
        "docker15 ps -q | xargs docker15 stop",
        "docker15 ps -l --no-trunc",
    ),
    manual=(
        "Shows the running containers, or all containers with `-a`, newest first. If stdout is "
        "not a terminal, the table has the layout of Docker 0.6. On a terminal that is too "
        "narrow, times and sizes are shortened, then the command is cut, then whole columns are "
        "dropped (CREATED, COMMAND, SIZE, STATUS), and finally lines are folded; ids, images, "
        "ports and names are never cut.",
        "`--columns` and `--sort` take names of columns, separated by commas: "
        f"{', '.join(NAMES)}. Times, sizes and restarts are sorted largest or newest first, "
        "everything else ascending; a leading `-` reverses that. For ip, health and restarts, each "
        "container is inspected.",
        "With `--watch` the table is shown again and again until Ctrl-C; on a terminal it is "
        "redrawn in place, and an engine of several that can't be reached has a line of its own.",
        "`--filter` also takes `label!=`, `name!=`, `network!=` and `status!=`, on every engine "
        "that has labels (API 1.18).",
        "A published port is shown with its address, unless it is published on all addresses of "
        "the engine; a 1.5 engine does not report the address. An image that has lost its tag is "
        "shown by its id.",
        format_option.MANUAL,
    ),
    related=("inspect", "top"),
)
@switch("-a", "--all", help="Show stopped containers too.")
@switch("-q", "--quiet", help="Only show ids.")
@switch("-l", "--latest", help="Show the latest container, running or not.")
@option(
    "-n",
    "--last",
    type=int,
    default=-1,
    metavar="N",
    completes="nothing",
    help="Show the last N containers, running or not.",
)
@switch("-s", "--size", help="Show sizes.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@option(
    "-sinceId",
    "--since",
    "since",
    default="",
    metavar="CONTAINER",
    completes="containers",
    help="Show containers created after this one, running or not.",
)
@option(
    "-beforeId",
    "--before",
    "before",
    default="",
    metavar="CONTAINER",
    completes="containers",
    help="Show containers created before this one, running or not.",
)
@filter_option(completes=container_filters.COMPLETIONS)
@option(
    "--columns",
    default="",
    metavar="NAME[,NAME...]",
    completes=NAMES,
    help="Show these columns: name,ip,health …",
)
@option(
    "--sort",
    default="",
    metavar="[-]NAME",
    completes=NAMES,
    help="Sort by a column instead of newest first; - reverses.",
)
@option(
    "--watch",
    type=Seconds(),
    bare_value="2",
    metavar="SECONDS",
    completes="nothing",
    help="Refresh the table every 2 seconds, or every SECONDS.",
)
@format_option.for_rows(lambda: container_rows.fields(no_trunc=False))
def command(
    app: App,
    *,
    all: bool,
    quiet: bool,
    latest: bool,
    last: int,
    size: bool,
    no_trunc: bool,
    since: str,
    before: str,
    filters: Sequence[str],
    columns: str,
    sort: str,
    watch: float | None,
    format_: str,
) -> int:
    if columns and (quiet or format_):
        raise UsageError("--columns can't be combined with -q or --format")
    chosen = Columns(columns, sort)
    wanted = container_filters.ContainerFilters(filters)

    def table_of(found: Sequence[Any]) -> None:
        if columns:
            chosen.show(app, found, no_trunc=no_trunc)
        else:
            _show_table(app, found, no_trunc=no_trunc, size=size)

    show = format_option.listing(
        app,
        format_ or ("" if columns else app.settings.ps_format),
        container_rows.fields(no_trunc),
        table_of,
        quiet=quiet,
        methods=container_rows.METHODS,
    )

    def ask(one: App) -> Sequence[container_rows.Row]:
        found = wanted.list_(
            one,
            all=all,
            limit=1 if latest and last < 0 else last,
            since=_twelve_digits(one, since),
            before=_twelve_digits(one, before),
            size=size or "Size" in show.names or chosen.need_sizes,
        )
        return chosen.with_inspected(one, found)

    def show_sorted(found: Sequence[Any]) -> None:
        show(chosen.ordered(found))

    if watch is None:
        return engines.show_rows(app, ask, show_sorted)
    from docker15_cli.usage import again

    again.watch(app, watch, ask, show_sorted)
    return 0


def _twelve_digits(app: App, container: str) -> str:
    """The short id of a container, which is all that `since` and `before` match. Raises NotFound.

    See docs/spec/remote-api-1.5.md §7.
    """
    if not container:
        return ""
    return units_06.short_id(containers.full_id(containers.inspect(app.client, container)))


def _show_table(app: App, found: Sequence[ContainerRow], *, no_trunc: bool, size: bool) -> None:
    names = any(row.get("Names") for row in found)
    header = ["ID", "IMAGE", _COMMAND, _CREATED, _STATUS, "PORTS"]
    header += [_SIZE] if size else []
    header += ["NAMES"] if names else []
    rows = _cells(found, no_trunc=no_trunc, size=size, names=names)
    brief = {
        _CREATED: units_06.brief_time,
        _STATUS: units_06.brief_time,
        _SIZE: units_06.brief_size,
    }
    drop = (_CREATED, _COMMAND, _SIZE, _STATUS)
    engines.show_table(
        app,
        found,
        header,
        rows,
        fit=table.Fit(
            {header.index(name): write for name, write in brief.items() if name in header},
            cut=[header.index(_COMMAND)],
            drop=[header.index(name) for name in drop if name in header],
        ),
        no_trunc=no_trunc,
        styles={header.index(_STATUS): table.status_style},
    )


def _cells(
    found: Sequence[ContainerRow], *, no_trunc: bool, size: bool, names: bool
) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        command = row.get("Command") or ""
        cells = [
            units_06.shown_id(row["Id"], no_trunc=no_trunc),
            units_06.shown_image(row.get("Image") or "", no_trunc=no_trunc),
            command if no_trunc else command[:_COMMAND_WIDTH],
            units_06.ago(row["Created"], now),
            row.get("Status") or "",
            _ports(row),
        ]
        if size:
            sizes = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
            cells.append(units_06.size_with_virtual(*sizes))
        if names:
            cells.append(_names(row))
        if not (size or names):
            cells.append("")  # so that the last column is padded, too, as in 0.6
        yield cells


def _ports(row: Mapping[str, Json]) -> str:
    """The ports: `49153->80, 127.0.0.1:49154->53/udp`, sorted as text; no arrow if only exposed.

    Engines send separate rows for IPv6 (docs/spec/engines.md §2.11).
    """
    bindings: dict[str, list[tuple[str, str]]] = {}  # by the private port
    for port in row.get("Ports") or ():
        get = port.get
        kind, public = get("Type", "tcp"), get("PublicPort")
        private = str(get("PrivatePort")) if kind == "tcp" else f"{get('PrivatePort')}/{kind}"
        pairs = bindings.setdefault(private, [])
        if public:
            pairs.append((get("IP") or "", str(public)))
    found = []
    for private, pairs in bindings.items():
        found += [f"{public}->{private}" for public in published(pairs)] if pairs else [private]
    return ", ".join(sorted(found))


def _names(row: Mapping[str, Json]) -> str:
    return ",".join(name.lstrip("/") for name in row.get("Names") or ())
