"""`docker15 cp`."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from docker15_cli.api import archive, containers
from docker15_cli.app import App
from docker15_cli.cli import tar_io
from docker15_cli.cli.command import argument
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import operations
from docker15_cli.errors import Docker15Error, NotFound, UsageError

if TYPE_CHECKING:  # it imports tarfile, which help does not need
    from docker15_cli.archive.unpack import Target

_MOST_LINKS = 40  # as many as Linux follows
_PERMISSIONS = 0o7777


@docker15_command(
    usage="CONTAINER:PATH HOSTPATH|-",
    examples=(
        "docker15 cp CONTAINER:/etc/hosts .",
        "docker15 cp CONTAINER:/etc/. etc-of-container",
        "docker15 cp CONTAINER:/etc - | tar -t",
        "docker15 cp motd CONTAINER:/etc",
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
    ),
    related=("diff", "export"),
)
@argument("source", metavar="CONTAINER:PATH", completes="container-path")
@argument("target", metavar="HOSTPATH|-", completes="container-path")
def command(app: App, source: str, target: str) -> int:
    if not source or not target:
        raise UsageError("CONTAINER:PATH is empty" if not source else "HOSTPATH is empty")
    from_container, to_container = _container_path(source), _container_path(target)
    is_here = from_container and os.path.lexists(source)
    if to_container and (is_here or not from_container):  # not a copy between two containers
        _copy_in(app, source, *to_container)
        return 0
    if not from_container:
        raise UsageError(f"Resource not specified: cp takes CONTAINER:PATH, not {source}")
    if to_container and not Path(target).parent.is_dir():
        raise UsageError(
            "cp copies between a container and this machine; between two containers: "
            f"docker15 cp {source} - | docker15 cp - {target}"
        )
    try:
        return _copy_out(app, *from_container, target)
    except NotFound as error:
        if not is_here:
            raise
        raise NotFound(f"{error}; to name the local file, write ./{source}", 404) from None


def _container_path(text: str) -> tuple[str, str] | None:
    """Split CONTAINER:PATH; None for a local path: one with a colon begins with `./` or `/`."""
    container, colon, path = text.partition(":")
    is_one = container and colon and path and not container.startswith((".", "/"))
    return (container, path) if is_one else None


def _copy_out(app: App, container: str, path: str, host_path: str) -> int:
    resource = posixpath.normpath(f"/{path.lstrip('/')}")
    if host_path == "-":
        tar_io.require_no_terminal(app, "name a directory")
        tar_io.to_stdout(app, containers.copy(app.client, container, resource, host_path))
        return 0
    wants_contents = path.endswith("/.") or path == "." or resource == "/"
    name = "" if wants_contents else containers.copied_name(app.client, resource)
    resource = archive.resolve_link(app.client, container, resource)
    for _ in range(_MOST_LINKS):
        link, complete = _extracted(app, container, resource, host_path, name, path)
        if link is None:
            return 0 if complete else 1
        resource = posixpath.normpath(posixpath.join(posixpath.dirname(resource), link))
    raise Docker15Error(f"{container}:{path}: too many levels of symbolic links")


def _extracted(
    app: App, container: str, resource: str, host_path: str, name: str, path: str
) -> tuple[str | None, bool]:
    """Copy `resource`; return the target if it turns out to be a link, and whether all of it came.

    A 1.5 daemon does not follow links, and has no way to ask whether a path is one.
    """
    from docker15_cli.archive.unpack import TopIsLink, unpack

    top = containers.copied_name(app.client, resource)
    try:
        target = _target(host_path, top, name, path.endswith(("/", "/.")))
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error
    target.may_be_bare = containers.copies_bare(app.client)
    target.follows = True
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


def _copy_in(app: App, host_path: str, container: str, path: str) -> None:
    """Copy a file, a directory, or (`-`) the tar archive on stdin into a container, like `cp -r`.

    Raises NotSupported before anything is read, Docker15Error, EngineError.
    """
    client = app.client
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
        archive.put(client, container, target, tar)
        return
    name = posixpath.basename(host_path.rstrip("/"))
    if name in (".", ".."):  # like cp: these have no name, their contents are copied
        name = ""
    directory, name = (target, name) if is_directory else posixpath.split(target)
    try:
        _send(app, host_path, container, directory, name)
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error


def _send(app: App, host_path: str, container: str, directory: str, name: str) -> None:
    from docker15_cli.archive import pack
    from docker15_cli.archive.ignore import Ignore

    info = os.stat(host_path)  # noqa: PTH116  # for a Path `file/` would be the file
    mode, mtime = info.st_mode & _PERMISSIONS, int(info.st_mtime)
    client = app.client
    if stat.S_ISREG(info.st_mode):
        with Path(host_path).open("rb") as file:
            archive.put_file(client, container, directory, name, file, mode=mode, mtime=mtime)
        return
    if stat.S_ISSOCK(info.st_mode):
        raise Docker15Error(f"can't copy a socket: {host_path}")
    if not stat.S_ISDIR(info.st_mode):
        archive.put(client, container, directory, [pack.pack_special(name, info)])
        return
    everything = Ignore()
    pack.check(host_path, everything, pack.COPY)
    if name:
        _require_no_file(app, container, posixpath.join(directory, name))
        archive.put_directory(client, container, directory, name, mode=mode, mtime=mtime)
    into = posixpath.join(directory, name)
    tar = pack.pack(host_path, everything, app.streams.note, purpose=pack.COPY)
    archive.put(client, container, into, tar)


def _require_no_file(app: App, container: str, path: str) -> None:
    """Engines refuse it, too, with a longer message."""
    is_there = archive.find(app.client, container, path)
    if is_there and not archive.is_directory(app.client, container, path):
        raise Docker15Error(f"{container}:{path}: not a directory")
