"""`insert`, and how it is done on engines that lack it (docs/spec/engines.md §2.12).

That is create, `PUT archive` and commit; before API 1.20, which added `PUT archive`, a build of two
lines.
"""

from __future__ import annotations

import contextlib
import io
import json
import posixpath
import re
import tarfile
import tempfile
import time
from collections.abc import Iterator

from docker15_cli.api import archive, containers, images, system
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import segment
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Config, Message
from docker15_cli.errors import Docker15Error, EngineError, UsageError, without_password
from docker15_cli.jsontypes import JsonObject
from docker15_cli.transport.download import Download

_LIMIT = 8 * 1024**3 - 1  # bytes of the file: the most that a tar header can hold
_TICK = 1024**2  # bytes between two messages of progress
_MODE = 0o644


def insert(client: Client, image: str, url: str, path: str) -> Iterator[Message]:
    """`POST /images/{name}/insert`: a new image from `image`, with the file at `url` as `path`.

    Yields the messages as they come; the last is `{"Id": …}`, with 12 digits. A 1.5 daemon fetches
    the URL itself. Later engines lack the endpoint: there this client fetches it, and makes the
    image from other operations. Raises EngineError, also if a 1.5 daemon answers with an empty id
    (docs/spec/remote-api-1.5.md §7).
    """
    if not client.dialect.has_insert:
        yield from _rebuilt(client, image, url, path)
        return
    query = {"path": path, "url": url}
    request = Request("POST", f"/images/{segment(image, 'image')}/insert", query)
    identifier = ""
    for message in client.messages(operations.IMAGE_INSERT, request):
        identifier = message.get("Id") or identifier
        yield message
    if not identifier:
        shown = without_password(url)
        raise EngineError(f"{image}: nothing inserted: no such image, or {shown} can't be fetched")


def _rebuilt(client: Client, image: str, url: str, path: str) -> Iterator[Message]:
    """The messages of a 1.5 daemon's insert, but this client does the work.

    Raises NotFound for a missing image, before anything is fetched, UsageError for a path that does
    not name a file, Docker15Error for a URL that can't be fetched.
    """
    name = posixpath.normpath(f"/{path}").lstrip("/")
    if not name or path.endswith("/"):
        raise UsageError(f"insert creates one file, and {path!r} does not name one")
    base = images.inspect(client, image)
    with _temporary_file() as file:
        yield from _fetch(client, url, file)
        if client.has(operations.ARCHIVE_PUT):
            identifier = _committed(client, image, base, (url, path), name, file)
        else:
            identifier = _built(client, image, name, file)
    yield {"status": identifier}
    yield {"Id": identifier[:12]}


def _temporary_file() -> io.BufferedRandom:
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise Docker15Error(f"can't store the download: {error.strerror}") from error


def _committed(
    client: Client,
    image: str,
    base: JsonObject,
    arguments: tuple[str, str],
    name: str,
    file: io.BufferedIOBase,
) -> str:
    with _container(client, image, _config(image, base.get("Config") or {}, arguments)) as made:
        now = int(time.time())
        archive.put_file(client, made, "/", name, file, mode=_MODE, mtime=now)
        author, comment = base.get("Author") or "", base.get("Comment") or ""
        created = system.commit(client, made, author=author, message=comment)
    return created["Id"].removeprefix("sha256:")


def _built(client: Client, image: str, name: str, file: io.BufferedIOBase) -> str:
    target = f"/{name}".replace("\\", "\\\\").replace("$", "\\$")
    if re.search(r"\s", target):  # Docker 1.0 has only the plain form
        line = f'COPY ["file", {json.dumps(target)}]'
    else:
        line = f"COPY file {target}"
    dockerfile = f"FROM {image}\n{line}\n".encode()
    members = (_member("Dockerfile", io.BytesIO(dockerfile)), _member("file", file))
    text = b"".join(system.build(client, upload=archive.tar(*members), remove=True))
    found = re.findall(rb"Successfully built ([0-9a-f]+)", text)
    if not found:
        raise EngineError("the engine ended the build without an image")
    identifier: str = images.inspect(client, found[-1].decode())["Id"]
    return identifier.removeprefix("sha256:")


def _member(name: str, file: io.BufferedIOBase) -> tuple[tarfile.TarInfo, io.BufferedIOBase]:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = file.seek(0, 2), _MODE, int(time.time())
    file.seek(0)
    return info, file


def _config(image: str, base: JsonObject, arguments: tuple[str, str]) -> Config:
    """The config of a container to be committed: the image's own command stays, if it has one."""
    config = Config(Image=image)
    if not (base.get("Cmd") or base.get("Entrypoint")):
        config["Cmd"] = ["echo", "insert", *arguments]
    return config


@contextlib.contextmanager
def _container(client: Client, image: str, config: Config) -> Iterator[str]:
    made = containers.create(client, config)["Id"]
    try:
        yield made
    finally:
        containers.remove(client, made, volumes=True)


def _fetch(client: Client, url: str, file: io.BufferedIOBase) -> Iterator[Message]:
    download = Download(url, client.say)
    done = told = 0
    with contextlib.closing(download):
        for piece in download.pieces():
            done += len(piece)
            if done > _LIMIT:
                raise Docker15Error(
                    f"{url} is larger than {_LIMIT} bytes, the most that insert takes"
                )
            file.write(piece)
            if done - told >= _TICK:
                told = done
                yield _progress(done, download.size)
    yield _progress(done, download.size)


def _progress(done: int, size: int) -> Message:
    return {"status": "Downloading", "progressDetail": {"current": done, "total": size or done}}
