"""`docker15 events`."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import click

from docker15_cli.api import system
from docker15_cli.api.shapes import Message
from docker15_cli.app import App
from docker15_cli.commands import _format, _hosts, _time
from docker15_cli.commands._filters import filter_option, filters_json
from docker15_cli.commands._options import EACH
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.output import human

_LATE = 0.5  # seconds that an event of the time before --until may take to arrive
# What templates can name, as today's docker has it.
_FIELDS = ("Status", "ID", "From", "Type", "Action", "Actor", "Scope", "Time", "TimeNano")


@docker15_command(
    "Show what happens in the engine, as it happens.",
    several=EACH,
    examples=("docker15 events", "docker15 events --since 1h", "docker15 events --format json"),
)
@click.option(
    "-since",
    "--since",
    "since",
    default="",
    metavar="TIME",
    help="Begin with what happened since: unix time, RFC 3339, or 10m.",
)
@click.option("--until", default="", metavar="TIME", help="End there; -10m is in ten minutes.")
@filter_option
@_format.format_option
def command(app: App, since: str, until: str, filters: Sequence[str], format_: str) -> None:
    show = _shower(app, format_)
    begin, end = _time.moment(since, "--since"), _time.moment(until, "--until")
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
    """The events before `end`, and not a moment longer: a 1.5 daemon goes on (§7).

    They are read by a thread: nothing else gets out of waiting for an answer.
    """
    arrived: queue.SimpleQueue[Message | BaseException | None] = queue.SimpleQueue()

    def read() -> None:
        try:
            for event in events:
                arrived.put(event)
            arrived.put(None)
        except BaseException as error:  # the main thread raises it
            arrived.put(error)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            item = arrived.get(timeout=max(0, end - time.time()) + _LATE)
        except queue.Empty:
            if not ends_itself():
                return
            item = arrived.get()  # it is only slow
        if isinstance(item, BaseException):
            raise item
        if item is None or _seconds(item) > end:
            return
        yield item


def _shower(app: App, format_: str) -> Callable[[Message], None]:
    """What shows an event. Raises UsageError for a bad template."""
    if format_ == "json":
        return lambda event: _format.show_json(app, [event])
    if not format_:
        return lambda event: app.streams.line(_line(event))
    template = _format.parse(format_)
    _format.check(template, (*_FIELDS, _hosts.HOST))
    return lambda event: app.streams.line(_format.render_object(app, template, _named(event)))


def _line(event: Message) -> str:
    """`[time] id: (from image) status`, the time as Go writes it."""
    moment = human.moment(event.get("time") or 0)
    identifier = f"{event['id']}: " if event.get("id") else ""
    image = f"(from {event['from']}) " if event.get("from") else ""
    return f"[{moment}] {identifier}{image}{event.get('status') or ''}"


def _named(event: Message) -> dict[str, Any]:
    """The fields of a template, with the API's own names and their order.

    A 1.5 daemon has the first three and the time.
    """
    image = event.get("from") or ""
    attributes = {"image": image} if image else {}
    return {
        "status": event.get("status") or "",
        "id": event.get("id") or "",
        "from": image,
        "Type": event.get("Type") or ("container" if image else "image"),
        "Action": event.get("Action") or event.get("status") or "",
        "Actor": event.get("Actor") or {"ID": event.get("id") or "", "Attributes": attributes},
        "scope": event.get("scope") or "local",
        "time": event.get("time") or 0,
        "timeNano": event.get("timeNano") or (event.get("time") or 0) * 10**9,
    }


def _seconds(event: Message) -> float:
    return (event.get("timeNano") or 0) / 10**9 or float(event.get("time") or 0)
