"""`docker15 images`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filters_json
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.contract.shapes import ImageRow
from docker15_cli.errors import UsageError
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import table, units_06, units_docker
from docker15_cli.output.image_tree import tree

_NONE = "<none>"
_HEADER = ("REPOSITORY", "TAG", "ID", "CREATED", "SIZE")


@docker15_command(
    usage="[NAME]",
    multi_engine=MERGED,
    examples=("docker15 images", "docker15 images -q busybox", "docker15 images -viz | dot -Tpng"),
    manual=(
        "Shows the images that have a name, or all images with `-a`. `--tree` shows which image "
        "is based on which, and the size of each including all layers below it; `-viz` shows the "
        "same as a Graphviz graph. On a terminal that is too narrow, SIZE and CREATED are "
        "shortened, and then dropped.",
        "NAME is a repository, REPOSITORY:TAG or REPOSITORY@DIGEST; `*` matches anything but a "
        "slash. An image that was pulled by its digest has no tag: its row shows `<none>` there, "
        "and `--digests`, or `{{.Digest}}`, shows its digest.",
        format_option.MANUAL,
    ),
    related=("history", "pull", "rmi", "tag"),
)
@argument("name", required=False, default="", completes="repositories")
@switch("-a", "--all", help="Show intermediate images too.")
@switch("-q", "--quiet", help="Only show ids.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@switch("--digests", help="Show digests.")
@switch("-viz", "--viz", help="Show a Graphviz graph.")
@switch("--tree", help="Show the images as a tree.")
@filter_option(
    completes=("dangling=true", "dangling=false", "label=", "before=", "since=", "reference=")
)
@format_option.for_rows(lambda: _fields(no_trunc=False))
def command(
    app: App,
    *,
    name: str,
    all: bool,
    quiet: bool,
    no_trunc: bool,
    digests: bool,
    viz: bool,
    tree: bool,
    filters: Sequence[str],
    format_: str,
) -> int:
    if viz or tree:
        _show_graph(app, name or filters, as_tree=tree)
        return 0
    format_ = format_ or app.settings.images_format
    shows_each = digests or ".Digest" in format_
    show = format_option.listing(
        app,
        format_,
        _fields(no_trunc, digests=shows_each),
        lambda found: _show_table(app, found, no_trunc=no_trunc, digests=digests),
        quiet=quiet,
    )

    def ask(one: App) -> Sequence[Mapping[str, Json]]:
        found = images.list_(one.client, all=all, name=name, filters=filters_json(one, filters))
        return [row for each in found for row in _by_digest(each, shows_each)]

    return engines.show_rows(app, ask, show)


def _show_graph(app: App, selection: Sequence[str], *, as_tree: bool) -> None:
    if selection:
        raise UsageError(
            "-viz and --tree show all images: they can't be used with NAME or --filter"
        )
    if app.engines:
        raise UsageError("-viz and --tree work with only one engine")
    graph = images.viz(app.client)
    if not as_tree:
        app.streams.text(graph)
        return
    sizes = {
        units_06.short_id(row["Id"]): _total(row) for row in images.list_(app.client, all=True)
    }
    for line in tree(graph, sizes):
        app.streams.line(line)  # not cut to the terminal, as it contains names


def _by_digest(row: ImageRow, shows_each: bool) -> Iterator[JsonObject]:
    """A row for each digest with `shows_each`, else only one row."""
    found: JsonObject = dict(row)
    digests = found.pop("Digests", None) or [""]
    for digest in digests if shows_each else digests[:1]:
        yield {**found, "Digest": digest} if digest else found


def _show_table(
    app: App, found: Sequence[Mapping[str, Json]], *, no_trunc: bool, digests: bool
) -> None:
    header = [*_HEADER[:2], *(["DIGEST"] if digests else []), *_HEADER[2:]]
    rows = _cells(found, no_trunc=no_trunc, digests=digests)
    created, size = header.index("CREATED"), header.index("SIZE")
    brief = {created: units_06.brief_time, size: units_06.brief_virtual_size}
    fit = table.Fit(brief, drop=(created, size))
    engines.show_table(app, found, header, rows, fit=fit, no_trunc=no_trunc)


def _cells(
    found: Iterable[Mapping[str, Json]], *, no_trunc: bool, digests: bool
) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        yield [
            row.get("Repository") or _NONE,
            row.get("Tag") or _NONE,
            *([row.get("Digest") or _NONE] if digests else []),
            units_06.shown_id(row["Id"], no_trunc=no_trunc),
            units_06.ago(row["Created"], now),
            units_06.size_with_virtual(row.get("Size") or 0, row.get("VirtualSize") or 0),
        ]


def _total(row: ImageRow) -> str:
    """The size of an image including its parents."""
    return units_06.size(row.get("VirtualSize") or row.get("Size") or 0)


def _fields(no_trunc: bool, *, digests: bool = True) -> format_option.Fields:
    now = time.time()
    return {
        "ID": ("IMAGE ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Repository": ("REPOSITORY", lambda row: row.get("Repository") or _NONE),
        "Tag": ("TAG", lambda row: row.get("Tag") or _NONE),
        "Digest": ("DIGEST", lambda row: (digests and row.get("Digest")) or _NONE),
        "CreatedSince": ("CREATED", lambda row: _created_since(row["Created"], now)),
        "CreatedAt": ("CREATED AT", lambda row: units_06.moment(row["Created"])),
        "Size": ("SIZE", lambda row: units_docker.size(row.get("Size") or 0)),
        "VirtualSize": ("SIZE", lambda row: units_docker.size(row.get("VirtualSize") or 0, 4)),
        # Only some engines report these:
        "SharedSize": ("SHARED SIZE", lambda row: _shared(row, row.get("SharedSize") or 0)),
        "UniqueSize": ("UNIQUE SIZE", lambda row: _shared(row, _unique(row))),
        "Containers": ("CONTAINERS", lambda row: str(row.get("Containers", units_06.UNKNOWN))),
    }


def _shared(row: Mapping[str, Json], count: int) -> str:
    return units_docker.size(count, 4) if "SharedSize" in row else units_06.UNKNOWN


def _unique(row: Mapping[str, Json]) -> int:
    return int(row.get("Size") or 0) - int(row.get("SharedSize") or 0)


def _created_since(created: float, now: float) -> str:
    return units_docker.ago(created, now) if created > units_06.NEVER else ""
