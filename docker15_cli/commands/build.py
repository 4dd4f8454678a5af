"""`docker15 build`."""

from __future__ import annotations

import codecs
import contextlib
import itertools
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from docker15_cli.api import images, system
from docker15_cli.app import App
from docker15_cli.archive import ignore, pack
from docker15_cli.cli import image_names, tar_io, values
from docker15_cli.cli.command import Callback, argument, content_trust_option, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.cli.registry_login import all_logins, is_refusal, login_needed
from docker15_cli.cli.types import SWITCH
from docker15_cli.cli.versioned import VERSIONED, VersionedOption, declare, gather
from docker15_cli.config import reading
from docker15_cli.container import values as container_values
from docker15_cli.container.environment import environment, with_proxies
from docker15_cli.contract import features
from docker15_cli.errors import Docker15Error, EngineError, UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.output.progress import Upload
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDOUT

_REMOTE = ("http://", "https://", "git://", "github.com/", "git@")  # at 1.5 and later
_TAIL = 1024  # bytes; the end of a build's text, where the id is
_HEAD = 512  # bytes; enough to recognize a tar archive
# `path` is the name of the request's parameter.
_LATER = (
    VersionedOption(
        ("--build-arg",),
        since="1.21",
        path="buildargs",
        metavar="NAME[=VALUE]",
        help="Set a build argument; without a value, pass on your variable",
        repeated=True,
        completes="environment",
    ),
    VersionedOption(
        ("--target",),
        since="1.29",
        path="target",
        metavar="STAGE",
        help="Stop after this stage of the Dockerfile",
        completes="nothing",
    ),
    VersionedOption(
        ("--label",),
        since="1.23",
        path="labels",
        metavar="KEY[=VALUE]",
        help="Add a label to the image",
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--pull",),
        since="1.16",
        path="pull",
        help="Always pull the base images",
    ),
    VersionedOption(
        ("--network",),
        since="1.25",
        path="networkmode",
        metavar="NAME",
        help="Network of the steps: NAME, none or host",
        completes="networks",
    ),
    VersionedOption(
        ("--add-host",),
        since="1.28",
        path="extrahosts",
        metavar="NAME:ADDRESS",
        help="Add a line to the steps' /etc/hosts",
        parse=values.each(values.extra_host),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--cache-from",),
        since="1.25",
        path="cachefrom",
        metavar="IMAGE",
        help="Use this image as a cache source, too",
        parse=lambda texts: [image for text in texts for image in text.split(",")],
        repeated=True,
        completes="images",
    ),
    VersionedOption(
        ("--force-rm",),
        since="1.12",
        path="forcerm",
        help="Remove the steps' containers even if a step fails",
    ),
    VersionedOption(
        ("--shm-size",),
        since="1.22",
        path="shmsize",
        metavar="BYTES",
        help="Size of the steps' /dev/shm",
        parse=values.size,
        completes="nothing",
    ),
    VersionedOption(
        ("--platform",),
        since="1.38",
        path="platform",
        metavar="OS/ARCH",
        help="Platform of the image",
        completes="platforms",
    ),
    VersionedOption(
        (
            "-m",
            "--memory",
        ),
        since="1.18",
        path="memory",
        metavar="BYTES",
        help="Memory limit of the steps",
        parse=values.size,
        completes="nothing",
    ),
    VersionedOption(
        ("--memory-swap",),
        since="1.18",
        path="memswap",
        metavar="BYTES",
        help="Limit on memory plus swap of the steps; -1: unlimited",
        parse=values.swap,
        completes="nothing",
    ),
    VersionedOption(
        (
            "-c",
            "--cpu-shares",
        ),
        since="1.18",
        path="cpushares",
        metavar="N",
        help="CPU shares of the steps",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-period",),
        since="1.19",
        path="cpuperiod",
        metavar="MICROSECONDS",
        help="Period of the scheduler that --cpu-quota is about",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-quota",),
        since="1.19",
        path="cpuquota",
        metavar="MICROSECONDS",
        help="CPU time of the steps in each --cpu-period; -1: unlimited",
        parse=container_values.number,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpuset-cpus",),
        since="1.18",
        path="cpusetcpus",
        metavar="N-N",
        help="Only run the steps on these CPUs",
        completes="nothing",
    ),
    VersionedOption(
        ("--cpuset-mems",),
        since="1.19",
        path="cpusetmems",
        metavar="N-N",
        help="Only use these memory nodes",
        completes="nothing",
    ),
    VersionedOption(
        ("--ulimit",),
        since="1.21",
        path="ulimits",
        metavar="NAME=SOFT[:HARD]",
        help="Set a ulimit of the steps, such as nofile",
        parse=container_values.ulimits,
        repeated=True,
        completes=lambda: tuple(f"{name}=" for name in sorted(container_values.ULIMITS)),
    ),
    VersionedOption(
        ("--security-opt",),
        since="1.24",
        path="securityopt",
        metavar="OPTION",
        help="Security option of the steps",
        parse=lambda texts: [option for text in texts for option in text.split(",")],
        repeated=True,
        completes=("no-new-privileges", "seccomp=", "apparmor=", "label=disable"),
    ),
    VersionedOption(
        ("--cgroup-parent",),
        since="1.19",
        path="cgroupparent",
        metavar="PATH",
        help="Parent cgroup of the steps",
        completes="nothing",
    ),
    VersionedOption(
        ("--isolation",),
        since="1.22",
        path="isolation",
        metavar="NAME",
        help="Isolation technology; on Linux only default",
        completes=("default",),
    ),
    VersionedOption(
        ("--squash",),
        since="1.25",
        path="squash",
        help="Make one layer of the new ones (experimental engines)",
    ),
)
# Of docker's builds by BuildKit: options that take a value, and switches.
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
    """Declare what is refused, and not in the help."""
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
@declare(_LATER)
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
    names = image_names.built(app, *tags)
    found, needs = gather(_LATER, options)
    arguments = environment(app.environ, (), found.pop("buildargs", ()), "--build-arg")
    source = _source(app, context, file)
    later = _later(app, found, needs, arguments)
    if compress and source.upload and context != "-":
        source.upload = pack.compressed(source.upload)
    tail = bytearray()
    with Upload(source.upload or (), app.streams) as upload:
        text = system.build(
            app.client,
            upload=upload if source.upload else None,
            remote=source.remote,
            tags=names,
            quiet=quiet,
            no_cache=no_cache,
            remove=remove,
            dockerfile=source.dockerfile,
            logins=all_logins(app) if app.client.dialect.takes_logins else None,
            later=later,
        )
        try:
            _show(app, _remembered(text, tail), upload, source.warnings)
        except EngineError as error:
            if not is_refusal(error):
                raise
            raise login_needed(app, error) from None
    if iidfile:
        _write_id(iidfile, images.full_id(app.client, system.built_id(bytes(tail))))


