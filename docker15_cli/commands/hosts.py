"""`docker15 hosts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.config import hosts
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import Docker15Error, without_password
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import table

_PATIENCE = 5.0  # seconds for each, unless there is a --timeout
_FIELDS: format_option.Fields = {
    "Name": ("NAME", lambda row: row["Name"]),
    "Groups": ("GROUPS", lambda row: ",".join(row["Groups"])),
    "Address": ("ADDRESS", lambda row: row["Address"]),
    "Engine": ("ENGINE", lambda row: row["Engine"]),
    "ApiVersion": ("API", lambda row: row["ApiVersion"]),
    "Error": ("ERROR", lambda row: row["Error"]),
}
_FIT = table.Fit(cut=(5, 2), drop=(1,))


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 hosts", "docker15 hosts --format '{{.Name}} {{.Error}}'"),
    manual=(
        "Lists the engines that have a name, and asks each for its version: the one used without "
        "options (`default`), contexts, Podman's connections, and the members of groups. With `-H` "
        "or DOCKER_HOSTS, lists those instead. The exit status is 0 even if some do not answer: "
        "ERROR says why, after five seconds or `--timeout`.",
        "Groups are lines of $HOME/.config/docker15/hosts, such as `web = web1 web2 "
        "ssh://deploy@web3`: addresses, names of contexts, or other groups as `@NAME`. With `-H "
        "@web`, commands work with all of them.",
        format_option.MANUAL,
    ),
    related=("context ls", "version"),
)
@switch("-q", "--quiet", help="Only show names, without asking the engines.")
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
    in_groups = _in_groups(app)
    app.engines = app.engines_named(_wanted(app, in_groups), _PATIENCE)
    if quiet:
        show([{"Name": one.name} for one in app.engines])
        return
    answers = engines.gather(app, lambda one: _row(one, in_groups.get(one.name, [])))
    show([row for _, row in answers.found])


def _wanted(app: App, in_groups: Iterable[str]) -> list[str]:
    """The names and addresses given on the command line, else all that are known."""
    if app.engines:
        return [one.name for one in app.engines]
    options = app.options.connection
    if options.context or options.host:
        return [options.context or options.host]
    contexts = [context.name for context in app.user.contexts.all()]
    return list(dict.fromkeys([DEFAULT, *contexts, *in_groups]))


def _in_groups(app: App) -> Mapping[str, list[str]]:
    """The groups that each member is in, by member."""
    found: dict[str, list[str]] = {}
    known = hosts.groups(app.environ)
    for name in known:
        group = f"{hosts.GROUP}{name}"
        for member in hosts.expand([group], app.environ, known):
            found.setdefault(member, []).append(group)
    return found


def _row(app: App, groups: list[str]) -> JsonObject:
    """The row of an engine: what it reports of itself, or the error."""
    row: JsonObject = dict.fromkeys(_FIELDS, "")
    row |= {"Name": app.name, "Groups": groups}
    try:
        row["Address"] = without_password(app.connection.address)
        if app.connection.starts_engine:
            row["Engine"] = "started on demand"
            return row
        version = system.version(app.client)
        row["ApiVersion"], kind, _ = app.client.in_use
        row["Engine"] = f"{kind} {version.get('Version', '')}"
    except Docker15Error as error:
        row["Error"] = app.connection.error_text(error)
    return row


def _show_table(app: App, found: Iterable[Mapping[str, Json]]) -> None:
    cells = ([str(value(row)) for _, value in _FIELDS.values()] for row in found)
    header = [title for title, _ in _FIELDS.values()]
    table.show(app.streams, header, cells, fit=_FIT)
