"""`docker15 pull`."""

from __future__ import annotations

import click

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.commands._options import ON_REQUEST, switch
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._registry import with_login
from docker15_cli.errors import EngineError, NotFound, UsageError
from docker15_cli.output import progress
from docker15_cli.output.streams import STDOUT


@docker15_command(
    "Pull an image or a repository from a registry.",
    usage="NAME[:TAG]",
    several=ON_REQUEST,
    examples=("docker15 pull busybox", "docker15 pull localhost:5000/team/app:v1"),
)
@click.argument("name")
@click.option("-t", "--tag", default="", metavar="TAG", help="Pull this tag only.")
@switch("-q", "--quiet", help="Show the image's name only.")
def command(app: App, name: str, tag: str, quiet: bool) -> None:
    repository, own_tag = images.split_tag(name)
    if tag and own_tag and tag != own_tag:
        raise UsageError(f"{name} has a tag of its own, and -t {tag} is another")
    wanted = tag or own_tag

    def transfer(auth: str) -> None:
        messages = images.pull(app.client, repository, wanted, auth=auth)
        progress.show(messages, app.streams, on=STDOUT, quiet=quiet)

    try:
        with_login(app, "pull", repository, transfer)
    except NotFound as error:  # in the registry: of several engines each was to have it
        raise EngineError(str(error), error.status) from None
    if quiet:
        app.streams.line(f"{repository}:{wanted}" if wanted else repository)
