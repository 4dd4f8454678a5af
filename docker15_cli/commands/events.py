"""`docker15 events`."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import format_option, values
from docker15_cli.cli.command import PER_ENGINE, option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filter_option, filters_json
from docker15_cli.contract.shapes import Message
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import units_06

_OF_1_5 = ("", "container", "image")  # types of objects with events there; not shown
_ID_LENGTH = 64  # digits
_LATE = 0.5  # seconds that an event before --until may take to arrive
# The fields of templates, as in docker.
_FIELDS = ("Status", "ID", "From", "Type", "Action", "Actor", "Scope", "Time", "TimeNano")


@docker15_command(
    multi_engine=PER_ENGINE,
    examples=("docker15 events", "docker15 events --since 1h", "docker15 events --format json"),
    manual=(
        "Prints one line for each event as it happens, until it is interrupted or the time of "
        "`--until` has come: [time] id: (from image) status.",
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
        found = _until(found, float(end), lambda: system.ends_events(app.client, follow=follow))
    for event in found:
        show(event)
        app.streams.flush()


def _until(
    events: Iterable[Message], end: float, ends_itself: Callable[[], bool]
) -> Iterator[Message]:
    """The events before `end`, and then stop: a 1.5 daemon would continue.

    A thread reads them, because a read can't be interrupted, and such a daemon sends nothing before
    the next event (docs/spec/remote-api-1.5.md §7).
    """
    arrived: queue.SimpleQueue[Message | BaseException | None] = queue.SimpleQueue()

    def read() -> None:
        try:
            for event in events:
                arrived.put(event)
            arrived.put(None)
        except BaseException as error:  # raised by the main thread
            arrived.put(error)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            item = arrived.get(timeout=max(0, end - time.time()) + _LATE)
        except queue.Empty:
            if not ends_itself():
                return
            item = arrived.get()  # the engine is only slow
        if isinstance(item, BaseException):
            raise item
        if item is None or _seconds(item) > end:
            return
        yield item


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
    """`4f66ad9a0b2e`, `network bridge`, `image` (of all of them)."""
    kind = event.get("Type") or ""
    identifier = event.get("id") or (event.get("Actor") or {}).get("ID") or ""
    identifier = units_06.short_id(identifier) if len(identifier) == _ID_LENGTH else identifier
    if identifier and kind in _OF_1_5:
        return str(identifier)
    return f"{kind} {_attributes(event).get('name') or identifier}".strip()


def _origin(event: Message) -> str:
    """`(from busybox:latest) `, or the container that used a network or a volume."""
    container = str(_attributes(event).get("container") or "")
    image = units_06.shown_image(event.get("from") or "", whole=False)
    if container:
        return f"(container {units_06.short_id(container)}) "
    return f"(from {image}) " if image else ""


def _attributes(event: Message) -> Mapping[str, Json]:
    found = (event.get("Actor") or {}).get("Attributes")
    return found if isinstance(found, dict) else {}


def _named(event: Message) -> JsonObject:
    """The fields of a template, with the API's own names and in its order.

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


def _seconds(event: Message) -> float:
    return (event.get("timeNano") or 0) / 10**9 or float(event.get("time") or 0)
