"""`docker15 history`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import format_option, image_names
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.cli.platform import parsed
from docker15_cli.cli.shared_options import platform_option
from docker15_cli.contract import features
from docker15_cli.contract.shapes import HistoryRow
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json
from docker15_cli.output import table, units_06, units_docker

_CREATED_BY_LENGTH = 45  # characters, in templates, as in docker
_HEADER = ("ID", "CREATED", "CREATED BY")
_FIT = table.Fit({1: units_06.brief_time}, cut=(2,), drop=(1,))


@docker15_command(
    usage="IMAGE",
    multi_engine=MERGED,
    examples=("docker15 history busybox", "docker15 history --format '{{.CreatedBy}}' busybox"),
    manual=(
        "Shows the layers of the image, newest first. A layer that has a tag is shown by its "
        "first tag instead of its id.",
        format_option.MANUAL,
    ),
    related=("images", "inspect"),
)
@argument("image", completes="images")
@switch("-q", "--quiet", help="Only show ids.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@switch("-H", "--human", default=True, help="Show ages and rounded sizes.  [default: true]")
@platform_option("Show the image for this platform (API 1.48).")
@format_option.for_rows(lambda: _fields(no_trunc=False, human=True))
def command(
    app: App, *, image: str, quiet: bool, no_trunc: bool, human: bool, platform: str, format_: str
) -> int:
    image_names.known(app, image)
    wanted = parsed(platform, "--platform") if platform else None
    show = format_option.listing(
        app,
        format_,
        _fields(no_trunc, human),
        lambda found: _show_table(app, found, no_trunc, human),
        quiet=quiet,
    )

    def ask(one: App) -> Sequence[HistoryRow]:
        if wanted:
            one.client.require(features.HISTORY_PLATFORM)
        return images.history(one.client, image, wanted)

    return engines.show_rows(app, ask, show)


def _show_table(app: App, found: Sequence[HistoryRow], no_trunc: bool, human: bool) -> None:
    rows = _cells(found, no_trunc, human)
    engines.show_table(app, found, _HEADER, rows, fit=_FIT, no_trunc=no_trunc)


def _cells(found: Sequence[HistoryRow], no_trunc: bool, human: bool) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        tags = row.get("Tags")
        identifier = units_06.shown_id(row["Id"], no_trunc=no_trunc)
        yield [
            f"{tags[0] if tags else identifier} ",  # with a space at the end, as in 0.6
            units_06.ago(row["Created"], now) if human else units_docker.rfc3339(row["Created"]),
            row.get("CreatedBy") or "",
        ]


def _fields(no_trunc: bool, human: bool) -> format_option.Fields:
    now = time.time()

    def created_since(row: Mapping[str, Json]) -> str:
        created = row["Created"]
        return _created_since(created, now) if human else units_docker.rfc3339(created)

    def size(row: Mapping[str, Json]) -> str:
        if "Size" not in row:
            return ""
        return units_docker.size(row["Size"]) if human else str(row["Size"])

    return {
        "ID": ("IMAGE", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "CreatedSince": ("CREATED", created_since),
        "CreatedAt": ("CREATED AT", lambda row: units_docker.rfc3339(row["Created"])),
        "CreatedBy": ("CREATED BY", lambda row: _created_by(row, no_trunc)),
        "Size": ("SIZE", size),
        "Comment": ("COMMENT", lambda row: row.get("Comment") or ""),
    }


def _created_since(created: float, now: float) -> str:
    """How long ago; "N/A" for the epoch, too, which docker treats as unknown."""
    return units_docker.ago(created, now) if created > 0 else units_06.UNKNOWN


def _created_by(row: Mapping[str, Json], no_trunc: bool) -> str:
    text = (row.get("CreatedBy") or "").replace("\t", " ")
    return text if no_trunc else units_docker.shortened(text, _CREATED_BY_LENGTH)
