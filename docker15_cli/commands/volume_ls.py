"""`docker15 volume ls`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import volumes
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filters_json
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.contract.shapes import Volume
from docker15_cli.fanout import engines
from docker15_cli.output import table, units_docker

_HEADER = ("DRIVER", "VOLUME NAME")
_FIT = table.Fit()
_NOT_ASKED = "N/A"  # what docker shows for a field that it has not requested
_FIELDS: format_option.Fields = {
    "Availability": ("AVAILABILITY", lambda row: _NOT_ASKED),
    "Driver": ("DRIVER", lambda row: row.get("Driver") or ""),
    "Group": ("GROUP", lambda row: _NOT_ASKED),
    "Name": ("VOLUME NAME", lambda row: row["Name"]),
    "Scope": ("SCOPE", lambda row: row.get("Scope") or ""),
    "Mountpoint": ("MOUNTPOINT", lambda row: row.get("Mountpoint") or ""),
    "Labels": ("LABELS", lambda row: units_docker.labels(row.get("Labels") or {})),
    "Links": ("LINKS", lambda row: _NOT_ASKED),
    "Size": ("SIZE", lambda row: _NOT_ASKED),
    "Status": ("STATUS", lambda row: _NOT_ASKED),
}


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 volume ls", "docker15 volume ls -q --filter dangling=true"),
    manual=("Lists the volumes of the engine by name.", format_option.MANUAL),
    related=("volume create", "volume rm"),
)
@switch("-q", "--quiet", help="Only show names.")
@filter_option(completes=("dangling=true", "dangling=false", "driver=", "label=", "name="))
@format_option.for_rows(lambda: _FIELDS)
def command(app: App, quiet: bool, filters: Sequence[str], format_: str) -> int:
    show = format_option.listing(
        app,
        format_ or app.settings.volumes_format,
        _FIELDS,
        lambda found: _show_table(app, found),
        quiet=quiet,
        identity="Name",
    )

    def ask(one: App) -> Sequence[Volume]:
        return volumes.list_(one.client, filters=filters_json(one, filters))

    return engines.show_rows(app, ask, show)


def _show_table(app: App, found: Sequence[Volume]) -> None:
    rows = [(row.get("Driver") or "", row["Name"]) for row in found]
    engines.show_table(app, found, _HEADER, rows, fit=_FIT)
