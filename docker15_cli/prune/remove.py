"""Removing what a plan has, one object after the other, and docker's report of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from docker15_cli.api import containers, images, networks, volumes
from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, NotFound
from docker15_cli.output.units_06 import short_id
from docker15_cli.prune import find
from docker15_cli.prune.plan import CONTAINER, IMAGE, KINDS, NETWORK, Item, Plan, Room, both, total

_HEADINGS = {kind: f"Deleted {kind.capitalize()}s:" for kind in KINDS}


def remove(app: App, plan: Plan, *, counts_room: bool) -> int:
    """Remove it, and show what has gone, and how much room that was; return the exit status.

    What the engine refuses to remove is reported; what has gone meanwhile is not.
    """
    status = 0
    gone: list[Item] = []
    for kind in KINDS:
        report = _Report(app, _HEADINGS[kind])
        for item in plan.of(kind):
            try:
                if report.show(_removed(app, item), item):
                    gone.append(item)
            except Docker15Error as error:
                status = max(status, app.report_error(error, item.called))
        report.end()
    if counts_room:
        app.streams.line(f"Total reclaimed space: {_reclaimed(app, plan, gone)}")
    return status


class _Report:
    """What has gone of one kind: docker's heading, a line for each, as they come, and a blank one.

    Lines of one of several engines have its name in front, and there are no blank ones.
    """

    def __init__(self, app: App, heading: str) -> None:
        self._app = app
        self._heading = heading

    def show(self, lines: Iterable[str], item: Item) -> bool:
        """Show the lines for an object; return whether all of it has gone."""
        has_gone = item.kind != IMAGE
        for line in lines:
            if self._heading:
                self._app.streams.line(self._heading)
                self._heading = ""
            self._app.streams.flushed_line(line)
            has_gone = has_gone or _is_end_of(item, line)
        return has_gone

    def end(self) -> None:
        """Nothing more of this kind."""
        if not (self._heading or self._app.name):
            self._app.streams.line("")


def _is_end_of(image: Item, line: str) -> bool:
    kind, _, identifier = line.partition(": ")
    return kind == "deleted" and image.id.startswith(identifier)


def _removed(app: App, item: Item) -> Iterator[str]:
    """Remove an object; yields what to show of it: nothing if it has gone already."""
    with suppress(NotFound):
        if item.kind == IMAGE:
            yield from _removed_image(app, item)
            return
        if item.kind == CONTAINER:
            containers.remove(app.client, item.id)
        elif item.kind == NETWORK:
            networks.remove(app.client, item.id)
        elif _is_same_volume(app, item):
            volumes.remove(app.client, item.id)
        else:
            say_kept(app, item)
            return
        yield item.names[0] if item.kind == NETWORK else item.id


def say_kept(app: App, item: Item) -> None:
    """Say that an object of the plan stays."""
    app.reporter.note(f"kept, it has changed meanwhile: {item.kind} {item.called}")


def _is_same_volume(app: App, item: Item) -> bool:
    """Whether the name is still that of the volume that was shown."""
    _, found = volumes.inspect_raw(app.client, item.id)
    return (found.get("CreatedAt") or "") == item.stamp


def _is_same_image(app: App, item: Item, target: str) -> bool:
    """Whether a name is still that image's; or the image, if it had no tag, still has none."""
    _, found = images.inspect_raw(app.client, target)
    identifier = str(found.get("Id") or found.get("id") or "")
    tags = [tag for tag in found.get("RepoTags") or () if "<none>" not in tag]
    return short_id(identifier) == short_id(item.id) and bool(item.names or not tags)


def _removed_image(app: App, item: Item) -> Iterator[str]:
    """Remove all names of an image; its id if it has none."""
    for target in item.names or [item.id]:
        with suppress(NotFound):
            if not _is_same_image(app, item, target):
                say_kept(app, item._replace(names=item.names and [target]))
                continue
            for step in images.remove(app.client, target):
                for kind, name in step.items():
                    yield f"{kind.lower()}: {name}"


def _reclaimed(app: App, plan: Plan, gone: Sequence[Item]) -> Room:
    """The room of all of them. If images shared layers, the engine counts: before and after."""
    room = total(item for item in gone if item.kind == IMAGE)
    if room.most != room.least and plan.layers:
        size = max(0, plan.layers - find.layers_size(app))
        room = Room(size, size)
    others = total(item for item in gone if item.kind != IMAGE)
    return both(room, others)
