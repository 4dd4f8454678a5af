"""`docker15 images`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import click

from docker15_cli.api import images
from docker15_cli.api.shapes import ImageRow
from docker15_cli.app import App
from docker15_cli.commands import _format, _hosts
from docker15_cli.commands._filters import filter_option, filters_json
from docker15_cli.commands._options import TOGETHER, switch
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.errors import UsageError
from docker15_cli.output import human, table, today
from docker15_cli.output.tree import tree

_NONE, _UNKNOWN = "<none>", "N/A"
_HEADER = ("REPOSITORY", "TAG", "ID", "CREATED", "SIZE")


@docker15_command(
    "List images.",
    usage="[NAME]",
    several=TOGETHER,
    examples=("docker15 images", "docker15 images -q busybox", "docker15 images -viz | dot -Tpng"),
)
@click.argument("name", required=False, default="")
@switch("-a", "--all", help="Show the layers between images too.")
@switch("-q", "--quiet", help="Show ids only.")
@switch("-notrunc", "--no-trunc", help="Cut nothing.")
@switch("-viz", "--viz", help="Show a graph for graphviz.")
@switch("--tree", help="Show which image builds on which.")
@filter_option
@_format.format_option
def command(
    app: App,
    *,
    name: str,
    all: bool,
    quiet: bool,
    no_trunc: bool,
    viz: bool,
    tree: bool,
    filters: Sequence[str],
    format_: str,
) -> int:
    if viz or tree:
        _show_graph(app, name or filters, as_tree=tree)
        return 0
    show = _format.listing(
        app,
        format_,
        _fields(no_trunc),
        lambda found: _show_table(app, found, no_trunc),
        quiet=quiet,
    )

    def ask(one: App) -> Sequence[ImageRow]:
        return images.list_(one.client, all=all, name=name, filters=filters_json(one, filters))

    return _hosts.listed(app, ask, show)


def _show_graph(app: App, selection: Sequence[str], *, as_tree: bool) -> None:
    if selection:
        raise UsageError("-viz and --tree show all images: they take no name and no --filter")
    if app.engines:
        raise UsageError("-viz and --tree show the images of one engine")
    graph = images.viz(app.client)
    if not as_tree:
        app.streams.text(graph)
        return
    sizes = {human.short_id(row["Id"]): _total(row) for row in images.list_(app.client, all=True)}
    for line in tree(graph, sizes):
        shown = table.shortened(line, app.streams.width) if app.streams.stdout_isatty else line
        app.streams.line(shown)


def _show_table(app: App, found: Sequence[ImageRow], no_trunc: bool) -> None:
    _hosts.show_table(app, found, _HEADER, _cells(found, no_trunc), shrink=(4, 0, 1))


def _cells(found: Sequence[ImageRow], no_trunc: bool) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        yield [
            row.get("Repository") or _NONE,
            row.get("Tag") or _NONE,
            human.shown_id(row["Id"], whole=no_trunc),
            human.ago(row["Created"], now),
            human.size_with_virtual(row.get("Size") or 0, row.get("VirtualSize") or 0),
        ]


def _total(row: ImageRow) -> str:
    """The size of an image with what it builds on."""
    return human.size(row.get("VirtualSize") or row.get("Size") or 0)


def _fields(no_trunc: bool) -> _format.Fields:
    now = time.time()
    return {
        "ID": ("IMAGE ID", lambda row: human.shown_id(row["Id"], whole=no_trunc)),
        "Repository": ("REPOSITORY", lambda row: row.get("Repository") or _NONE),
        "Tag": ("TAG", lambda row: row.get("Tag") or _NONE),
        "Digest": ("DIGEST", lambda row: row.get("Digest") or _NONE),
        "CreatedSince": ("CREATED", lambda row: today.ago(row["Created"], now)),
        "CreatedAt": ("CREATED AT", lambda row: human.moment(row["Created"])),
        "Size": ("SIZE", lambda row: today.size(row.get("Size") or 0)),
        "VirtualSize": ("SIZE", lambda row: today.size(row.get("VirtualSize") or 0, 4)),
        # What a listing does not tell:
        "SharedSize": ("SHARED SIZE", lambda _row: _UNKNOWN),
        "UniqueSize": ("UNIQUE SIZE", lambda _row: _UNKNOWN),
        "Containers": ("CONTAINERS", lambda _row: _UNKNOWN),
    }
