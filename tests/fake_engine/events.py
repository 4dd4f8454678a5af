"""What happens in the engine: kept from the beginning, and sent to whoever listens."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Event(dict[str, Any]):
    """An event as in 1.5; `more` is what later engines add, and `nano` its time in them."""

    more: Mapping[str, str] = MappingProxyType({})
    nano = 0


class Events:
    """All events so far, and their listeners.

    Listeners are kept by the client's address, which is the same for all clients of a unix socket:
    there, only the latest one gets anything.
    """

    def __init__(self) -> None:
        self.past: list[Event] = []
        self._listeners: dict[str, queue.SimpleQueue[Event | None]] = {}
        self._queues: list[queue.SimpleQueue[Event | None]] = []  # also replaced listeners'
        self._over = False
        self._lock = threading.Lock()

    def log(self, status: str, short_id: str, image: str = "", **more: str) -> None:
        event = Event(status=status, id=short_id)
        event.more, event.nano = more, time.time_ns()
        if image:
            event["from"] = image
        event["time"] = event.nano // 10**9
        with self._lock:
            self.past.append(event)
            for listener in self._listeners.values():
                listener.put(event)

    def listen(self, remote: str) -> tuple[list[Event], queue.SimpleQueue[Event | None]]:
        """Return the events so far and a queue of those to come, in which None is the end."""
        listener: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        with self._lock:
            self._listeners[remote] = listener
            self._queues.append(listener)
            if self._over:
                listener.put(None)
            return list(self.past), listener

    @property
    def has_listener(self) -> bool:
        return bool(self._listeners)

    def forget(self, remote: str, listener: queue.SimpleQueue[Event | None]) -> None:
        with self._lock:
            self._queues.remove(listener)
            if self._listeners.get(remote) is listener:
                del self._listeners[remote]

    def stop(self) -> None:
        with self._lock:
            self._over = True
            for listener in self._queues:
                listener.put(None)
