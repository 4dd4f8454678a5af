"""`docker15 commit`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args, get_origin, get_type_hints

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.shared_options import changes_option, container_argument
from docker15_cli.contract import features
from docker15_cli.contract.bodies import Config
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json
from docker15_cli.output.units_06 import short_id

_KINDS: Mapping[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "a list of strings",
    dict: "an object",
}


@docker15_command(
    usage="CONTAINER [REPOSITORY [TAG]]",
    examples=(
        "docker15 commit CONTAINER mine:v1",
        """docker15 commit -m "why" -run '{"Cmd": ["cat", "/etc/motd"]}' CONTAINER mine""",
    ),
    manual=(
        "Creates an image from a container's files and prints its id. The name may also be given "
        "as REPOSITORY:TAG. `-run` takes a configuration in JSON, which is checked before "
        "anything is sent.",
    ),
    related=("build", "diff", "images"),
)
@container_argument(completes="containers")
@argument("repository", required=False, completes="repositories")
@argument("tag", required=False, completes="nothing")
@option("-m", "--message", default="", metavar="TEXT", completes="nothing", help="Commit message.")
@option(
    "-author",
    "-a",
    "--author",
    default="",
    metavar="NAME",
    completes="nothing",
    help="Author of the image.",
)
@option(
    "-run",
    "--run",
    "run",
    default="",
    metavar="JSON",
    completes="nothing",
    help='Config of the image, such as {"Cmd": ["date"]}.',
)
@changes_option
@switch(
    "-p",
    "--pause",
    default=None,
    help="Pause the container during the commit (API 1.13).  [default: true]",
)
def command(
    app: App,
    *,
    container: str,
    repository: str | None,
    tag: str | None,
    message: str,
    author: str,
    run: str,
    changes: Sequence[str],
    pause: bool | None,
) -> None:
    if changes:
        app.client.require(features.COMMIT_CHANGES)
    if pause:
        app.client.require(features.COMMIT_PAUSE)
    name = image_names.optional(app, repository, tag)
    created = system.commit(
        app.client,
        container,
        repository=name.repository,
        tag=name.tag,
        message=message,
        author=author,
        config=_config(run),
        changes=changes,
        pause=pause is not False,
    )
    app.streams.line(short_id(created["Id"]))


def _config(text: str) -> Config | None:
    if not text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"-run is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"-run takes a JSON object, not {text}")
    return cast(Config, dict(_canonical(value)))


def _canonical(config: Mapping[str, Json]) -> Iterator[tuple[str, Any]]:
    """The pairs of `config`, with API 1.5's keys in their own case: Go ignores it. Others as given.

    Raises UsageError for a value of the wrong type: a 1.5 daemon would silently create an image
    without any of the config.
    """
    hints = get_type_hints(Config)
    names = {name.lower(): name for name in hints}
    for key, value in config.items():
        name = names.get(key.lower(), key)
        if name in hints and not _fits(value, kind := _kind(hints[name])):
            raise UsageError(f"-run: {name} takes {_KINDS[kind]}, not {json.dumps(value)}")
        yield name, value


def _kind(hint: Any) -> type:
    """The runtime type of a type hint: `list[str] | None` → list."""
    first, *_ = get_args(hint) or (hint,)
    return get_origin(first) or cast(type, first)


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, list):
        return kind is list and all(isinstance(item, str) for item in value)
    return value is None or type(value) is kind
