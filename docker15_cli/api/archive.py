"""Files into a container: `/containers/{id}/archive` (API 1.20 and later)."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import cast

from docker15_cli.api.client import Client, Upload
from docker15_cli.api.encoding import segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import PathStat
from docker15_cli.errors import Docker15Error, EngineError
from docker15_cli.transport.connection import READ_SIZE

_DIRECTORY_BIT, _LINK_BIT = 1 << 31, 1 << 27  # of Go's FileMode
_STAT_HEADER = "X-Docker-Container-Path-Stat"  # JSON in base64


def find(client: Client, container: str, path: str) -> PathStat | None:
    """`HEAD /containers/{id}/archive`: what is at a path.

    Returns None if there is nothing, or no container.
    """
    try:
        request = _request("HEAD", container, path)
        found = client.header(operations.ARCHIVE_FIND, request, _STAT_HEADER)
    except EngineError:  # it has no text; dockerd sends a 500 if a parent is not a directory
        return None
    return cast(PathStat, found or {})


def is_directory(client: Client, container: str, path: str) -> bool:
    """Whether `path` is a directory, or a link to one."""
    found = find(client, container, f"{path.rstrip('/')}/.") or PathStat()
    # Podman sends the mode of the link even then, but only Podman sends `isDir`.
    return bool(found.get("isDir", _mode(found) & _DIRECTORY_BIT))


def resolve_link(client: Client, container: str, path: str) -> str:
    """The final target of the link `path`; `path` itself if it is not a link, or does not exist.

    Engines without the endpoint follow links by themselves.
    """
    found = (find(client, container, path) if client.has(operations.ARCHIVE_PUT) else None) or {}
    return (found.get("linkTarget") if _mode(found) & _LINK_BIT else "") or path


def _mode(found: PathStat) -> int:
    return found.get("mode") or 0


def put(
    client: Client, container: str, directory: str, upload: Upload, *, keeps_owners: bool = False
) -> None:
    """`PUT /containers/{id}/archive`: extract a tar archive into an existing directory.

    With `keeps_owners`, what is in the archive belongs to the owners that it names, on every
    engine. Raises NotFound, EngineError (if a directory would replace a file, or a file a
    directory), and whatever `upload` raises.
    """
    request = _request("PUT", container, directory)
    request.query["noOverwriteDirNonDir"] = "1"
    if keeps_owners:  # by default, Podman gives all to the container's user
        request.query["copyUIDGID"] = "0"
    request.headers["Content-Type"] = "application/x-tar"
    for _ in client.stream(operations.ARCHIVE_PUT, request, upload):
        pass


def put_file(
    client: Client,
    container: str,
    directory: str,
    name: str,
    file: io.BufferedIOBase,
    *,
    mode: int,
    mtime: int,
    owner: tuple[int, int] | None = None,
) -> None:
    """`put` one file, given to `owner` if there is one; directories in `name` are created."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = file.seek(0, 2), mode, mtime
    info.uid, info.gid = owner or (0, 0)
    file.seek(0)
    put(client, container, directory, tar((info, file)), keeps_owners=bool(owner))


def put_directory(
    client: Client,
    container: str,
    directory: str,
    name: str,
    *,
    mode: int,
    mtime: int,
    owner: tuple[int, int] | None = None,
) -> None:
    """`put` an empty directory, given to `owner` if there is one; one that exists stays."""
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.mtime = tarfile.DIRTYPE, mode, mtime
    info.uid, info.gid = owner or (0, 0)
    put(client, container, directory, tar((info, None)), keeps_owners=bool(owner))


def _request(method: str, container: str, path: str) -> Request:
    return Request(method, f"/containers/{segment(container, 'container')}/archive", {"path": path})


def tar(*members: tuple[tarfile.TarInfo, io.BufferedIOBase | None]) -> Iterator[bytes | memoryview]:
    """A tar archive of files, each read from its current position, and of members without contents.

    Use each piece before asking for the next one.
    """
    buffer = memoryview(bytearray(READ_SIZE))
    for info, file in members:
        yield info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
        left = info.size
        while file and left:
            size = file.readinto(buffer[:left])
            if not size:
                raise Docker15Error(f"{info.name} shrank while it was being read")
            left -= size
            yield buffer[:size]
        yield bytes(-info.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)
