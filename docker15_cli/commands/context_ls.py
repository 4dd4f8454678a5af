"""`docker15 context`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import NOT_APPLICABLE, argument, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import UsageError, without_password
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import table

_ACTIONS = ("ls", "show")
_DESCRIPTION = "Current DOCKER_HOST based configuration"  # docker's own words
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
    usage="ls|show",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context ls", "docker15 context show"),
    manual=(
        "A context is docker's name for an engine. docker creates and changes contexts (`docker "
        "context create`, `docker context use`); docker15 only reads them. `ls` lists them, with "
        "a star at the one in use; `show` prints the name of the one in use.",
        "The engine is the one given with `-H` or `--context`; else that of DOCKER_HOST; else "
        "that of the context in DOCKER_CONTEXT; else that of the current context in docker's "
        "config.json; else the one found on this machine.",
        format_option.MANUAL,
    ),
    related=("info", "version"),
)
@argument("action", nargs=-1, metavar="ls|show", completes=_ACTIONS)
@switch("-q", "--quiet", help="Only show names.")
@format_option.for_rows(lambda: _FIELDS, of_engine=False)
def command(app: App, action: Sequence[str], quiet: bool, format_: str) -> None:
    if len(action) != 1 or action[0] not in _ACTIONS:
        raise UsageError(
            "docker15 only shows contexts (ls, show); use `docker context` to change them"
        )
    if action[0] == "show":
        app.streams.line(app.user.context)
        return
    show = format_option.listing(
        app,
        format_,
        {**_FIELDS, "ID": _FIELDS["Name"]} if quiet else _FIELDS,
        lambda found: _show_table(app, found),
        quiet=quiet,
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
    return sorted(rows, key=lambda row: str(row["Name"]))


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
