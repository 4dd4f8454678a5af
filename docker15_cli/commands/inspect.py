"""`docker15 inspect`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import click

from docker15_cli.api import containers, images
from docker15_cli.app import App
from docker15_cli.cli import format_option, image_names
from docker15_cli.cli.command import MERGED, argument, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import features, operations
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import Docker15Error, EngineUnreachable, NotFound
from docker15_cli.fanout import engines
from docker15_cli.output.json_indent import compact, indent

_KINDS = ("container", "image", "network", "volume")
_SINCE = {"network": operations.NETWORK_INSPECT, "volume": operations.VOLUME_INSPECT}
_LookUp = Callable[[str], tuple[str, Inspected]]  # name → an object, as text and parsed


class Found(NamedTuple):
    """An object, as its text and parsed."""

    kind: str
    text: str
    value: Inspected


@docker15_command(
    usage="NAME [NAME...]",
    multi_engine=MERGED,
    examples=("docker15 inspect CONTAINER", "docker15 inspect -f '{{.State.Running}}' CONTAINER"),
    manual=(
        "Prints the API's own objects as a JSON array, in the order given. A name is looked up as "
        "a container first, then as an image, then as a network and a volume (API 1.21). A missing "
        "one is an error on stderr, and the array is still valid JSON.",
        "A template names fields as the JSON does, or as docker does, which differs only in "
        "capitals: `.ID` is Id.",
        format_option.MANUAL,
    ),
    related=("images", "ps"),
)
@argument("names", nargs=-1, required=True, metavar="NAME", completes="objects")
@format_option.for_object(
    *("Id", "Created", "Config.Image", "Config.Env", "State.Running", "State.ExitCode"),
    *("State.Pid", "NetworkSettings.IPAddress", "NetworkSettings.Ports"),
)
@option(
    "--type",
    "kind",
    type=click.Choice(_KINDS),
    default=None,
    metavar="KIND",
    help="Only look for a container, an image, a network or a volume.",
)
@switch("-s", "--size", help="Show the sizes of containers (API 1.19).")
def command(app: App, names: Sequence[str], format_: str, kind: str | None, size: bool) -> int:
    image_names.known(app, *names)
    template = format_option.compiled(format_)

    def shown(one: App, found: Found) -> str:
        if not format_:
            return indent(_with_host(one, found.text))
        if format_ == format_option.JSON:
            return compact(_with_host(one, found.text))
        return format_option.object_line(one, format_, template, found.kind, found.value)

    answers = engines.gather(app, lambda one: _look_up_all(one, names, kind, size, shown))
    texts = [text for _, (found, _) in answers.found for text in found]
    if format_ in ("", format_option.JSON):
        app.streams.text(f"[{','.join(texts)}]\n")
    else:
        for text in texts:
            app.streams.line(text)
    return max([answers.status, *(status for _, (_, status) in answers.found)])


def _with_host(app: App, text: str) -> str:
    """An object's text; with a Host as its first key if there are several engines."""
    if not app.name:
        return text
    return f'{{"{engines.HOST}":{json.dumps(app.name)},{text.lstrip().removeprefix("{")}'


def _look_up_all(
    app: App,
    names: Sequence[str],
    kind: str | None,
    size: bool,
    shown: Callable[[App, Found], str],
) -> tuple[list[str], int]:
    """The texts of the objects found, and the exit status; errors are reported here."""
    if size:
        app.client.require(features.INSPECT_SIZE)
    if kind in _SINCE:
        app.client.require(_SINCE[kind])
    lookups = _lookups(app, kind, size)
    found: list[str] = []
    status = 0
    for name in names:
        try:
            found.append(shown(app, _look_up(app, name, lookups)))
        except Docker15Error as error:
            status = max(status, app.report_error(error, name))
            if isinstance(error, EngineUnreachable):
                break  # so would be the others
    return found, status


def _lookups(app: App, kind: str | None, size: bool) -> Mapping[str, _LookUp]:
    known: dict[str, _LookUp] = {
        "container": lambda name: containers.inspect_raw(app.client, name, size=size),
        "image": lambda name: images.inspect_raw(app.client, name),
        "network": lambda name: _network(app, name),
        "volume": lambda name: _volume(app, name),
    }
    if kind:
        return {kind: known[kind]}
    return known


# Most of what is inspected is neither: their imports are for those that are.
def _network(app: App, name: str) -> tuple[str, Inspected]:
    from docker15_cli.api import networks

    return networks.inspect_raw(app.client, name)


def _volume(app: App, name: str) -> tuple[str, Inspected]:
    from docker15_cli.api import volumes

    return volumes.inspect_raw(app.client, name)


def _has(app: App, kind: str) -> bool:
    return kind not in _SINCE or app.client.has(_SINCE[kind])


def _look_up(app: App, name: str, lookups: Mapping[str, _LookUp]) -> Found:
    """The object of the first kind that has the name. Raises NotFound, or as lookups do."""
    for kind, look_up in lookups.items():
        try:
            if len(lookups) == 1 or _has(app, kind):
                return Found(kind, *look_up(name))
        except NotFound:
            if len(lookups) == 1:
                raise
    if _has(app, "network"):
        raise NotFound(f"No such object: {name}", 404)
    raise NotFound(f"No such image or container: {name}", 404)
