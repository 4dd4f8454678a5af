"""`docker15 inspect`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import click

from docker15_cli.api import containers, images
from docker15_cli.app import App
from docker15_cli.commands import _format
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import switch
from docker15_cli.errors import Docker15Error, NotFound
from docker15_cli.output.jsontext import indent

_KINDS = ("container", "image")


@docker15_command(
    "Show containers and images as JSON.",
    usage="NAME [NAME...]",
    examples=("docker15 inspect CONTAINER", "docker15 inspect -f '{{.State.Running}}' CONTAINER"),
)
@click.argument("names", nargs=-1, required=True, metavar="NAME")
@click.option(
    "-f",
    "--format",
    "format_",
    default="",
    metavar="json|TEMPLATE",
    help="Show each by a Go template.",
)
@click.option(
    "--type",
    "kind",
    type=click.Choice(_KINDS),
    default=None,
    metavar="KIND",
    help="Look for a container, or an image, only.",
)
@switch("-s", "--size", help="Show a container's sizes (API 1.25).")
def command(app: App, names: Sequence[str], format_: str, kind: str | None, size: bool) -> int:
    template = _format.parse(format_) if format_ not in ("", "json") else None
    if size:
        app.client.require("inspect size")
    lookups = _lookups(app, kind, size)
    status, found = 0, 0
    if not format_:
        app.streams.write("[")
    for name in names:
        try:
            text = _look_up(name, lookups)
            if template:
                app.streams.line(_format.render(template, json.loads(text)))
            elif format_:
                _format.show_json(app, [json.loads(text)])
            else:
                app.streams.text(("," if found else "") + indent(text))
            found += 1
        except Docker15Error as error:
            app.streams.error(error)
            status = 1
    if not format_:
        app.streams.write("]\n" if app.streams.stdout_isatty else "]")
    return status


def _lookups(app: App, kind: str | None, size: bool) -> list[Callable[[str], str]]:
    known = {
        "container": lambda name: containers.inspect_text(app.client, name, size=size),
        "image": lambda name: images.inspect_text(app.client, name),
    }
    return [known[each] for each in ([kind] if kind else _KINDS)]


def _look_up(name: str, lookups: Sequence[Callable[[str], str]]) -> str:
    """The text of the first kind that has the name. Raises NotFound, and what it raises."""
    for look_up in lookups:
        try:
            return look_up(name)
        except NotFound as error:
            missing = error
    if len(lookups) == 1:
        raise missing
    raise NotFound(f"No such image or container: {name}", 404)
