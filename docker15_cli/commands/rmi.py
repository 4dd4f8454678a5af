"""`docker15 rmi`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import images as api
from docker15_cli.app import App
from docker15_cli.cli import image_names, platform, values
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.contract import features
from docker15_cli.errors import Conflict
from docker15_cli.fanout import targets


@docker15_command(
    usage="IMAGE [IMAGE...]",
    examples=("docker15 rmi busybox:old", "docker15 rmi app:v1 app:v2"),
    manual=(
        "Prints what was untagged and what was deleted. At 1.5, a name without a tag loses all "
        "its tags. Images are removed in the order given. A failure is reported on stderr, the "
        "other images are still removed, and the exit status is 1; with `-f`, it is 0 if images "
        "were only missing.",
    ),
    related=("images", "rm"),
)
@argument("images", nargs=-1, required=True, metavar="IMAGE", completes="images")
@switch(
    "-f",
    "--force",
    help="Remove images with several tags (API 1.10); ignore missing ones.",
)
@switch("--no-prune", help="Do not delete untagged parents (API 1.10).")
@option(
    "--platform",
    "platforms",
    multiple=True,
    metavar="OS/ARCH",
    completes="platforms",
    help="Only remove the image for this platform (API 1.50).",
)
def command(
    app: App, images: Sequence[str], force: bool, no_prune: bool, platforms: Sequence[str]
) -> int:
    app.reporter.forgives_missing = force
    image_names.known(app, *images)
    wanted = [platform.parsed(text, "--platform") for text in values.listed(platforms)]
    if no_prune:
        app.client.require(features.RMI_NO_PRUNE)
    if wanted:
        app.client.require(features.RMI_PLATFORM)

    def remove(target: str) -> str:
        try:
            removed = api.remove(
                app.client, target, force=force, no_prune=no_prune, platforms=wanted
            )
        except Conflict:
            if force:
                app.client.require(features.RMI_FORCE)
            raise
        return "\n".join(f"{kind}: {name}" for step in removed for kind, name in step.items())

    # One at a time: images share layers and tags, so the output depends on earlier removals.
    return targets.each(app, images, remove, at_once=lambda: 1)
