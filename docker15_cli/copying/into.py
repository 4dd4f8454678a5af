"""`cp` into a container."""

from __future__ import annotations

import os
import posixpath
import stat
from functools import partial
from pathlib import Path
from typing import TypedDict

from docker15_cli.api import container_files, containers
from docker15_cli.app import App
from docker15_cli.cli import tar_io
from docker15_cli.contract import operations
from docker15_cli.errors import Docker15Error

_PERMISSIONS = 0o7777


class _Attributes(TypedDict, total=False):
    """The attributes of a file or directory to send; `owner` is uid and gid."""

    mode: int
    mtime: int
    owner: tuple[int, int]


def copy_in(
    app: App, host_path: str, container: str, path: str, *, keeps_owners: bool = False
) -> None:
    """Copy a file, a directory, or (`-`) the tar archive on stdin into a container, like `cp -r`.

    With `keeps_owners` the numeric owners are kept; else everything belongs to root. Raises
    NotSupported before API 1.20, and before anything is read; Docker15Error, EngineError.
    """
    client = app.client
    client.require(operations.ARCHIVE_PUT)
    containers.inspect(client, container)  # below, a missing container looks like a missing path
    absolute = posixpath.normpath(f"/{path.lstrip('/')}")
    target = container_files.resolve_link(client, container, absolute)
    is_directory = container_files.is_directory(client, container, target)
    if not is_directory:
        ends_there = host_path == "-" or (path.endswith("/") and not Path(host_path).is_dir())
        parent = posixpath.dirname(target)
        if ends_there or not container_files.is_directory(client, container, parent):
            raise Docker15Error(f"{container}:{path}: no such directory")
    if host_path == "-":
        tar = tar_io.tar_chunks(tar_io.tar_on_stdin(app), "stdin")
        container_files.put(client, container, target, tar, keeps_owners=keeps_owners)
        return
    name = posixpath.basename(host_path.rstrip("/"))
    if name in (".", ".."):  # like cp, copy the contents
        name = ""
    directory, name = (target, name) if is_directory else posixpath.split(target)
    try:
        _send(app, host_path, container, directory, name, keeps_owners=keeps_owners)
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error


def _send(
    app: App, host_path: str, container: str, directory: str, name: str, *, keeps_owners: bool
) -> None:
    from docker15_cli.archive import pack
    from docker15_cli.archive.ignore import Ignore

    purpose = pack.ARCHIVE if keeps_owners else pack.COPY
    info = os.stat(host_path)  # noqa: PTH116  # Path would take `file/` for `file`
    attributes: _Attributes = {"mode": info.st_mode & _PERMISSIONS, "mtime": int(info.st_mtime)}
    if keeps_owners:
        attributes["owner"] = (info.st_uid, info.st_gid)
    put = partial(container_files.put, app.client, container, keeps_owners=keeps_owners)
    if stat.S_ISREG(info.st_mode):
        with Path(host_path).open("rb") as file:
            container_files.put_file(app.client, container, directory, name, file, **attributes)
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
        container_files.put_directory(app.client, container, directory, name, **attributes)
    tar = pack.pack(host_path, everything, app.streams.note, purpose=purpose)
    put(posixpath.join(directory, name), tar)


def _require_no_file(app: App, container: str, path: str) -> None:
    """Raise Docker15Error if `path` is a file; engines refuse it, too, with a longer message."""
    is_there = container_files.find(app.client, container, path)
    if is_there and not container_files.is_directory(app.client, container, path):
        raise Docker15Error(f"{container}:{path}: not a directory")
