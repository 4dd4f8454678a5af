"""`docker15 inspect`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import click

from docker15_cli.api import containers, images
from docker15_cli.app import App
from docker15_cli.cli import format_option, image_names
from docker15_cli.cli.command import ALL, MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.contract import features, operations
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import Docker15Error, EngineUnreachable, NotFound, UsageError
from docker15_cli.fanout import engines
from docker15_cli.output.json_indent import compact, indent

_KINDS = ("container", "image", "network", "volume")
_SINCE = {"network": operations.NETWORK_INSPECT, "volume": operations.VOLUME_INSPECT}
_LookUp = Callable[[str], tuple[str, Inspected]]  # name → an object, as text and parsed


class Found(NamedTuple):
    """An object's kind, its JSON text as sent, and the parsed value."""

    kind: str
    text: str
    value: Inspected


@docker15_command(
    usage="NAME [NAME...]",
    selects=ALL,
    multi_engine=MERGED,
    examples=(
        "docker15 inspect CONTAINER",
        "docker15 inspect -f '{{.State.Running}}' CONTAINER",
        "docker15 inspect --as-run CONTAINER",
    ),
    manual=(
        "Prints the API's own objects as a JSON array, in the order given. A name is looked up as "
        "a container first, then as an image, then as a network and a volume (API 1.21). A missing "
        "one is an error on stderr, and the array is still valid JSON.",
        "With `--as-run`, prints the `docker15 run` command that would create each container "
        "again, quoted for a shell, without what the image provides. What no option can express, "
        "or the engine does not report, is a comment on stderr. See also docker15-recreate(1).",
        "A template names fields as the JSON does, or as docker does, which differs only in "
        "capitals: `.ID` is Id.",
        "`--filter` replaces names, and selects containers as `ps -a --filter` does.",
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
@switch("--as-run", help="Print the run command that would create a container again.")
@switch("-s", "--size", help="Show the sizes of containers (API 1.19).")
def command(
    app: App,
    *,
    names: Sequence[str],
    format_: str,
    kind: str | None,
    as_run: bool,
    size: bool,
    selected_by: Sequence[str],
) -> int:
    def wanted(one: App) -> Sequence[str]:
        return _selected(one, selected_by) if selected_by else names

    if as_run:
        _check_as_run(format_, kind, size)
        return _show_as_run(app, wanted)
    image_names.known(app, *names)
    template = format_option.compiled(format_)
    if selected_by and kind not in (None, "container"):
        raise UsageError(f"--filter selects containers: leave out --type {kind}")

    def shown(one: App, found: Found) -> str:
        if not format_:
            return indent(_with_host(one, found.text))
        if format_ == format_option.JSON:
            return compact(_with_host(one, found.text))
        return format_option.object_line(one, format_, template, found.kind, found.value)

    kind = "container" if selected_by else kind
    answers = engines.gather(app, lambda one: _look_up_all(one, wanted(one), kind, size, shown))
    texts = [text for _, (found, _) in answers.found for text in found]
    if selected_by and not texts and not answers.status:
        from docker15_cli.cli.container_filters import NONE_MATCHES

        app.streams.note(NONE_MATCHES)
    if format_ in ("", format_option.JSON):
        app.streams.text(f"[{','.join(texts)}]\n")
    else:
        for text in texts:
            app.streams.line(text)
    return max([answers.status, *(status for _, (_, status) in answers.found)])


def _selected(app: App, pairs: Sequence[str]) -> list[str]:
    from docker15_cli.cli.container_filters import ContainerFilters

    return [row["Id"] for row in ContainerFilters(pairs).list_(app, all=True)]


def _check_as_run(format_: str, kind: str | None, size: bool) -> None:
    """Raise UsageError for options that make no sense with --as-run."""
    other = "-f" if format_ else "-s" if size else ""
    if other or kind not in (None, "container"):
        other = other or f"--type {kind}"
        raise UsageError(f"Conflicting options: --as-run and {other}")


def _show_as_run(app: App, wanted: Callable[[App], Sequence[str]]) -> int:
    answers = engines.gather(app, lambda one: _as_run(one, wanted(one)))
    for _, (lines, _) in answers.found:
        for line in lines:
            app.streams.line(line)
    return max([answers.status, *(status for _, (_, status) in answers.found)])


def _as_run(app: App, names: Sequence[str]) -> tuple[list[str], int]:
    """The `run` lines of containers, and the exit status; shows notes and errors."""
    from docker15_cli.container import as_run

    lines, status = [], 0
    for name in names:
        try:
            found = as_run.read(app, name)
        except Docker15Error as error:
            status = max(status, app.report_error(error, name))
            if isinstance(error, EngineUnreachable):
                break  # so would be the others
            continue
        lines.append(as_run.line(app, found))
        as_run.show_notes(app, name, found)
    if lines:
        as_run.note_untold(app)
    return lines, status


def _with_host(app: App, text: str) -> str:
    """An object's text, with a Host as its first key if there are several engines."""
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
    """What `shown` returns for the objects found, and the exit status; reports errors."""
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


# Most inspected objects are neither networks nor volumes, so these are imported late.
def _network(app: App, name: str) -> tuple[str, Inspected]:
    from docker15_cli.api import networks

    return networks.inspect_raw(app.client, name)


def _volume(app: App, name: str) -> tuple[str, Inspected]:
    from docker15_cli.api import volumes

    return volumes.inspect_raw(app.client, name)


def _has(app: App, kind: str) -> bool:
    return kind not in _SINCE or app.client.has(_SINCE[kind])


def _look_up(app: App, name: str, lookups: Mapping[str, _LookUp]) -> Found:
    """The object of the first kind that has one of this name. Raises NotFound, Docker15Error."""
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
