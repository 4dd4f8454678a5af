"""`docker15 tag`."""

from __future__ import annotations

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch


@docker15_command(
    usage="IMAGE REPOSITORY [TAG]",
    examples=("docker15 tag busybox joe/busybox", "docker15 tag 570190638ab6 joe/busybox:v1"),
    manual=(
        "Prints nothing. The name may also be given as REPOSITORY:TAG. `-f` moves a name that "
        "another image already has.",
    ),
    related=("images", "push", "rmi"),
)
@argument("image", completes="images")
@argument("repository", completes="repositories")
@argument("tag", required=False, completes="nothing")
@switch("-f", "--force", help="Move a name that another image already has.")
def command(app: App, image: str, repository: str, tag: str | None, force: bool) -> None:
    image_names.known(app, image)
    images.tag(app.client, image, *image_names.new(app, repository, tag), force=force)
