"""A container's files: what has changed, copies out of it, and, from API 1.20 on, into it."""

from __future__ import annotations

import io
import itertools
import posixpath
from collections.abc import Generator, Iterator
from typing import cast

from docker15_cli.api.client import Client, Upload
from docker15_cli.api.encoding import container_path
from docker15_cli.archive import tar_writer
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Change, PathStat
from docker15_cli.errors import EngineError, NotFound

_DIRECTORY_BIT, _LINK_BIT = 1 << 31, 1 << 27  # of Go's FileMode
_STAT_HEADER = "X-Docker-Container-Path-Stat"  # JSON in base64


def changes(client: Client, container: str) -> list[Change]:
    """`GET /containers/{id}/changes`: what differs from the image. Raises NotFound."""
    request = Request("GET", f"{container_path(container)}/changes")
    return client.rows(operations.CONTAINER_CHANGES, request)


def export(client: Client, container: str) -> Iterator[bytes]:
    """`GET /containers/{id}/export`: a tar archive of the container's files, as it comes.

    Raises NotFound at once, AnswerBroken if the archive is cut short.
    """
    request = Request("GET", f"{container_path(container)}/export")
    return client.stream(operations.CONTAINER_EXPORT, request)


def copy(
    client: Client, container: str, resource: str, host_path: str = ""
) -> Generator[bytes, None, None]:
    """`POST /containers/{id}/copy`: a tar archive of a file or a directory, as it comes.

    The names of its members start with `copied_name`. The original client sends `host_path` too,
    which no engine reads. Raises NotFound (a 1.5 daemon: EngineError 500 for a missing path),
    AnswerBroken.
    """
    body = {"Resource": resource, **({"HostPath": host_path} if host_path else {})}
    request = Request("POST", f"{container_path(container)}/copy", body=body)
    try:
        return client.stream(operations.CONTAINER_COPY, request)
    except NotFound as error:
        if "file or directory" not in str(error):
            raise
        raise NotFound(f"{container}:{resource}: no such file or directory", 404) from None


def copies_owners(client: Client) -> bool:
    """Whether the archive of `copy` says who owns what is in it."""
    return not client.dialect.forgets_owners


def copied_name(client: Client, resource: str) -> str:
    """The first component of all names in the archive of `copy`; "" for a root without one."""
    name = posixpath.basename(posixpath.normpath(f"/{resource}"))
    return name or client.dialect.root_name


def copies_bare(client: Client) -> bool:
    """Whether the archive of `copy` may lack that name, and hold only a directory's contents."""
    return client.dialect.bare_copies


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

    With `keeps_owners` files get the owners that the archive names, on every engine. Raises
    NotFound, EngineError (if a directory would replace a file, or a file a directory), and whatever
    `upload` raises.
    """
    request = _request("PUT", container, directory)
    request.query["noOverwriteDirNonDir"] = "1"
    if keeps_owners:  # by default, Podman makes the container's user own everything
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
    """`put` one file, owned by `owner` (uid, gid) if given; directories in `name` are created."""
    member = tar_writer.file(name, file, mode, mtime, owner or tar_writer.ROOT)
    archive = itertools.chain(member, [tar_writer.END])
    put(client, container, directory, archive, keeps_owners=bool(owner))


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
    """`put` an empty directory, owned by `owner` (uid, gid) if given; an existing one is kept."""
    member = tar_writer.directory(name, mode, mtime, owner or tar_writer.ROOT)
    put(client, container, directory, [member, tar_writer.END], keeps_owners=bool(owner))


def _request(method: str, container: str, path: str) -> Request:
    return Request(method, f"{container_path(container)}/archive", {"path": path})