def _clear(iidfile: str) -> None:
    """Remove what an earlier build has left. Raises UsageError if the file can't be written."""
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


def _remembered(text: Iterable[bytes], tail: bytearray) -> Iterator[bytes]:
    """The text unchanged; `tail` becomes its end."""
    for piece in text:
        tail += piece
        del tail[:-_TAIL]
        yield piece


def _show(app: App, text: Iterable[bytes], upload: Upload, warnings: list[str]) -> None:
    for piece in _printable(app, text):
        upload.finish()
        while warnings:
            app.streams.note(warnings.pop(0))
        app.streams.write_to(STDOUT, piece)


def _later(
    app: App,
    found: JsonObject,
    needs: Iterable[tuple[str, str]],
    arguments: list[str],
) -> JsonObject:
    """The parameters of the options that API 1.5 does not have. Raises NotSupported."""
    for version, name in needs:
        app.client.require_version(version, name)
    if app.client.has(features.BUILD_ARGS):
        arguments = with_proxies(app, arguments)
    if arguments:
        found["buildargs"] = values.pairs(pair for pair in arguments if "=" in pair)
    platform = default_platform(app, features.BUILD_PLATFORM)
    if platform:
        found.setdefault("platform", platform)
    return found


@dataclass
class _Source:
    """What to build: an `upload`, or a `remote` address.

    `dockerfile` is the path of the Dockerfile in the context, if it is not `Dockerfile`.
    `warnings` are added while the context is sent.
    """

    upload: Iterable[bytes | memoryview] | None = None
    remote: str = ""
    dockerfile: str = ""
    warnings: list[str] = field(default_factory=list)


def _source(app: App, context: str, file: str) -> _Source:
    """Raises UsageError, Docker15Error before anything is sent."""
    if not context:  # an unset variable in a script: as a path, it would mean the root
        raise UsageError("PATH is empty")
    if context == "-":
        return _from_stdin(app, file)
    if context.startswith(_REMOTE):
        return _Source(remote=context, dockerfile=_other_dockerfile(app, file))
    return _from_directory(app, context, file)


