"""`docker15 context ls`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import without_password
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.natural_order import natural_order
from docker15_cli.output import table

_DESCRIPTION = "Current DOCKER_HOST based configuration"  # what docker shows for `default`
_FIELDS: format_option.Fields = {
    "Name": ("NAME", lambda row: row["Name"]),
    "Description": ("DESCRIPTION", lambda row: row["Description"]),
    "DockerEndpoint": ("DOCKER ENDPOINT", lambda row: row["DockerEndpoint"]),
    "Current": ("CURRENT", lambda row: row["Current"]),
    "Error": ("ERROR", lambda row: row["Error"]),
}
_HEADER = ("NAME", "DESCRIPTION", "DOCKER ENDPOINT", "ERROR")
_FIT = table.Fit(cut=(3, 1), drop=(1,))


@docker15_command(
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context ls",),
    manual=(
        "A context is docker's name for an engine and for what is needed to reach it; docker and "
        "docker15 share them. A star marks the one in use.",
        "The engine is the one given with `-H` or `--context`; else those of DOCKER_HOSTS; else "
        "that of DOCKER_HOST; else that of the context in DOCKER_CONTEXT; else that of Podman's "
        "CONTAINER_HOST or CONTAINER_CONNECTION; else that of the context that `context use` has "
        "chosen; else the one found on this machine.",
        format_option.MANUAL,
    ),
    related=("context create", "context use"),
)
@switch("-q", "--quiet", help="Only show names.")
@format_option.for_rows(lambda: _FIELDS, of_engine=False)
def command(app: App, quiet: bool, format_: str) -> None:
    show = format_option.listing(
        app,
        format_,
        _FIELDS,
        lambda found: _show_table(app, found),
        quiet=quiet,
        identity="Name",
        of_engine=False,
    )
    show(_rows(app))


def _rows(app: App) -> list[JsonObject]:
    used = app.user.context
    rows = [_row(DEFAULT, used, _DESCRIPTION, app.default_address)]
    rows += [
        _row(context.name, used, context.description, context.host, context.error)
        for context in app.user.contexts.all()
    ]
    if not any(row["Current"] for row in rows):
        rows.append(_row(used, used, "", "", "no such context"))
    return sorted(rows, key=lambda row: natural_order(str(row["Name"])))


def _row(name: str, used: str, description: str, address: str, error: str = "") -> JsonObject:
    return {
        "Current": name == used,
        "Description": description,
        "DockerEndpoint": without_password(address),
        "Error": error,
        "Name": name,
    }


def _show_table(app: App, found: Iterable[Mapping[str, Json]]) -> None:
    table.show(app.streams, _HEADER, map(_cells, found), fit=_FIT)


def _cells(row: Mapping[str, Json]) -> list[str]:
    mark = " *" if row["Current"] else ""
    texts = (row["Description"], row["DockerEndpoint"], row["Error"])
    return [f"{row['Name']}{mark}", *(" ".join(str(text).split()) for text in texts)]
