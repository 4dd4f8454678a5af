"""The end of a stream of events, on engines that do not end it themselves."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator

from docker15_cli.api import system
from docker15_cli.api.client import Client
from docker15_cli.contract.shapes import Message

_LATE = 0.5  # seconds that an event before the end may take to arrive


def until(
    client: Client, events: Iterable[Message], end: float, *, follow: bool
) -> Iterator[Message]:
    """The `events` up to `end`, in Unix seconds; a 1.5 daemon would go on after that.

    `follow` is as in system.events. Raises whatever `events` raises.

    A thread reads them: a read can't be interrupted, and a 1.5 daemon sends nothing before the next
    event (docs/spec/remote-api-1.5.md §7).
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
            if not system.ends_events(client, follow=follow):
                return
            item = arrived.get()  # the engine will end the stream, it is only slow
        if isinstance(item, BaseException):
            raise item
        if item is None or _seconds(item) > end:
            return
        yield item


def _seconds(event: Message) -> float:
    return (event.get("timeNano") or 0) / 10**9 or float(event.get("time") or 0)