def _other_dockerfile(app: App, file: str) -> str:
    """The name of a Dockerfile in a context that is not a local directory."""
    if file == "-":
        raise UsageError("-f - requires a directory as the build context")
    if file:
        app.client.require(features.BUILD_DOCKERFILE)
    return file


def _from_stdin(app: App, file: str) -> _Source:
    """A tar archive, or a Dockerfile without a context."""
    head = b""
    while len(head) < _HEAD and (chunk := tar_io.read(app.streams.stdin, "stdin")):
        head += chunk
    if pack.is_archive(head):
        rest = tar_io.chunks(app.streams.stdin, "stdin")
        tar: Iterator[bytes | memoryview] = itertools.chain([head], rest)
        return _Source(tar, dockerfile=_other_dockerfile(app, file))
    if not head.strip():
        raise Docker15Error("stdin is empty: expected a Dockerfile or a tar archive")
    if file not in ("", "-"):
        raise UsageError(
            f"-f {file}: stdin already holds the Dockerfile, and there is no build context"
        )
    try:
        content = reading.bounded(app.streams.stdin, "stdin", head)
    except OSError as error:
        raise Docker15Error(f"can't read stdin: {error.strerror}") from error
    return _Source([pack.pack_dockerfile(content)])


def _from_directory(app: App, root: str, file: str) -> _Source:
    _require_directory(root)
    try:
        path = file or _implied(root)
        content = _dockerfile(app, path, named=bool(file))
        inside = "" if file == "-" else _inside(root, path)
    except FileNotFoundError as error:
        if file:
            raise Docker15Error(f"{file}: {error.strerror}") from error
        text = f"no {pack.DOCKERFILE} in {root}; use -f to name another file"
        raise Docker15Error(text) from error
    source = _Source()
    replacing: bytes | None = content
    if inside == pack.DOCKERFILE:
        replacing = None
    elif inside and app.client.has(features.BUILD_DOCKERFILE):
        source.dockerfile, replacing = inside, None
    ignored = _ignored(root, source.dockerfile or pack.DOCKERFILE)
    pack.check(root, ignored)
    source.upload = pack.pack(root, ignored, source.warnings.append, replacing)
    return source


def _implied(root: str) -> str:
    """The Dockerfile of a context. Raises OSError, Docker15Error if it is a link out of it.

    The user has not named that link: the context may come from a stranger, and the link's target
    would be sent to the engine, and shown.
    """
    path = f"{root}/{pack.DOCKERFILE}"
    if Path(path).is_symlink() and not _inside(root, path):
        raise Docker15Error(
            f"{path} is a link to {os.path.realpath(path)}, which is outside the build context; "
            "use -f to build from it anyway"
        )
    return path


def _require_directory(root: str) -> None:
    try:
        mode = Path(root).stat().st_mode
    except OSError as error:
        raise Docker15Error(f"{root}: {error.strerror}") from error
    if not stat.S_ISDIR(mode):
        raise Docker15Error(f"not a directory: {root}; use -f to name a Dockerfile")


def _inside(root: str, file: str) -> str:
    """The path of a file in the context, "" if it is outside; links are resolved."""
    try:
        return str(Path(file).resolve().relative_to(Path(root).resolve()))
    except (ValueError, RuntimeError):  # the latter: a loop of links, before Python 3.13
        return ""


def _dockerfile(app: App, file: str, *, named: bool) -> bytes:
    """The Dockerfile's content. Raises FileNotFoundError, Docker15Error."""
    try:
        if file == "-":
            return reading.bounded(app.streams.stdin, "stdin")
        return reading.whole(file, named=named)
    except FileNotFoundError:
        raise
    except OSError as error:
        name = "stdin" if file == "-" else file
        raise Docker15Error(f"can't read {name}: {error.strerror}") from error


def _ignored(root: str, dockerfile: str) -> ignore.Ignore:
    """The ignore rules of the context; their file and the `dockerfile` are always sent."""
    path = Path(root, ignore.NAME)
    try:
        text = os.fsdecode(reading.whole(path))
    except FileNotFoundError:
        return ignore.Ignore()
    except OSError as error:
        raise Docker15Error(f"can't read {path}: {error.strerror}") from error
    return ignore.parse(text, (ignore.NAME, dockerfile))


def _printable(app: App, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unchanged; on a terminal, without control characters other than line ends and tabs."""
    if not app.streams.stdout_isatty:
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        yield sanitize(decoder.decode(piece), keep="\n\r\t").encode()
