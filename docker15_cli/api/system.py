"""`/version`, `/info`, `/auth`, `/build`, `/commit`, `/system/df` and `/events`.

See docs/spec/remote-api-1.5.md §4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from docker15_cli.api import images, names
from docker15_cli.api.client import Client, Upload
from docker15_cli.api.encoding import query_params
from docker15_cli.contract import features, operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Created, DiskUsage, Message, Version
from docker15_cli.dialects.base import NATIVE_VERSION
from docker15_cli.errors import AnswerBroken, EngineError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config

# The end of a successful build's text, and of a failed one's (remote-api-1.5.md §4, §7).
_BUILT = regex(
    rb"^Successfully built [0-9a-f]+\n(?:Removing intermediate container [0-9a-f]+\n)*\Z",
    re.MULTILINE,
)
# The id at the end of the text, or of the little that `quiet` leaves of it.
_BUILT_ID = regex(rb"^(?:Successfully built |sha256:)?([0-9a-f]{12,64})\s*$", re.MULTILINE)
_FAILED = "Error build: "
_LONGEST_FAILURE = 8 * 1024  # bytes of an error whose second copy is recognized
_TAIL = 64 * 1024  # bytes at the end of the text that are kept to recognize it

API_VERSION = NATIVE_VERSION  # what docker15 speaks itself


def version(client: Client) -> Version:
    """`GET /version`: the versions of the engine, its API, Go and the kernel."""
    return cast(Version, client.object(operations.VERSION, Request("GET", "/version")))


def info(client: Client) -> JsonObject:
    """`GET /info`: counts and settings; a missing boolean means false."""
    return client.object(operations.INFO, Request("GET", "/info"))


def auth(client: Client, *, username: str, password: str, email: str, server: str) -> str:
    """`POST /auth`: let the engine log in to a registry; return its Status, a line for the user.

    `server` is the registry's URL. A 1.5 daemon creates an account if the registry does not know
    the name. Raises EngineError: 401 for a wrong login, 403 for an account that is not active yet.
    """
    body = {
        "username": username,
        "password": password,
        "auth": "",
        "email": email,
        "serveraddress": server,
    }
    answer = client.json(operations.AUTH, Request("POST", "/auth", body=body))
    return str((answer or {}).get("Status") or "")


def build(
    client: Client,
    *,
    upload: Upload | None = None,
    remote: str = "",
    tags: Sequence[str] = (),
    quiet: bool = False,
    no_cache: bool = False,
    remove: bool | None = None,
    dockerfile: str = "",
    logins: Mapping[str, Mapping[str, str]] | None = None,
    later: JsonObject | None = None,
) -> Iterator[bytes]:
    """`POST /build`: the text of a build, as it comes.

    `upload` is the context, a tar archive (plain, gzip, bzip2 or xz), sent as it comes; or `remote`
    is the URL of a Dockerfile or a git repository for the engine to fetch. `tags` are names for the
    image, with or without a tag; a 1.5 daemon takes only one, so the others are added after the
    build. `remove` says whether to remove the containers of the steps; None leaves that to the
    engine. `dockerfile` is the path of another one in the context, `logins` are credentials by
    registry, and `later` holds further query parameters, such as buildargs; all three are for
    engines that have them.

    Raises EngineError, after the preceding text, if the build failed (1.5 still answers 200).
    """
    query = query_params(
        nocache=no_cache, q=quiet, rm=bool(remove), dockerfile=dockerfile, remote=remote
    )
    if remove is False and client.dialect.removes_steps:
        query["rm"] = "0"
    query |= {key: _parameter(value) for key, value in (later or {}).items()}
    headers = {"Content-Type": "application/tar"}
    if logins:
        import base64

        value = json.dumps(logins).encode()
        headers["X-Registry-Config"] = base64.urlsafe_b64encode(value).decode()
    first, *others = tags or [""]
    request = Request("POST", "/build", query | {"t": first}, headers=headers)
    if client.dialect.takes_several_tags:
        request.repeated, others = [("t", name) for name in others], []
    if client.dialect.builds_in_json:
        text = _texts(client.messages(operations.BUILD, request, upload))
    else:
        text = _without_repeated_error(client.stream(operations.BUILD, request, upload))
    return _then_tag(client, text, first, others)


def built_id(end: bytes) -> str:
    """The image's id in `end`, the last bytes of a build's text. Raises AnswerBroken if none."""
    found = _BUILT_ID.findall(end)
    if not found:
        raise AnswerBroken("the engine did not report the image's id")
    return str(found[-1].decode())


def _then_tag(
    client: Client, text: Iterator[bytes], first: str, others: Iterable[str]
) -> Iterator[bytes]:
    """Pass on the text, then tag the image with its `others`, even if other images have these."""
    yield from text
    for name in others:
        images.tag(client, first, *names.split(name), force=True)


def _parameter(value: object) -> str:
    """A value of a query: JSON for objects and lists, 1 or 0 for booleans."""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def _texts(messages: Iterable[Message]) -> Iterator[bytes]:
    """The text in a later engine's messages, and each new status of a base image's pull."""
    shown: dict[str, str] = {}
    for message in messages:
        layer, status = str(message.get("id") or ""), str(message.get("status") or "")
        if "stream" in message:
            yield str(message["stream"]).encode(errors="replace")
        elif status and shown.get(layer) != status:
            shown[layer] = status
            yield f"{layer}: {status}\n".removeprefix(": ").encode(errors="replace")


def _without_repeated_error(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A 1.5 daemon's text. Raises EngineError at its end if that reports no image.

    The daemon prints a build's error twice. The second copy is left out, since it is also raised.
    """
    ending = held = b""
    for chunk in chunks:
        ending = (ending + chunk)[-_TAIL:]
        new = held + chunk
        held = _repeated(ending, len(new))
        yield new[: len(new) - len(held)]
    if _BUILT.search(ending):
        yield held
        return
    message = _failure_message(ending.decode(errors="replace"))
    if not ending.endswith(_FAILED.encode() + held * 2):
        yield held
    raise EngineError(message)


