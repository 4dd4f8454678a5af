"""`docker15 pull`."""

from __future__ import annotations

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.registry_login import require_all_tags, with_login
from docker15_cli.cli.shared_options import content_trust_option, platform_option
from docker15_cli.contract import features
from docker15_cli.errors import EngineError, NotFound, UsageError
from docker15_cli.output import progress
from docker15_cli.output.streams import STDOUT


@docker15_command(
    usage="NAME[:TAG]",
    multi_engine=ON_REQUEST,
    examples=("docker15 pull busybox", "docker15 pull localhost:5000/team/app:v1"),
    manual=(
        "NAME begins with the registry's host, except for images of the index. Without a tag, a "
        "1.5 engine pulls all tags, a later one `latest`. On a terminal, a bar shows the progress "
        "of each layer.",
    ),
    related=("images", "login", "push"),
    uses_credentials=True,
)
@argument("name", completes="images")
@option("-t", "--tag", metavar="TAG", completes="nothing", help="Only pull this tag.")
@switch("-q", "--quiet", help="Only print the image's name.")
@switch("-a", "--all-tags", help="Pull all tags of the repository, as a 1.5 engine does.")
@content_trust_option
@platform_option("Platform of the image (API 1.32).")
def command(
    app: App, *, name: str, tag: str | None, quiet: bool, all_tags: bool, platform: str
) -> None:
    repository, wanted = image_names.wanted(app, name)
    if all_tags:
        require_all_tags(app, "pull", tag or wanted)
    if tag is not None and wanted not in ("", tag):
        raise UsageError(f"Conflicting tags: {name} and -t {tag}")
    if tag is not None and not wanted:
        repository, wanted = image_names.wanted(app, f"{repository}:{tag}")

    if platform:
        app.client.require(features.PULL_PLATFORM)
    platform = platform or default_platform(app, features.PULL_PLATFORM)

    def transfer(auth: str) -> None:
        messages = images.pull(
            app.client, repository, wanted, all_tags=all_tags, auth=auth, platform=platform
        )
        progress.show(messages, app.streams, on=STDOUT, quiet=quiet)

    try:
        with_login(app, "pull", repository, transfer)
    except NotFound as error:  # not in the registry: no other engine can pull it either
        raise EngineError(str(error), error.status) from None
    if quiet:
        whole = image_names.transferred(app, repository, wanted)
        app.streams.line(repository if all_tags else whole)
