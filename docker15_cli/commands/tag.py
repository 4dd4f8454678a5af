"""`docker15 tag`."""

from __future__ import annotations

import click

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import switch
from docker15_cli.errors import UsageError


@docker15_command(
    "Give an image another name.",
    usage="IMAGE REPOSITORY [TAG]",
    examples=("docker15 tag busybox joe/busybox", "docker15 tag 570190638ab6 joe/busybox:v1"),
)
@click.argument("image")
@click.argument("repository")
@click.argument("tag", required=False, default="")
@switch("-f", "--force", help="Take the name from another image.")
def command(app: App, image: str, repository: str, tag: str, force: bool) -> None:
    name, own_tag = images.split_tag(repository)
    if tag and own_tag:
        raise UsageError(f"{repository} has a tag of its own, and {tag} is another")
    images.tag(app.client, image, name, tag or own_tag, force=force)
