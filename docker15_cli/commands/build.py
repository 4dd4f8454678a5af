"""`docker15 build`."""

from __future__ import annotations

import codecs
import itertools
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.archive import ignore, pack
from docker15_cli.commands import _upload, _values
from docker15_cli.commands._environment import environment
from docker15_cli.commands._later import Later, declare, gather
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import switch
from docker15_cli.config.credentials import registry_of
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.output.human import sanitize
from docker15_cli.output.progress import Upload
from docker15_cli.output.streams import STDOUT

_REMOTE = ("http://", "https://", "git://", "github.com/", "git@")  # §4, and later engines'
_HEAD = 512  # bytes that tell a tar
_DOCKERFILE_LIMIT = 16 * 1024 * 1024  # bytes
# Parameters of the request, by what they are called there.
_LATER = (
    Later(
        ("--build-arg",),
        *("", "1.21", "buildargs", "NAME[=VALUE]"),
        "Set a variable of the build; without a value, pass on yours",
        repeated=True,
    ),
    Later(
        ("--target",),
        *("", "1.29", "target", "STAGE"),
        "Build this stage of the Dockerfile, and no further",
    ),
    Later(
        ("--label",),
        *("", "1.23", "labels", "KEY[=VALUE]"),
        "Label the image",
        _values.pairs,
        repeated=True,
    ),
    Later(
        ("--pull",),
        *("", "1.16", "pull", ""),
        "Pull the base images though they are there",
    ),
    Later(
        ("--network",),
        *("", "1.25", "networkmode", "NAME"),
        "Connect the steps to this network; or none, host",
    ),
    Later(
        ("--add-host",),
        *("", "1.28", "extrahosts", "NAME:ADDRESS"),
        "Add a line to the steps' /etc/hosts",
        _values.each(_values.extra_host),
        repeated=True,
    ),
    Later(
        ("--cache-from",),
        *("", "1.25", "cachefrom", "IMAGE"),
        "Take steps from this image, too",
        repeated=True,
    ),
    Later(
        ("--force-rm",),
        *("", "1.12", "forcerm", ""),
        "Remove the containers of the steps though one has failed",
    ),
    Later(
        ("--shm-size",),
        *("", "1.22", "shmsize", "BYTES"),
        "The size of /dev/shm in the steps",
        _values.size,
    ),
    Later(
        ("--platform",),
        *("", "1.38", "platform", "OS/ARCH"),
        "Choose the image's platform",
    ),
)
_FROM = re.compile(rb"^\s*FROM\s+(?:--\S+\s+)*(\S+)", re.IGNORECASE | re.MULTILINE)


@docker15_command(
    "Build an image from a Dockerfile.",
    usage="PATH|URL|-",
    examples=(
        "docker15 build -t mine:v1 .",
        "docker15 build -f Dockerfile.test .",
        "docker15 build --build-arg VERSION=2 --target test .",
        "docker15 build - < Dockerfile",
        "tar -c . | docker15 build -",
        "docker15 build github.com/USER/REPOSITORY",
    ),
)
@click.argument("context", metavar="PATH|URL|-")
@click.option("-t", "--tag", default="", metavar="NAME[:TAG]", help="Name the image.")
@switch("-q", "--quiet", help="Hide what the steps print; later engines: show the id only.")
@switch("-no-cache", "--no-cache", "no_cache", help="Do every step again.")
@switch("-rm", "--rm", "remove", help="Remove the containers of the steps.")
@click.option(
    "-f", "--file", default="", metavar="FILE", help="The Dockerfile, if not PATH/Dockerfile; or -."
)
@declare(_LATER)
def command(
    app: App,
    *,
    context: str,
    tag: str,
    quiet: bool,
    no_cache: bool,
    remove: bool,
    file: str,
    **options: Any,
) -> None:
    later = _later(app, options)
    source = _source(app, context, file)
    with Upload(source.upload or (), app.streams) as upload:
        text = system.build(
            app.client,
            upload=upload if source.upload else None,
            remote=source.remote,
            tag=tag,
            quiet=quiet,
            no_cache=no_cache,
            remove=remove,
            dockerfile=source.dockerfile,
            logins=_logins(app, source.content),
            later=later,
        )
        for piece in _printable(app, text):
            upload.finish()
            while source.warnings:
                app.streams.note(source.warnings.pop(0))
            app.streams.write_to(STDOUT, piece)


