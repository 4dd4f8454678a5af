"""`docker15 commit`."""

from __future__ import annotations

import json

import click

from docker15_cli.api import images, system
from docker15_cli.api.shapes import Config
from docker15_cli.app import App
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import container_argument
from docker15_cli.errors import UsageError
from docker15_cli.output.human import short_id


@docker15_command(
    "Create an image from a container's changes.",
    usage="CONTAINER [REPOSITORY [TAG]]",
    examples=(
        "docker15 commit CONTAINER mine:v1",
        """docker15 commit -m "why" -run '{"Cmd": ["cat", "/etc/motd"]}' CONTAINER mine""",
    ),
)
@container_argument
@click.argument("repository", required=False, default="")
@click.argument("tag", required=False, default="")
@click.option("-m", "--message", default="", metavar="TEXT", help="Say why.")
@click.option("-author", "-a", "--author", default="", metavar="NAME", help="Say who.")
@click.option(
    "-run",
    "--run",
    "run",
    default="",
    metavar="JSON",
    help='What the image runs: a config such as {"Cmd": ["date"]}.',
)
def command(
    app: App, container: str, repository: str, tag: str, message: str, author: str, run: str
) -> None:
    if not tag:
        repository, tag = images.split_tag(repository)
    created = system.commit(
        app.client,
        container,
        repository=repository,
        tag=tag,
        message=message,
        author=author,
        config=_config(run),
    )
    app.streams.line(short_id(created["Id"]))


def _config(text: str) -> Config | None:
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UsageError(f"-run is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"-run takes a JSON object, not {text}")
    return Config(**value)  # type: ignore[typeddict-item]  # the engine judges its keys
