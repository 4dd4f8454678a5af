"""`docker15 push`."""

from __future__ import annotations

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.cli.platform import parsed
from docker15_cli.cli.registry_login import require_all_tags, with_login
from docker15_cli.cli.shared_options import content_trust_option, platform_option
from docker15_cli.config.credentials import Credentials
from docker15_cli.config.dockercfg import INDEX
from docker15_cli.contract import features
from docker15_cli.errors import Docker15Error
from docker15_cli.output import progress
from docker15_cli.output.streams import STDOUT


@docker15_command(
    usage="NAME[:TAG]",
    examples=("docker15 push joe/app", "docker15 push localhost:5000/team/app:v1"),
    manual=(
        "A 1.5 engine pushes the whole repository. If the registry requires a login and stdin is "
        "a terminal, docker15 asks for one and tries again.",
    ),
    related=("images", "login", "pull", "tag"),
    uses_credentials=True,
)
@argument("name", completes="pushable")
@switch("-q", "--quiet", help="Only print the image's name.")
@switch("-a", "--all-tags", help="Push all tags of the repository, as a 1.5 engine does.")
@content_trust_option
@platform_option("Only push the image for this platform (API 1.46).")
def command(app: App, name: str, quiet: bool, all_tags: bool, platform: str) -> None:
    repository, tag = image_names.new(app, name)
    wanted = parsed(platform, "--platform") if platform else None
    if all_tags:
        require_all_tags(app, "push", tag)
    if wanted:
        app.client.require(features.PUSH_PLATFORM)
    if app.client.dialect.transfers_whole_repositories:
        _check(app, name, tag)

    def transfer(auth: str) -> None:
        messages = images.push(
            app.client, repository, tag, all_tags=all_tags, auth=auth, platform=wanted
        )
        progress.show(messages, app.streams, on=STDOUT, quiet=quiet)

    with_login(app, "push", repository, transfer)
    if quiet:
        whole = image_names.transferred(app, repository, tag)
        app.streams.line(repository if all_tags else whole)


def _check(app: App, name: str, tag: str) -> None:
    """Raise Docker15Error for what an engine of API 1.5 can't push."""
    if "/" not in name:
        user = (app.config.stored(INDEX) or Credentials()).username or "<user>"
        raise Docker15Error(
            'Impossible to push a "root" repository. '
            f"Please rename your repository in <user>/<repo> (ex: {user}/{name})"
        )
    if tag:
        app.client.require(features.PUSH_TAG)
