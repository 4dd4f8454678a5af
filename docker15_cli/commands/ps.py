"""`docker15 ps`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from docker15_cli.api import containers
from docker15_cli.api.shapes import ContainerRow
from docker15_cli.app import App
from docker15_cli.commands import _format, _hosts, _ps_fields
from docker15_cli.commands._filters import filter_option, filters_json
from docker15_cli.commands._options import TOGETHER, switch
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.output import human, table

_COMMAND_WIDTH = 20  # characters; cut without dots, as 0.6 does
_STATUS, _NAMES, _COMMAND, _IMAGE, _PORTS = "STATUS", "NAMES", "COMMAND", "IMAGE", "PORTS"


@docker15_command(
    "List containers.",
    several=TOGETHER,
    examples=(
        "docker15 ps -a",
        "docker15 ps -q | xargs docker15 stop",
        "docker15 ps -l --no-trunc",
    ),
)
@switch("-a", "--all", help="Show stopped containers too.")
@switch("-q", "--quiet", help="Show ids only.")
@switch("-l", "--latest", help="Show the container created last, running or not.")
@click.option(
    "-n",
    "--last",
    type=int,
    default=-1,
    metavar="N",
    help="Show the last N created, running or not.",
)
@switch("-s", "--size", help="Show sizes.")
@switch("-notrunc", "--no-trunc", help="Cut nothing.")
@click.option(
    "-sinceId",
    "--since",
    "since",
    default="",
    metavar="CONTAINER",
    help="Show those created after this one, running or not.",
)
@click.option(
    "-beforeId",
    "--before",
    "before",
    default="",
    metavar="CONTAINER",
    help="Show those created before this one, running or not.",
)
@filter_option
@_format.format_option
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
    format_: str,
) -> int:
    show = _format.listing(
        app,
        format_,
        _ps_fields.fields(no_trunc),
        lambda found: _show_table(app, found, no_trunc=no_trunc, size=size),
        quiet=quiet,
        methods=_ps_fields.METHODS,
    )

    def ask(one: App) -> Sequence[ContainerRow]:
        return containers.list_(
            one.client,
            all=all,
            limit=1 if latest and last < 0 else last,
            since=_twelve_digits(one, since),
            before=_twelve_digits(one, before),
            size=size or "Size" in show.names,
            filters=filters_json(one, filters),
        )

    return _hosts.listed(app, ask, show)


def _twelve_digits(app: App, container: str) -> str:
    """`since` and `before` match only these (remote-api-1.5.md §7). Raises NotFound."""
    if not container:
        return ""
    return human.short_id(containers.full_id(containers.inspect(app.client, container)))


def _show_table(app: App, found: Sequence[ContainerRow], *, no_trunc: bool, size: bool) -> None:
    names = any(row.get("Names") for row in found)
    header = ["ID", _IMAGE, _COMMAND, "CREATED", _STATUS, _PORTS]
    header += ["SIZE"] if size else []
    header += [_NAMES] if names else []
    rows = _cells(found, no_trunc=no_trunc, size=size, names=names)
    cut_first = [_COMMAND, _PORTS, _IMAGE, _NAMES, _STATUS]
    _hosts.show_table(
        app,
        found,
        header,
        rows,
        shrink=[header.index(name) for name in cut_first if name in header],
        styles={header.index(_STATUS): table.status_style},
    )


def _cells(
    found: Sequence[ContainerRow], *, no_trunc: bool, size: bool, names: bool
) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        command = row.get("Command") or ""
        cells = [
            human.shown_id(row["Id"], whole=no_trunc),
            row.get("Image") or "",
            command if no_trunc else command[:_COMMAND_WIDTH],
            human.ago(row["Created"], now),
            row.get("Status") or "",
            _ports(row),
        ]
        if size:
            sizes = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
            cells.append(human.size_with_virtual(*sizes))
        if names:
            cells.append(_names(row))
        if not (size or names):
            cells.append("")  # 0.6 pads PORTS
        yield cells


def _ports(row: Mapping[str, Any]) -> str:
    """`49153->80, 49154->53/udp`, sorted as text; a port that is only exposed has no arrow.

    IPv6 has rows of its own (engines.md §2.11): each port is shown once.
    """
    return ", ".join(sorted({_port(port) for port in row.get("Ports") or ()}))


def _port(port: Mapping[str, Any]) -> str:
    private, public, kind = port.get("PrivatePort"), port.get("PublicPort"), port.get("Type", "tcp")
    suffix = "" if kind == "tcp" else f"/{kind}"
    return f"{public}->{private}{suffix}" if public else f"{private}{suffix}"


def _names(row: Mapping[str, Any]) -> str:
    return ",".join(name.lstrip("/") for name in row.get("Names") or ())
