"""`cp` out of a container."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from docker15_cli.api import container_files
from docker15_cli.app import App
from docker15_cli.cli import tar_io
from docker15_cli.errors import Docker15Error

if TYPE_CHECKING:  # it imports tarfile, which help does not need
    from docker15_cli.archive.unpack import Target

_MOST_LINKS = 40  # as many as Linux follows


def copy_out(
    app: App, container: str, path: str, host_path: str, *, keeps_owners: bool = False
) -> bool:
    """Copy what is at a path into a directory, to another name, or (`-`) to stdout as a tar.

    Returns whether all of it was copied; what is left out is reported on stderr. With
    `keeps_owners` the numeric owners are kept. Raises NotFound, Docker15Error.
    """
    resource = posixpath.normpath(f"/{path.lstrip('/')}")
    if host_path == "-":
        tar_io.require_no_terminal(app, "name a directory")
        tar_io.to_stdout(app, container_files.copy(app.client, container, resource, host_path))
        return True
    wants_contents = path.endswith("/.") or path == "." or resource == "/"
    name = "" if wants_contents else container_files.copied_name(app.client, resource)
    resource = container_files.resolve_link(app.client, container, resource)
    for _ in range(_MOST_LINKS):
        try:
            target = _target(host_path, name, path)
        except OSError as error:
            raise Docker15Error(f"{host_path}: {error.strerror}") from error
        target.keeps_owners = keeps_owners
        link, complete = _extract(app, container, resource, target, host_path)
        if link is None:
            return complete
        resource = posixpath.normpath(posixpath.join(posixpath.dirname(resource), link))
    raise Docker15Error(f"{container}:{path}: too many levels of symbolic links")


def _extract(
    app: App, container: str, resource: str, target: Target, host_path: str
) -> tuple[str | None, bool]:
    """Copy `resource`; return the target of the link if it is one, and whether all was copied.

    A 1.5 daemon does not follow links, and has no way to ask whether a path is one.
    """
    from docker15_cli.archive.unpack import TopIsLink, unpack

    target.top = container_files.copied_name(app.client, resource)
    target.may_be_bare = container_files.copies_bare(app.client)
    target.follows = True
    chunks = container_files.copy(app.client, container, resource, host_path)
    try:
        return None, unpack(chunks, target, app.streams.error)
    except TopIsLink as found:
        return os.fsdecode(found.link), False


def _target(host_path: str, name: str, path: str) -> Target:
    """Where the copy goes, by the rules of `cp -r`. Raises Docker15Error, OSError.

    It goes into `host_path` as `name` ("": only the contents) if that is a directory; else it
    becomes `host_path` itself.
    """
    from docker15_cli.archive import atomic
    from docker15_cli.archive.unpack import Target

    resolved = atomic.resolved(host_path)
    only_directory = path.endswith(("/", "/."))
    if resolved.is_dir():
        return Target(str(resolved), "", name, only_directory)
    if resolved.exists() and not resolved.is_file():
        raise Docker15Error(f"{host_path}: neither a file nor a directory; refusing to replace it")
    if resolved.is_file() and host_path.endswith("/"):
        raise Docker15Error(f"{host_path}: not a directory")
    if not resolved.parent.is_dir():
        raise Docker15Error(f"{host_path}: no such directory: {resolved.parent}")
    only_directory = only_directory or host_path.endswith("/")
    return Target(str(resolved.parent), "", resolved.name, only_directory)
