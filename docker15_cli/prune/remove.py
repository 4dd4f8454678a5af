"""Removing the objects of a plan, one after the other, and reporting that as docker does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from docker15_cli.api import container_removal, images, networks, volumes
from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, NotFound
from docker15_cli.output.units_06 import short_id
from docker15_cli.prune import find
from docker15_cli.prune.plan import CONTAINER, IMAGE, KINDS, NETWORK, Item, Plan, Room, both, total

_HEADINGS = {kind: f"Deleted {kind.capitalize()}s:" for kind in KINDS}


def remove(app: App, plan: Plan, *, counts_room: bool) -> int:
    """Remove the objects of a plan, and show which; return the exit status.

    With `counts_room` also show how much room that was. What the engine refuses to remove is
    reported; what has been removed by others meanwhile is not.
    """
    status = 0
    gone: list[Item] = []
    for kind in KINDS:
        report = _Report(app, _HEADINGS[kind])
        for item in plan.of(kind):
            try:
                if report.show(_remove_item(app, item), item):
                    gone.append(item)
            except Docker15Error as error:
                status = max(status, app.report_error(error, item.label))
        report.end()
    if counts_room:
        app.streams.line(f"Total reclaimed space: {_reclaimed(app, plan, gone)}")
    return status


class _Report:
    """Reports what has been removed of one kind: docker's heading, lines, and a blank line.

    The blank line is left out for one of several engines, whose lines are labelled.
    """

    def __init__(self, app: App, heading: str) -> None:
        self._app = app
        self._heading = heading

    def show(self, lines: Iterable[str], item: Item) -> bool:
        """Show the lines for an object; return whether all of it has been removed."""
        has_gone = item.kind != IMAGE
        for line in lines:
            if self._heading:
                self._app.streams.line(self._heading)
                self._heading = ""
            self._app.streams.flushed_line(line)
            has_gone = has_gone or _is_end_of(item, line)
        return has_gone

    def end(self) -> None:
        """End the report."""
        if not (self._heading or self._app.name):
            self._app.streams.line("")


def _is_end_of(image: Item, line: str) -> bool:
    kind, _, identifier = line.partition(": ")
    return kind == "deleted" and image.id.startswith(identifier)


def _remove_item(app: App, item: Item) -> Iterator[str]:
    """Remove an object; yield the lines to show: none if it did not exist any more."""
    with suppress(NotFound):
        if item.kind == IMAGE:
            yield from _remove_image(app, item)
            return
        if item.kind == CONTAINER:
            container_removal.remove(app.client, item.id)
        elif item.kind == NETWORK:
            networks.remove(app.client, item.id)
        elif _is_same_volume(app, item):
            volumes.remove(app.client, item.id)
        else:
            report_kept(app, item)
            return
        yield item.names[0] if item.kind == NETWORK else item.id


def report_kept(app: App, item: Item) -> None:
    """Note on stderr that an object of the plan is kept."""
    app.reporter.note(f"kept, because it has changed: {item.kind} {item.label}")


def _is_same_volume(app: App, item: Item) -> bool:
    """Whether the volume of this name is still the one that was shown."""
    _, found = volumes.inspect_raw(app.client, item.id)
    return (found.get("CreatedAt") or "") == item.stamp


def _is_same_image(app: App, item: Item, target: str) -> bool:
    """Whether `target` still names this image; or the image, if it had no tag, still has none."""
    _, found = images.inspect_raw(app.client, target)
    identifier = str(found.get("Id") or found.get("id") or "")
    tags = [tag for tag in found.get("RepoTags") or () if "<none>" not in tag]
    return short_id(identifier) == short_id(item.id) and bool(item.names or not tags)


def _remove_image(app: App, item: Item) -> Iterator[str]:
    """Remove an image by all of its names, or by its id if it has none."""
    for target in item.names or [item.id]:
        with suppress(NotFound):
            if not _is_same_image(app, item, target):
                report_kept(app, item._replace(names=item.names and [target]))
                continue
            for step in images.remove(app.client, target):
                for kind, name in step.items():
                    yield f"{kind.lower()}: {name}"


def _reclaimed(app: App, plan: Plan, gone: Sequence[Item]) -> Room:
    """The room of what has been removed.

    If images share layers, it is the difference of what the engine counts before and after.
    """
    room = total(item for item in gone if item.kind == IMAGE)
    if room.most != room.least and plan.layers:
        size = max(0, plan.layers - find.layers_size(app))
        room = Room(size, size)
    others = total(item for item in gone if item.kind != IMAGE)
    return both(room, others)
