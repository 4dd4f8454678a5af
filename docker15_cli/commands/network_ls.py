"""`docker15 network ls`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docker15_cli.api import networks
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filters_json
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.contract.shapes import Network
from docker15_cli.fanout import engines
from docker15_cli.output import table, units_06, units_docker

_HEADER = ("NETWORK ID", "NAME", "DRIVER", "SCOPE")
_FIT = table.Fit(drop=(3, 2))


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 network ls", "docker15 network ls -q --filter driver=bridge"),
    manual=("Lists the networks of the engine by name.", format_option.MANUAL),
    related=("network create", "network rm"),
)
@switch("-q", "--quiet", help="Only show ids.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@filter_option(
    completes=(
        *("dangling=true", "dangling=false", "driver=", "id=", "label=", "name="),
        *("scope=local", "scope=swarm", "type=builtin", "type=custom"),
    )
)
@format_option.for_rows(lambda: _fields(no_trunc=False))
def command(app: App, quiet: bool, no_trunc: bool, filters: Sequence[str], format_: str) -> int:
    show = format_option.listing(
        app,
        format_ or app.settings.networks_format,
        _fields(no_trunc),
        lambda found: _show_table(app, found, no_trunc),
        quiet=quiet,
    )

    def ask(one: App) -> Sequence[Network]:
        return networks.list_(one.client, filters=filters_json(one, filters))

    return engines.show_rows(app, ask, show)


def _show_table(app: App, found: Sequence[Network], no_trunc: bool) -> None:
    rows = [
        (
            units_06.shown_id(row["Id"], no_trunc=no_trunc),
            row["Name"],
            row.get("Driver") or "",
            row.get("Scope") or "",
        )
        for row in found
    ]
    engines.show_table(app, found, _HEADER, rows, fit=_FIT)


def _fields(no_trunc: bool) -> format_option.Fields:
    return {
        "ID": ("NETWORK ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Name": ("NAME", lambda row: row["Name"]),
        "Driver": ("DRIVER", lambda row: row.get("Driver") or ""),
        "Scope": ("SCOPE", lambda row: row.get("Scope") or ""),
        "IPv4": ("IPV4", lambda row: _flag(row, "EnableIPv4")),
        "IPv6": ("IPV6", lambda row: _flag(row, "EnableIPv6")),
        "Internal": ("INTERNAL", lambda row: _flag(row, "Internal")),
        "Labels": ("LABELS", lambda row: units_docker.labels(row.get("Labels") or {})),
        "CreatedAt": ("CREATED AT", _created_at),
    }


def _created_at(row: Mapping[str, object]) -> str:
    from docker15_cli.gotemplate.values import moment

    created = str(row.get("Created") or "")
    try:
        return moment(created).text
    except ValueError:
        return created


def _flag(row: Mapping[str, object], key: str) -> str:
    return "true" if row.get(key) else "false"
