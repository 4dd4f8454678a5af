"""A build: its arguments, checked before anything is sent, and the text that comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from docker15_cli.api import system
from docker15_cli.api.client import Upload
from docker15_cli.app import App
from docker15_cli.archive import pack
from docker15_cli.building import source
from docker15_cli.building.options import OPTIONS
from docker15_cli.building.source import Source
from docker15_cli.cli import image_names, values
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.cli.registry_login import advising, all_logins
from docker15_cli.cli.versioned import gather
from docker15_cli.container.environment import environment, with_proxies
from docker15_cli.contract import features
from docker15_cli.jsontypes import Json, JsonObject

TAIL = 1024
"""How many bytes at the end of a build's text are enough for system.built_id."""


class BuildRequest(NamedTuple):
    """What to build, the image's names, and the query parameters that API 1.5 does not have."""

    source: Source
    tags: Sequence[str]
    later: JsonObject


def prepare(
    app: App,
    context: str,
    options: Mapping[str, Json],
    *,
    file: str = "",
    tags: Sequence[str] = (),
    compress: bool = False,
) -> BuildRequest:
    """Check the arguments of a build, and find its source.

    `context` and `file` are as in source.find, `options` the values of OPTIONS; `compress` applies
    to a directory. Raises UsageError, NotSupported, Docker15Error.
    """
    names = image_names.built(app, *tags)
    found, needs = gather(OPTIONS, options)
    arguments = environment(app.environ, (), found.pop("buildargs", ()), "--build-arg")
    what = source.find(app, context, file)
    later = _later(app, found, needs, arguments)
    if compress and what.upload and context != "-":
        what.upload = pack.compressed(what.upload)
    return BuildRequest(what, names, later)


def text(
    app: App,
    wanted: BuildRequest,
    upload: Upload | None,
    *,
    quiet: bool = False,
    no_cache: bool = False,
    remove: bool | None = None,
) -> Iterator[bytes]:
    """Build; yield the text as it comes.

    `upload` is sent if the source has one; the options are as in system.build. Raises EngineError
    if the build fails; if a login is needed, it says what to do.
    """
    with advising(app):
        yield from system.build(
            app.client,
            upload=upload if wanted.source.upload else None,
            remote=wanted.source.remote,
            tags=wanted.tags,
            quiet=quiet,
            no_cache=no_cache,
            remove=remove,
            dockerfile=wanted.source.dockerfile,
            logins=all_logins(app) if app.client.dialect.takes_logins else None,
            later=wanted.later,
        )


def keep_tail(text: Iterable[bytes], tail: bytearray) -> Iterator[bytes]:
    """Pass on the text unchanged, keeping its last TAIL bytes in `tail`."""
    for piece in text:
        tail += piece
        del tail[:-TAIL]
        yield piece


def _later(
    app: App,
    found: JsonObject,
    needs: Iterable[tuple[str, str]],
    arguments: list[str],
) -> JsonObject:
    """The query parameters of the options that API 1.5 does not have.

    `needs` are pairs of an API version and the option that needs it. Raises NotSupported.
    """
    for version, name in needs:
        app.client.require_version(version, name)
    if app.client.has(features.BUILD_ARGS):
        arguments = with_proxies(app, arguments)
    if arguments:
        found["buildargs"] = values.pairs(pair for pair in arguments if "=" in pair)
    platform = default_platform(app, features.BUILD_PLATFORM)
    if platform:
        found.setdefault("platform", platform)
    return found
