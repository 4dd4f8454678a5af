"""`insert`, and a replacement for engines that lack it (docs/spec/engines.md §2.12).

The replacement is create, `PUT archive` and commit; before API 1.20, which added `PUT archive`, a
build of two lines.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import posixpath
import re
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docker15_cli.api import container_files, container_life, container_removal, images, system
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import segment
from docker15_cli.archive import tar_writer
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Message
from docker15_cli.errors import Docker15Error, EngineError, UsageError, without_password
from docker15_cli.jsontypes import JsonObject
from docker15_cli.transport.download import Download

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config

_LIMIT = 8 * 1024**3 - 1  # bytes of the file: the most that a tar header can hold
_TICK = 1024**2  # bytes between two progress messages
_MODE = 0o644


def insert(client: Client, image: str, url: str, path: str) -> Iterator[Message]:
    """`POST /images/{name}/insert`: a new image from `image`, with the file at `url` as `path`.

    Yields the messages as they come; the last is `{"Id": …}`, with 12 digits. A 1.5 daemon fetches
    the URL itself. Later engines lack the endpoint: there this client fetches it, and makes the
    image from other operations. Raises EngineError, also if a 1.5 daemon answers with an empty id
    (docs/spec/remote-api-1.5.md §7).
    """
    if not client.dialect.has_insert:
        yield from _insert_here(client, image, url, path)
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


def _insert_here(client: Client, image: str, url: str, path: str) -> Iterator[Message]:
    """Do the insert in this client; return the messages that a 1.5 daemon would send.

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
            identifier = _commit_image(client, image, base, (url, path), name, file)
        else:
            identifier = _build_image(client, image, name, file)
    yield {"status": identifier}
    yield {"Id": identifier[:12]}


def _temporary_file() -> io.BufferedRandom:
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise Docker15Error(f"can't store the download: {error.strerror}") from error


def _commit_image(
    client: Client,
    image: str,
    base: JsonObject,
    arguments: tuple[str, str],
    name: str,
    file: io.BufferedIOBase,
) -> str:
    with _container(client, image, _config(image, base.get("Config") or {}, arguments)) as made:
        now = int(time.time())
        container_files.put_file(client, made, "/", name, file, mode=_MODE, mtime=now)
        author, comment = base.get("Author") or "", base.get("Comment") or ""
        created = system.commit(client, made, author=author, message=comment)
    return created["Id"].removeprefix("sha256:")


def _build_image(client: Client, image: str, name: str, file: io.BufferedIOBase) -> str:
    target = f"/{name}".replace("\\", "\\\\").replace("$", "\\$")
    if re.search(r"\s", target):  # Docker 1.0 has only the plain form
        line = f'COPY ["file", {json.dumps(target)}]'
    else:
        line = f"COPY file {target}"
    dockerfile = f"FROM {image}\n{line}\n".encode()
    now = int(time.time())
    recipe = tar_writer.file("Dockerfile", io.BytesIO(dockerfile), _MODE, now)
    copied = tar_writer.file("file", file, _MODE, now)
    context = itertools.chain(recipe, copied, [tar_writer.END])
    text = b"".join(system.build(client, upload=context, remove=True))
    found = re.findall(rb"Successfully built ([0-9a-f]+)", text)
    if not found:
        raise EngineError("the engine ended the build without an image")
    identifier: str = images.inspect(client, found[-1].decode())["Id"]
    return identifier.removeprefix("sha256:")


def _config(image: str, base: JsonObject, arguments: tuple[str, str]) -> Config:
    """The config of a container to be committed; the image's own command is kept if it has one."""
    config: Config = {"Image": image}
    if not (base.get("Cmd") or base.get("Entrypoint")):
        config["Cmd"] = ["echo", "insert", *arguments]
    return config


@contextlib.contextmanager
def _container(client: Client, image: str, config: Config) -> Iterator[str]:
    made = container_life.create(client, config)["Id"]
    try:
        yield made
    finally:
        container_removal.remove(client, made, volumes=True)


def _fetch(client: Client, url: str, file: io.BufferedIOBase) -> Iterator[Message]:
    download = Download(url, client.trace)
    done = reported = 0
    with contextlib.closing(download):
        for piece in download.pieces():
            done += len(piece)
            if done > _LIMIT:
                raise Docker15Error(
                    f"{url} is larger than {_LIMIT} bytes, the most that insert takes"
                )
            file.write(piece)
            if done - reported >= _TICK:
                reported = done
                yield _progress(done, download.size)
    yield _progress(done, download.size)


def _progress(done: int, size: int) -> Message:
    return {"status": "Downloading", "progressDetail": {"current": done, "total": size or done}}