def _later(app: App, options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that 1.5 has not. Raises UsageError, NotSupported."""
    found, needs = gather(_LATER, options)
    if "buildargs" in found:
        arguments = environment(app.environ, (), found["buildargs"], "--build-arg")
        found["buildargs"] = _values.pairs(arguments)
    for version, option in needs:
        app.client.require_version(version, option)
    return found


@dataclass
class _Source:
    """What is built: an `upload`, or a `remote` address.

    `dockerfile` names the Dockerfile in the context where it is another than `Dockerfile`; it says
    `content`, where that is known. `warnings` come up while it is sent.
    """

    upload: Iterable[bytes] | None = None
    remote: str = ""
    dockerfile: str = ""
    content: bytes = b""
    warnings: list[str] = field(default_factory=list)


def _source(app: App, context: str, file: str) -> _Source:
    """Raises UsageError, Docker15Error before anything is sent."""
    if context == "-":
        return _from_stdin(app, file)
    if context.startswith(_REMOTE):
        return _Source(remote=context, dockerfile=_other_dockerfile(app, file))
    return _from_directory(app, context, file)


def _other_dockerfile(app: App, file: str) -> str:
    """The name of one that is in a context which is not here."""
    if file == "-":
        raise UsageError("-f - needs a directory as the context")
    if file:
        app.client.require("dockerfile")
    return file


def _from_stdin(app: App, file: str) -> _Source:
    """A tar, or a Dockerfile without a context."""
    head = b""
    while len(head) < _HEAD and (chunk := _upload.read(app.streams.stdin, "stdin")):
        head += chunk
    rest = _upload.chunks(app.streams.stdin, "stdin")
    if pack.is_archive(head):
        return _Source(itertools.chain([head], rest), dockerfile=_other_dockerfile(app, file))
    if not head.strip():
        raise Docker15Error("stdin is empty: neither a Dockerfile nor a tar")
    if file not in ("", "-"):
        raise UsageError(f"-f {file}: stdin is the Dockerfile already, and there is no context")
    content = _whole(itertools.chain([head], rest), "stdin")
    return _Source([pack.pack_dockerfile(content)], content=content)


def _from_directory(app: App, root: str, file: str) -> _Source:
    _require_directory(root)
    path = file or f"{root}/{pack.DOCKERFILE}"
    try:
        content = _dockerfile(app, path)
    except FileNotFoundError as error:
        if file:
            raise Docker15Error(f"{file}: {error.strerror}") from error
        text = f"{root} has no {pack.DOCKERFILE}; name another with -f"
        raise Docker15Error(text) from error
    source = _Source(content=content)
    inside = "" if file == "-" else _inside(root, path)
    replacing: bytes | None = content
    if inside and (not file or inside == pack.DOCKERFILE):
        replacing = None
    elif inside and app.client.has("dockerfile"):
        source.dockerfile, replacing = inside, None
    ignored = _ignored(root, source.dockerfile or pack.DOCKERFILE)
    pack.check(root, ignored)
    source.upload = pack.pack(root, ignored, source.warnings.append, replacing)
    return source


def _require_directory(root: str) -> None:
    try:
        mode = Path(root).stat().st_mode
    except OSError as error:
        raise Docker15Error(f"{root}: {error.strerror}") from error
    if not stat.S_ISDIR(mode):
        raise Docker15Error(f"{root} is no directory; a Dockerfile is named with -f")


def _inside(root: str, file: str) -> str:
    """The path of a file in the context, "" for one outside; of a link that of its target."""
    try:
        return str(Path(file).resolve().relative_to(Path(root).resolve()))
    except ValueError:
        return ""


def _dockerfile(app: App, file: str) -> bytes:
    """The Dockerfile's content. Raises FileNotFoundError, Docker15Error."""
    if file == "-":
        return _whole(_upload.chunks(app.streams.stdin, "stdin"), "stdin")
    try:
        with Path(file).open("rb") as opened:
            return _whole(_upload.chunks(opened.fileno(), file), file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Docker15Error(f"can't read {file}: {error.strerror}") from error


def _whole(chunks: Iterable[bytes], name: str) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > _DOCKERFILE_LIMIT:
            raise Docker15Error(f"{name} is too large for a Dockerfile")
    return bytes(content)


def _ignored(root: str, dockerfile: str) -> ignore.Ignore:
    """The rules of the context; whatever they say, they and the `dockerfile` are sent."""
    path = Path(root, ignore.NAME)
    try:
        text = os.fsdecode(path.read_bytes())
    except FileNotFoundError:
        return ignore.Ignore()
    except OSError as error:
        raise Docker15Error(f"can't read {path}: {error.strerror}") from error
    return ignore.parse(text, (ignore.NAME, dockerfile))


def _logins(app: App, dockerfile: bytes) -> dict[str, dict[str, str]]:
    """The credentials for the registries that a Dockerfile builds upon; 1.5 takes none."""
    found: dict[str, dict[str, str]] = {}
    images = _FROM.findall(dockerfile)
    if not images or not app.client.dialect.builds_in_json:
        return found
    for registry in {registry_of(os.fsdecode(image)) for image in images}:
        login = app.config.find(registry)
        if login:
            found[registry] = {"username": login.username, "password": login.password}
            if login.identity_token:
                found[registry]["identitytoken"] = login.identity_token
    return found


def _printable(app: App, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """As they are; on a terminal without what could control it, but for the lines."""
    if not app.streams.stdout_isatty:
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        yield sanitize(decoder.decode(piece), keep="\n\r\t").encode()
