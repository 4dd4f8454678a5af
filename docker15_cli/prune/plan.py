"""What is to be removed, and how much room that is: data, and how it is shown."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from docker15_cli.output import units_06, units_docker

CONTAINER, NETWORK, VOLUME, IMAGE = "container", "network", "volume", "image"
KINDS = (CONTAINER, NETWORK, VOLUME, IMAGE)
"""In the order in which they are removed."""


class Room(NamedTuple):
    """A number of bytes, at `least` and at `most`, which is None if it is not known."""

    least: int = 0
    most: int | None = 0

    def __str__(self) -> str:
        if self.most == self.least:
            return units_docker.size(self.least, 4)
        if self.least:
            return f"at least {units_docker.size(self.least, 4)}"
        return f"at most {units_docker.size(self.most, 4)}" if self.most else units_06.UNKNOWN


UNKNOWN = Room(0, None)


class Item(NamedTuple):
    """An object to remove. A volume's `id` is its name; `stamp` tells it from a later one.

    `names` are a container's or network's name, or an image's tags and digests, each of which is
    removed.
    """

    kind: str
    id: str
    names: Sequence[str] = ()
    room: Room = Room()
    stamp: str = ""

    @property
    def shown_id(self) -> str:
        """The id as listings show it; of a volume, which only has a name, ""."""
        return "" if self.kind == VOLUME else units_06.short_id(self.id)

    @property
    def shown_names(self) -> str:
        """All names, as listings show them."""
        if self.kind == VOLUME:
            return self.id
        return ", ".join(self.names) or ("<none>" if self.kind == IMAGE else "")

    @property
    def label(self) -> str:
        """What messages call the object: its names, else its id."""
        return self.shown_names if self.names or self.kind == VOLUME else self.shown_id


class Plan(NamedTuple):
    """What to remove, in order. `layers` is the size of all layers together, 0 if not known."""

    items: Sequence[Item] = ()
    layers: int = 0

    def of(self, kind: str) -> list[Item]:
        """The objects of one kind."""
        return [item for item in self.items if item.kind == kind]

    def still(self, now: Plan) -> Plan:
        """The objects in both plans: this one, which was shown, and `now`, of what is unused now.

        Names that an image has got since are kept. Sizes are those shown.
        """
        there = {(item.kind, item.id, item.stamp): item for item in now.items}
        items = []
        for item in self.items:
            other = there.get((item.kind, item.id, item.stamp))
            names = [name for name in item.names if other and name in other.names]
            if other and (names or not (item.names or other.names)):
                items.append(item._replace(names=names))
        return self._replace(items=items)


def both(one: Room, other: Room) -> Room:
    """The sum of two rooms."""
    most = None if one.most is None or other.most is None else one.most + other.most
    return Room(one.least + other.least, most)


def total(items: Iterable[Item]) -> Room:
    """The sum of the room of several objects."""
    return functools.reduce(both, (item.room for item in items), Room())


def summary(items: Sequence[Item]) -> str:
    """The objects counted by kind, and their room: `2 containers, 1 image: 1.98MB`."""
    counts = [(kind, sum(item.kind == kind for item in items)) for kind in KINDS]
    words = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts if count]
    sized = [item for item in items if item.kind != NETWORK]
    return ", ".join(words) + (f": {total(sized)}" if sized else "")
