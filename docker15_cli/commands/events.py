"""`docker15 events`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from docker15_cli.api import event_end, system
from docker15_cli.app import App
from docker15_cli.cli import format_option, values
from docker15_cli.cli.command import PER_ENGINE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filters_json
from docker15_cli.cli.parameters import option
from docker15_cli.cli.shared_options import filter_option
from docker15_cli.contract.shapes import Message
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import units_06

_OF_1_5 = ("", "container", "image")  # the types whose events 1.5 has, too; they are not named
_ID_LENGTH = 64  # digits
# The fields of templates, as in docker.
_FIELDS = ("Status", "ID", "From", "Type", "Action", "Actor", "Scope", "Time", "TimeNano")


@docker15_command(
    multi_engine=PER_ENGINE,
    examples=("docker15 events", "docker15 events --since 1h", "docker15 events --format json"),
    manual=(
        "Prints one line for each event as it happens, until interrupted or until the time of "
        "`--until`: [time] id: (from image) status.",
        format_option.MANUAL,
    ),
    related=("ps", "wait"),
)
@option(
    "-since",
    "--since",
    "since",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Show events since TIME: a Unix time, RFC 3339, or 10m.",
)
@option(
    "--until",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Stop at TIME; -10m means ten minutes from now.",
)
@filter_option(completes=("container=", "event=", "image=", "label=", "type="))
@format_option.for_rows(lambda: _FIELDS)
def command(app: App, since: str, until: str, filters: Sequence[str], format_: str) -> None:
    show = _make_printer(app, format_)
    begin, end = values.moment(since, "--since"), values.moment(until, "--until")
    follow = not end or float(end) > time.time()
    found = system.events(
        app.client,
        since=begin,
        until=end,
        follow=follow,
        filters=filters_json(app, filters),
    )
    if end:
        found = event_end.until(app.client, found, float(end), follow=follow)
    for event in found:
        show(event)
        app.streams.flush()


def _make_printer(app: App, format_: str) -> Callable[[Message], None]:
    """The function that prints an event. Raises UsageError for a bad template."""
    if format_ == format_option.API:
        return lambda event: format_option.show_json(app, [event])
    if not format_:
        return lambda event: app.streams.line(_line(event))
    template = format_option.compiled(format_)
    if template:
        format_option.check(template, (*_FIELDS, engines.HOST))

    def show(event: Message) -> None:
        named = _named(event)
        app.streams.line(format_option.object_line(app, format_, template, "event", named))

    return show


def _line(event: Message) -> str:
    """`[time] id: (from image) status`, with the time in Go's format.

    An event of anything but a container or an image also names its object.
    """
    moment = units_06.moment(event.get("time") or 0)
    subject = _subject(event)
    before = f"{subject}: " if subject else ""
    status = event.get("status") or event.get("Action") or ""
    return f"[{moment}] {before}{_origin(event)}{status}"


def _subject(event: Message) -> str:
    """What an event is about: `4f66ad9a0b2e`, `network bridge`, `image` (no particular one)."""
    kind = event.get("Type") or ""
    identifier = event.get("id") or (event.get("Actor") or {}).get("ID") or ""
    identifier = units_06.short_id(identifier) if len(identifier) == _ID_LENGTH else identifier
    if identifier and kind in _OF_1_5:
        return str(identifier)
    return f"{kind} {_attributes(event).get('name') or identifier}".strip()


def _origin(event: Message) -> str:
    """`(from busybox:latest) `; for a network or a volume, the container that uses it."""
    container = str(_attributes(event).get("container") or "")
    image = units_06.shown_image(event.get("from") or "", no_trunc=False)
    if container:
        return f"(container {units_06.short_id(container)}) "
    return f"(from {image}) " if image else ""


def _attributes(event: Message) -> Mapping[str, Json]:
    found = (event.get("Actor") or {}).get("Attributes")
    return found if isinstance(found, dict) else {}


def _named(event: Message) -> JsonObject:
    """The event with the API's names and order, as the fields of a template.

    A 1.5 daemon only sends the first three and the time.
    """
    image = event.get("from") or ""
    attributes = {"image": image} if image else {}
    identifier = event.get("id") or ""
    return {
        "status": event.get("status") or "",
        "id": identifier and ((event.get("Actor") or {}).get("ID") or identifier),
        "from": image,
        "Type": event.get("Type") or ("container" if image else "image"),
        "Action": event.get("Action") or event.get("status") or "",
        "Actor": event.get("Actor") or {"ID": identifier, "Attributes": attributes},
        "scope": event.get("scope") or "local",
        "time": event.get("time") or 0,
        "timeNano": event.get("timeNano") or (event.get("time") or 0) * 10**9,
    }
