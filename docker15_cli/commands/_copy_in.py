"""`docker15 cp HOSTPATH CONTAINER:PATH`, for engines that have it."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path

from docker15_cli.api import archive, containers
from docker15_cli.app import App
from docker15_cli.archive import pack
from docker15_cli.archive.ignore import Ignore
from docker15_cli.commands import _upload
from docker15_cli.errors import Docker15Error

_PERMISSIONS = 0o7777


def copy_in(app: App, host_path: str, container: str, path: str) -> None:
    """Copy a file, a directory, or (`-`) the tar on stdin into a container, as `cp -r` has it.

    Raises NotSupported before anything is read, Docker15Error, EngineError.
    """
    client = app.client
    client.require("archive")
    containers.inspect(client, container)  # a missing one looks like a missing path later on
    target = archive.followed(client, container, posixpath.normpath(f"/{path.lstrip('/')}"))
    is_directory = archive.is_directory(client, container, target)
    if not is_directory:
        ends_there = host_path == "-" or (path.endswith("/") and not Path(host_path).is_dir())
        parent = posixpath.dirname(target)
        if ends_there or not archive.is_directory(client, container, parent):
            raise Docker15Error(f"{container}:{path}: there is no such directory")
    if host_path == "-":
        tar = _upload.tar_chunks(_upload.tar_on_stdin(app), "stdin")
        archive.put(client, container, target, tar)
        return
    name = posixpath.basename(host_path.rstrip("/"))
    if name in (".", ".."):  # as cp has it, these have no name: what is in them is copied
        name = ""
    directory, name = (target, name) if is_directory else posixpath.split(target)
    try:
        _send(app, host_path, container, directory, name)
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error


def _send(app: App, host_path: str, container: str, directory: str, name: str) -> None:
    info = os.stat(host_path)  # noqa: PTH116  # for a Path `file/` would be the file
    mode, mtime = info.st_mode & _PERMISSIONS, int(info.st_mtime)
    client = app.client
    if stat.S_ISREG(info.st_mode):
        with Path(host_path).open("rb") as file:
            archive.put_file(client, container, directory, name, file, mode=mode, mtime=mtime)
        return
    if not stat.S_ISDIR(info.st_mode):
        raise Docker15Error(f"{host_path}: is no file and no directory")
    everything = Ignore()
    pack.check(host_path, everything)
    if name:
        _require_no_file(app, container, posixpath.join(directory, name))
        archive.put_directory(client, container, directory, name, mode=mode, mtime=mtime)
    into = posixpath.join(directory, name)
    archive.put(client, container, into, pack.pack(host_path, everything, app.streams.note))


def _require_no_file(app: App, container: str, path: str) -> None:
    """Engines refuse it, too, in more words."""
    is_there = archive.find(app.client, container, path)
    if is_there and not archive.is_directory(app.client, container, path):
        raise Docker15Error(f"{container}:{path}: is no directory")
