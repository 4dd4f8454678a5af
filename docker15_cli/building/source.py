"""What to build: a directory, an address that the engine fetches, or what comes on stdin."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docker15_cli.app import App
from docker15_cli.archive import ignore, pack
from docker15_cli.cli import tar_io
from docker15_cli.config import reading
from docker15_cli.contract import features
from docker15_cli.errors import Docker15Error, UsageError

_REMOTE = ("http://", "https://", "git://", "github.com/", "git@")  # at 1.5 and later
_HEAD = 512  # bytes; enough to recognize a tar archive


@dataclass
class Source:
    """What to build: an `upload`, or a `remote` address for the engine to fetch.

    `upload` is a tar archive in pieces. `dockerfile` is the path of the Dockerfile in the context,
    if it is not `Dockerfile`. `warnings` grows while the context is sent.
    """

    upload: Iterable[bytes | memoryview] | None = None
    remote: str = ""
    dockerfile: str = ""
    warnings: list[str] = field(default_factory=list)


def find(app: App, context: str, file: str) -> Source:
    """The source that `build`'s argument and `-f` name; `-` is the app's stdin.

    Raises UsageError, NotSupported, Docker15Error before anything is sent.
    """
    if not context:  # an unset variable in a script: as a path, it would mean the root
        raise UsageError("PATH is empty")
    if context == "-":
        return _from_stdin(app, file)
    if context.startswith(_REMOTE):
        return Source(remote=context, dockerfile=_other_dockerfile(app, file))
    return _from_directory(app, context, file)


def _other_dockerfile(app: App, file: str) -> str:
    """`file`, in a context that is not a local directory. Raises UsageError, NotSupported."""
    if file == "-":
        raise UsageError("-f - requires a directory as the build context")
    if file:
        app.client.require(features.BUILD_DOCKERFILE)
    return file


def _from_stdin(app: App, file: str) -> Source:
    """A tar archive, or a Dockerfile without a context."""
    head = b""
    while len(head) < _HEAD and (chunk := tar_io.read(app.streams.stdin, "stdin")):
        head += chunk
    if pack.is_archive(head):
        rest = tar_io.chunks(app.streams.stdin, "stdin")
        tar: Iterator[bytes | memoryview] = itertools.chain([head], rest)
        return Source(tar, dockerfile=_other_dockerfile(app, file))
    if not head.strip():
        raise Docker15Error("stdin is empty: expected a Dockerfile or a tar archive")
    if file not in ("", "-"):
        raise UsageError(
            f"-f {file}: stdin already holds the Dockerfile, and there is no build context"
        )
    try:
        content = reading.read_fd(app.streams.stdin, "stdin", head)
    except OSError as error:
        raise Docker15Error(f"can't read stdin: {error.strerror}") from error
    return Source([pack.pack_dockerfile(content)])


def _from_directory(app: App, root: str, file: str) -> Source:
    _require_directory(root)
    try:
        path = file or _default_dockerfile(root)
        content = _dockerfile(app, path, named=bool(file))
        inside = "" if file == "-" else _path_within(root, path)
    except FileNotFoundError as error:
        if file:
            raise Docker15Error(f"{file}: {error.strerror}") from error
        text = f"no {pack.DOCKERFILE} in {root}; use -f to name another file"
        raise Docker15Error(text) from error
    source = Source()
    replacing: bytes | None = content
    if inside == pack.DOCKERFILE:
        replacing = None
    elif inside and app.client.has(features.BUILD_DOCKERFILE):
        source.dockerfile, replacing = inside, None
    ignored = _ignored(root, source.dockerfile or pack.DOCKERFILE)
    pack.check(root, ignored)
    source.upload = pack.pack(root, ignored, source.warnings.append, replacing)
    return source


def _default_dockerfile(root: str) -> str:
    """The path of a context's `Dockerfile`. Raises Docker15Error if it is a link to the outside.

    The user has not named that link: the context may come from a stranger, and the link's target
    would be sent to the engine, and shown.
    """
    path = f"{root}/{pack.DOCKERFILE}"
    if Path(path).is_symlink() and not _path_within(root, path):
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


def _path_within(root: str, file: str) -> str:
    """The path of `file` relative to the context, links resolved; "" if it is outside."""
    try:
        return str(Path(file).resolve().relative_to(Path(root).resolve()))
    except (ValueError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
        return ""


def _dockerfile(app: App, file: str, *, named: bool) -> bytes:
    """The Dockerfile's content. Raises FileNotFoundError, Docker15Error."""
    try:
        if file == "-":
            return reading.read_fd(app.streams.stdin, "stdin")
        return reading.read_bytes(file, named=named)
    except FileNotFoundError:
        raise
    except OSError as error:
        name = "stdin" if file == "-" else file
        raise Docker15Error(f"can't read {name}: {error.strerror}") from error


def _ignored(root: str, dockerfile: str) -> ignore.Ignore:
    """The context's ignore rules; the file with them and `dockerfile` are always sent."""
    path = Path(root, ignore.NAME)
    try:
        text = os.fsdecode(reading.read_bytes(path))
    except FileNotFoundError:
        return ignore.Ignore()
    except OSError as error:
        raise Docker15Error(f"can't read {path}: {error.strerror}") from error
    return ignore.parse(text, (ignore.NAME, dockerfile))
