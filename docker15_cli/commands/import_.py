"""`docker15 import`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from docker15_cli.api import images
from docker15_cli.app import App
from docker15_cli.cli import image_names, tar_io
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.cli.parameters import argument, option
from docker15_cli.cli.shared_options import changes_option, platform_option
from docker15_cli.contract import features
from docker15_cli.errors import UsageError
from docker15_cli.output import progress
from docker15_cli.output.units_06 import short_id


@docker15_command(
    usage="URL|-|FILE [REPOSITORY [TAG]]",
    examples=("tar -C ROOT -c . | docker15 import - mine", "docker15 import rootfs.tar.xz mine v1"),
    manual=(
        "Creates an image from a tar archive, which may be compressed: a file, stdin (`-`), or a "
        "URL that the engine fetches. The image's id goes to stdout, the progress to stderr.",
    ),
    related=("build", "export", "images"),
)
@argument("source", completes="files")
@argument("repository", required=False, completes="repositories")
@argument("tag", required=False, completes="nothing")
@option(
    "-m",
    "--message",
    default="",
    metavar="TEXT",
    completes="nothing",
    help="Commit message (API 1.21).",
)
@changes_option
@platform_option("Platform of the image (API 1.32).")
def command(
    app: App,
    *,
    source: str,
    repository: str | None,
    tag: str | None,
    message: str,
    changes: Sequence[str],
    platform: str,
) -> None:
    if not source:
        raise UsageError("FILE is empty")
    name = image_names.optional(app, repository, tag)
    for given, feature in (
        (message, features.IMPORT_MESSAGE),
        (changes, features.IMPORT_CHANGES),
        (platform, features.IMPORT_PLATFORM),
    ):
        if given:
            app.client.require(feature)
    upload = None if "://" in source else _opened(app, source)
    messages = images.import_(
        app.client,
        "-" if upload else source,
        *name,
        upload,
        message=message,
        changes=changes,
        platform=platform or default_platform(app, features.IMPORT_PLATFORM),
    )
    identifier = progress.show_but_result(messages, app.streams)
    app.streams.line(short_id(identifier))


def _opened(app: App, source: str) -> Iterator[memoryview]:
    """The archive in chunks. Raises UsageError, before anything is sent, if it can't be one."""
    if source == "-":
        return tar_io.tar_chunks(tar_io.tar_on_stdin(app), "stdin")
    try:
        fd = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from error
    if Path(source).is_dir():
        raise UsageError(
            f"{source} is a directory; pack it first: tar -C {source} -c . | docker15 import -"
        )
    return tar_io.tar_chunks(fd, source)