def _repeated(text: bytes, new: int) -> bytes:
    """The part of the last `new` bytes that may be the second copy of the build's error."""
    _, mark, error = text.rpartition(_FAILED.encode())
    if not mark or len(error) > _LONGEST_FAILURE:
        return b""
    for line in re.finditer(rb"\n(?!\Z)", error):
        again = error[line.end() :]
        if len(again) <= new and error[: line.end()].startswith(again):
            return again
    return b""


def _failure_message(text: str) -> str:
    """The MSG of `Error build: MSG MSG`, which may have several lines, on one line."""
    for mark in re.finditer(_FAILED, text):
        told_twice = text[mark.end() :]
        message = told_twice[: len(told_twice) // 2]
        if message and message * 2 == told_twice:
            return " ".join(message.split())
    return "the engine ended the build without an image"


def commit(
    client: Client,
    container: str,
    *,
    repository: str = "",
    tag: str = "",
    message: str = "",
    author: str = "",
    config: Config | None = None,
    changes: Sequence[str] = (),
    pause: bool = True,
) -> Created:
    """`POST /commit`: a new image from `container`; its config is `config`. Raises NotFound.

    `changes`, lines of a Dockerfile, need API 1.18. Since API 1.13 engines pause the container
    meanwhile, unless `pause` is false.

    The API's documentation has `m` and `run`, but the daemon reads `comment` and the body: both are
    sent (remote-api-1.5.md §4, §7).
    """
    query = {
        "author": author,
        "comment": message,
        "container": container.lstrip("/"),
        "m": message,
        "repo": repository,
        "run": json.dumps(config) if config else "",
        "tag": tag,
    }
    if not pause:
        query["pause"] = "0"
    repeated = [("changes", change) for change in changes]
    request = Request("POST", "/commit", query, body=config or {}, repeated=repeated)
    return cast(Created, client.object(operations.COMMIT, request))


def disk_usage(client: Client, kind: str = "") -> DiskUsage:
    """`GET /system/df`: the sizes of images, containers, volumes and of the build cache.

    With a `kind` (image, container, volume or build-cache), only of these, on engines that can
    leave out the others. Raises NotSupported, EngineError if it is being counted already.
    """
    query = {"type": kind} if kind and client.has(features.DISK_USAGE_BY_KIND) else {}
    request = Request("GET", "/system/df", query)
    return cast(DiskUsage, client.object(operations.DISK_USAGE, request))


def events(
    client: Client,
    *,
    since: str = "",
    until: str = "",
    follow: bool = True,
    filters: str = "",
) -> Iterator[Message]:
    """`GET /events`: the `{status, id, from, time}` of each event, as they come, without end.

    `since`, in Unix seconds, first replays what has happened since then. With `until`, also in Unix
    seconds, or without `follow`, the engine ends the stream if it can (see `ends_events`). A 1.5
    daemon does not even send a head before the first event (remote-api-1.5.md §7). Before API 1.22
    fractions of seconds are rounded, so there may be more events than asked for. `filters` is JSON,
    for engines that have it.
    """
    query = query_params(filters=filters, since=since, stream="" if follow else "0", until=until)
    return client.messages(operations.EVENTS, Request("GET", "/events", query))


def ends_events(client: Client, *, follow: bool) -> bool:
    """Whether the engine itself ends a stream of `events` with an `until`."""
    ends = client.dialect.ends_events
    return ends == "always" or (ends == "past" and not follow)
