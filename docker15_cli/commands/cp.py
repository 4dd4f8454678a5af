"""`docker15 cp`."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from docker15_cli.api import archive, containers
from docker15_cli.app import App
from docker15_cli.cli import tar_io
from docker15_cli.cli.command import argument, ignored_switch, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import operations
from docker15_cli.errors import Docker15Error, NotFound, UsageError

if TYPE_CHECKING:  # it imports tarfile, which help does not need
    from docker15_cli.archive.unpack import Target

_MOST_LINKS = 40  # as many as Linux follows
_PERMISSIONS = 0o7777


class _Attributes(TypedDict, total=False):
    """Of a file or directory to send."""

    mode: int
    mtime: int
    owner: tuple[int, int]


@docker15_command(
    usage="CONTAINER:PATH... HOSTPATH|-",
    examples=(
        "docker15 cp CONTAINER:/etc/hosts .",
        "docker15 cp CONTAINER:/etc/. etc-of-container",
        "docker15 cp CONTAINER:/etc - | tar -t",
        "docker15 cp motd CONTAINER:/etc",
        "docker15 cp CONTAINER:/etc/hosts CONTAINER:/etc .",
    ),
    manual=(
        "Copies out of a container: into HOSTPATH if that is a directory, else to a file or "
        "directory of that name. `-` writes a tar archive to stdout. CONTAINER:PATH/. means the "
        "contents of the directory. Nothing is written outside HOSTPATH, whatever the container "
        "sends. A symbolic link named as PATH is followed; links inside a directory are copied as "
        "links, wherever they lead, and nothing is written through them. Devices, fifos and "
        "setuid bits are left out.",
        "With CONTAINER:PATH as the second argument, copies into the container, following its "
        "links; this needs an engine with API 1.20 or later.",
        "Several files or directories are copied one after another into a directory, which has to "
        "be there. A failure is reported on stderr, the others are copied all the same, and the "
        "exit status is 1.",
        "What is copied belongs to you, or to root in the container. With `-a`, owners stay as "
        "they are, by their numbers; out of a container, only root can do that.",
    ),
    related=("diff", "export"),
)
@argument("sources", nargs=-1, required=True, metavar="CONTAINER:PATH", completes="container-path")
@argument("target", metavar="HOSTPATH|-", completes="container-path")
@switch("-a", "--archive", "keeps_owners", help="Keep owners, by their numbers.")
@ignored_switch(
    "-L", "--follow-link", help="Without effect: a link that is named is always followed."
)
@ignored_switch("-q", "--quiet", help="Without effect: no progress is shown.")
def command(app: App, sources: Sequence[str], target: str, keeps_owners: bool) -> int:
    if not all(sources) or not target:
        raise UsageError("HOSTPATH is empty" if all(sources) else "CONTAINER:PATH is empty")
    copies = [_planned(source, target, keeps_owners) for source in sources]
    if len(copies) == 1:
        return _do(app, copies[0])
    if "-" in (target, *sources):
        raise UsageError("cp takes only one source if that or the target is a tar archive (-)")
    _require_directory(app, copies[0])
    return max(_reported(app, copy) for copy in copies)


class _Copy(NamedTuple):
    """One source to copy: into a container if `into` is set, else out of one.

    `into` and `origin` are a container and a path each.
    """

    source: str
    target: str
    origin: tuple[str, str] | None
    into: tuple[str, str] | None
    keeps_owners: bool


def _planned(source: str, target: str, keeps_owners: bool) -> _Copy:
    """Raises UsageError if neither of both is in a container, or both are."""
    origin, into = _container_path(source), _container_path(target)
    if into and (not origin or os.path.lexists(source)):  # not a copy between two containers
        return _Copy(source, target, origin, into, keeps_owners)
    if not origin:
        raise UsageError(f"Resource not specified: cp takes CONTAINER:PATH, not {source}")
    if into and not Path(target).parent.is_dir():
        raise UsageError(
            "cp copies between a container and this machine; between two containers: "
            f"docker15 cp {source} - | docker15 cp - {target}"
        )
    return _Copy(source, target, origin, None, keeps_owners)


def _require_directory(app: App, copy: _Copy) -> None:
    """Raise Docker15Error unless the target, for several sources, is a directory."""
    is_there = Path(copy.target).is_dir()
    if copy.into:
        app.client.require(operations.ARCHIVE_PUT)
        is_there = archive.is_directory(app.client, *copy.into)
    if not is_there:
        raise Docker15Error(f"{copy.target}: not a directory, which several sources need")


def _reported(app: App, copy: _Copy) -> int:
    try:
        return _do(app, copy)
    except Docker15Error as error:
        return app.report_error(error, copy.source)


def _do(app: App, copy: _Copy) -> int:
    """Copy it; return the exit status."""
    if copy.into:
        _copy_in(app, copy, *copy.into)
        return 0
    assert copy.origin
    try:
        return _copy_out(app, copy, *copy.origin)
    except NotFound as error:
        if not os.path.lexists(copy.source):
            raise
        raise NotFound(f"{error}; to name the local file, write ./{copy.source}", 404) from None


def _container_path(text: str) -> tuple[str, str] | None:
    """Split CONTAINER:PATH; None for a local path: one with a colon begins with `./` or `/`."""
    container, colon, path = text.partition(":")
    is_one = container and colon and path and not container.startswith((".", "/"))
    return (container, path) if is_one else None


def _copy_out(app: App, copy: _Copy, container: str, path: str) -> int:
    host_path = copy.target
    resource = posixpath.normpath(f"/{path.lstrip('/')}")
    if host_path == "-":
        tar_io.require_no_terminal(app, "name a directory")
        tar_io.to_stdout(app, containers.copy(app.client, container, resource, host_path))
        return 0
    wants_contents = path.endswith("/.") or path == "." or resource == "/"
    name = "" if wants_contents else containers.copied_name(app.client, resource)
    resource = archive.resolve_link(app.client, container, resource)
    for _ in range(_MOST_LINKS):
        link, complete = _extracted(app, copy, container, resource, name, path)
        if link is None:
            return 0 if complete else 1
        resource = posixpath.normpath(posixpath.join(posixpath.dirname(resource), link))
    raise Docker15Error(f"{container}:{path}: too many levels of symbolic links")


def _extracted(
    app: App, copy: _Copy, container: str, resource: str, name: str, path: str
) -> tuple[str | None, bool]:
    """Copy `resource`; return the target if it turns out to be a link, and whether all of it came.

    A 1.5 daemon does not follow links, and has no way to ask whether a path is one.
    """
    from docker15_cli.archive.unpack import TopIsLink, unpack

    host_path = copy.target
    top = containers.copied_name(app.client, resource)
    try:
        target = _target(host_path, top, name, path.endswith(("/", "/.")))
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error
    target.may_be_bare = containers.copies_bare(app.client)
    target.follows, target.keeps_owners = True, copy.keeps_owners
    chunks = containers.copy(app.client, container, resource, host_path)
    try:
        return None, unpack(chunks, target, app.streams.error)
    except TopIsLink as found:
        return os.fsdecode(found.link), False


def _target(host_path: str, top: str, name: str, only_directory: bool) -> Target:
    """Where the copy goes, by the rules of `cp -r`. Raises Docker15Error, OSError.

    If `host_path` is a directory, into it as `name` ("": only the contents); else the copy becomes
    `host_path` itself.
    """
    from docker15_cli.archive import atomic
    from docker15_cli.archive.unpack import Target

    resolved = atomic.resolved(host_path)
    if resolved.is_dir():
        return Target(str(resolved), top, name, only_directory)
    if resolved.exists() and not resolved.is_file():
        raise Docker15Error(f"{host_path}: neither a file nor a directory; refusing to replace it")
    if resolved.is_file() and host_path.endswith("/"):
        raise Docker15Error(f"{host_path}: not a directory")
    if not resolved.parent.is_dir():
        raise Docker15Error(f"{host_path}: no such directory: {resolved.parent}")
    only_directory = only_directory or host_path.endswith("/")
    return Target(str(resolved.parent), top, resolved.name, only_directory)


def _copy_in(app: App, copy: _Copy, container: str, path: str) -> None:
    """Copy a file, a directory, or (`-`) the tar archive on stdin into a container, like `cp -r`.

    Raises NotSupported before anything is read, Docker15Error, EngineError.
    """
    client, host_path = app.client, copy.source
    client.require(operations.ARCHIVE_PUT)
    containers.inspect(client, container)  # later, a missing container looks like a missing path
    target = archive.resolve_link(client, container, posixpath.normpath(f"/{path.lstrip('/')}"))
    is_directory = archive.is_directory(client, container, target)
    if not is_directory:
        ends_there = host_path == "-" or (path.endswith("/") and not Path(host_path).is_dir())
        parent = posixpath.dirname(target)
        if ends_there or not archive.is_directory(client, container, parent):
            raise Docker15Error(f"{container}:{path}: no such directory")
    if host_path == "-":
        tar = tar_io.tar_chunks(tar_io.tar_on_stdin(app), "stdin")
        archive.put(client, container, target, tar, keeps_owners=copy.keeps_owners)
        return
    name = posixpath.basename(host_path.rstrip("/"))
    if name in (".", ".."):  # like cp: these have no name, their contents are copied
        name = ""
    directory, name = (target, name) if is_directory else posixpath.split(target)
    try:
        _send(app, copy, container, directory, name)
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error


def _send(app: App, copy: _Copy, container: str, directory: str, name: str) -> None:
    from docker15_cli.archive import pack
    from docker15_cli.archive.ignore import Ignore

    host_path, purpose = copy.source, pack.ARCHIVE if copy.keeps_owners else pack.COPY
    info = os.stat(host_path)  # noqa: PTH116  # for a Path `file/` would be the file
    attributes: _Attributes = {"mode": info.st_mode & _PERMISSIONS, "mtime": int(info.st_mtime)}
    if copy.keeps_owners:
        attributes["owner"] = (info.st_uid, info.st_gid)
    put = partial(archive.put, app.client, container, keeps_owners=copy.keeps_owners)
    if stat.S_ISREG(info.st_mode):
        with Path(host_path).open("rb") as file:
            archive.put_file(app.client, container, directory, name, file, **attributes)
        return
    if stat.S_ISSOCK(info.st_mode):
        raise Docker15Error(f"can't copy a socket: {host_path}")
    if not stat.S_ISDIR(info.st_mode):
        put(directory, [pack.pack_special(name, info, purpose)])
        return
    everything = Ignore()
    pack.check(host_path, everything, purpose)
    if name:
        _require_no_file(app, container, posixpath.join(directory, name))
        archive.put_directory(app.client, container, directory, name, **attributes)
    tar = pack.pack(host_path, everything, app.streams.note, purpose=purpose)
    put(posixpath.join(directory, name), tar)


def _require_no_file(app: App, container: str, path: str) -> None:
    """Engines refuse it, too, with a longer message."""
    is_there = archive.find(app.client, container, path)
    if is_there and not archive.is_directory(app.client, container, path):
        raise Docker15Error(f"{container}:{path}: not a directory")
