"""`docker15 build`."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from docker15_cli.api import images, system
from docker15_cli.app import App
from docker15_cli.building import request
from docker15_cli.building.options import OPTIONS
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import Callback, argument, option, switch
from docker15_cli.cli.shared_options import content_trust_option
from docker15_cli.cli.types import SWITCH
from docker15_cli.cli.versioned import VERSIONED, declare
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.output.progress import Upload
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDOUT

# Options of docker's that need BuildKit: those that take a value, and switches.
_OF_BUILDKIT = (
    *("--allow", "--annotation", "--attest", "--build-context", "--builder", "--cache-to"),
    *("--call", "--metadata-file", "--no-cache-filter", "--output", "--progress"),
    *("--provenance", "--sbom", "--secret", "--ssh"),
)
_SWITCHES_OF_BUILDKIT = ("--check", "--load", "--push")


def _refuse_buildkit(_: click.Context, param: click.Parameter, value: object) -> None:
    if value is not None:
        raise UsageError(
            f"{param.opts[-1]} needs BuildKit: docker15 builds with the engine's classic builder"
        )


def _buildkit_options(function: Callback) -> Callback:
    """Declare BuildKit's options, which are refused, and hidden in the help."""
    for name in (*_OF_BUILDKIT, *_SWITCHES_OF_BUILDKIT):
        function = click.option(
            *(["-o"] if name == "--output" else []),
            name,
            type=SWITCH if name in _SWITCHES_OF_BUILDKIT else None,
            hidden=True,
            expose_value=False,
            callback=_refuse_buildkit,
        )(function)
    return function


@docker15_command(
    usage="PATH|URL|-",
    examples=(
        "docker15 build -t mine:v1 .",
        "docker15 build -f Dockerfile.test .",
        "docker15 build --build-arg VERSION=2 --target test .",
        "docker15 build - < Dockerfile",
        "tar -c . | docker15 build -",
        "docker15 build github.com/USER/REPOSITORY",
    ),
    manual=(
        "PATH is a directory, which is sent to the engine as a tar archive, without the files "
        "that `.dockerignore` excludes. A `!` rule reaches into an excluded directory only if it "
        "names that directory without wildcards. Sockets are left out. A Dockerfile that is a "
        "symbolic link out of PATH is refused, unless `-f` names it. A URL or a git address is "
        "passed to the engine unchanged. `-` reads a Dockerfile, or a tar archive that contains "
        "one, from stdin.",
        "The output of the build goes to stdout, the progress of the upload to stderr. With `-q`, "
        "a 1.5 engine hides the output of the steps' commands; a later engine prints only the "
        "image's id.",
        VERSIONED,
    ),
    related=("commit", "images", "run"),
    uses_credentials=True,
)
@argument("context", metavar="PATH|URL|-", completes="directories")
@option(
    "-t",
    "--tag",
    "tags",
    multiple=True,
    metavar="NAME[:TAG]",
    completes="repositories",
    help="Name the image; may be repeated.",
)
@switch("-q", "--quiet", help="Hide the output of the steps; later engines: only print the id.")
@switch("-no-cache", "--no-cache", "no_cache", help="Do not use the cache.")
@switch("-rm", "--rm", "remove", default=None, help="Remove the steps' containers.")
@option(
    "-f",
    "--file",
    default="",
    metavar="FILE",
    completes="files",
    help="Use this Dockerfile instead of PATH/Dockerfile; - for stdin.",
)
@option(
    "--iidfile",
    default="",
    metavar="FILE",
    completes="files",
    help="Write the image's id to a file.",
)
@switch("--compress", help="Compress the build context while it is sent.")
@content_trust_option
@_buildkit_options
@declare(OPTIONS)
def command(
    app: App,
    *,
    context: str,
    tags: Sequence[str],
    quiet: bool,
    no_cache: bool,
    remove: bool | None,
    file: str,
    iidfile: str,
    compress: bool,
    **options: Any,
) -> None:
    if iidfile:
        _clear(iidfile)
    wanted = request.prepare(app, context, options, file=file, tags=tags, compress=compress)
    source, tail = wanted.source, bytearray()
    with Upload(source.upload or (), app.streams) as upload:
        text = request.text(app, wanted, upload, quiet=quiet, no_cache=no_cache, remove=remove)
        _show(app, request.keep_tail(text, tail), upload, source.warnings)
    if iidfile:
        _write_id(iidfile, images.full_id(app.client, system.built_id(bytes(tail))))


def _clear(iidfile: str) -> None:
    """Remove an earlier build's iidfile. Raises UsageError if it can't be written."""
    folder = Path(iidfile).parent
    if Path(iidfile).is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"can't write the image's id to {iidfile}: not a writable file")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(iidfile)  # noqa: PTH108


def _write_id(iidfile: str, identifier: str) -> None:
    try:
        Path(iidfile).write_text(identifier)
    except OSError as error:
        raise Docker15Error(f"can't write {iidfile}: {error.strerror}") from error


def _show(app: App, text: Iterable[bytes], upload: Upload, warnings: list[str]) -> None:
    for piece in _printable(app, text):
        upload.finish()
        while warnings:
            app.streams.note(warnings.pop(0))
        app.streams.write_to(STDOUT, piece)


def _printable(app: App, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The text unchanged; on a terminal without control characters, except line ends and tabs."""
    if not app.streams.stdout_isatty:
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        yield sanitize(decoder.decode(piece), keep="\n\r\t").encode()
