"""The log of one of several containers, read and, if requested, followed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from docker15_cli.api import containers as api
from docker15_cli.api.client import Client
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineError,
    EngineUnreachable,
    NotFound,
)
from docker15_cli.logs import parts
from docker15_cli.logs.entries import Entry, Lines
from docker15_cli.logs.merge import Outlet
from docker15_cli.logs.reading import Log, log_of
from docker15_cli.logs.request import LogRequest

_LOOK = (0.5, 4.0)  # seconds between checks of a container that does not run: at first, at most
_BETWEEN = 0.1  # seconds between the end of a stream and the next one
_AGAIN = (0.25, 4.0)  # seconds until a failed engine is tried again: at first, at most


class Engine(Protocol):
    """What a ContainerLog uses of the engine; many.py has it."""

    @property
    def client(self) -> Client: ...
    def report(self, error: Docker15Error, target: str = "") -> None: ...
    def on_lost(self, error: Docker15Error) -> None: ...
    def on_back(self) -> None: ...
    def renew(self) -> None: ...


class ContainerLog:
    """Reads the log of a container, on an engine that has timestamps, into an outlet.

    `target` is the container's name or id, `label` its name in messages. `is_late`: the container
    appeared after the command began, so that its log is shown from its beginning.
    """

    def __init__(
        self,
        engine: Engine,
        target: str,
        label: str,
        request: LogRequest,
        outlet: Outlet,
        *,
        is_late: bool,
    ) -> None:
        self._engine = engine
        self._target = target
        self._label = label
        self._request = request
        self._outlet = outlet
        self._tail = None if is_late else request.tail
        self._has_begun = False
        self._log: Log | None = None
        self._lines = Lines()
        self._failures, self._pause, self._complaint = 0, _AGAIN[0], ""

    def read(self) -> None:
        """Read the log; if it is followed, until the container ends. Raises Docker15Error."""
        client = self._engine.client
        inspected = api.inspect(client, self._target)
        log = self._log_of(client, inspected)
        self._begin(client, log, inspected)
        if self._request.follow:
            self._put(parts.until_end(client, log, self._label))
        self._end()

    def follow_name(self) -> None:
        """Follow the log of whatever container has this name, forever. Raises NotSupported.

        A container that was found by a filter is followed by its id, until it is removed.
        """
        while True:
            try:
                self._follow_one()
                self._reset_failures()
            except NotFound as error:
                if self._request.filters:
                    return self._end()
                self._await_name(error)
            except (EngineError, AnswerBroken, EngineUnreachable) as error:
                self._on_failure(error)
                time.sleep(self._pause)
                self._pause = min(2 * self._pause, _AGAIN[1])

    def _follow_one(self) -> None:
        """Read on until the container ends, or wait until it is started again, or replaced."""
        client = self._engine.client
        inspected = api.inspect(client, self._target)
        self._engine.on_back()
        if not self._request.filters:
            self._target = (inspected.get("Name") or "").lstrip("/") or self._target
        log = self._log_of(client, inspected)
        if not self._has_begun:
            self._begin(client, log, inspected)  # even of a container that does not run
        elif api.is_running(inspected):
            self._put(log.followed(client))
            time.sleep(_BETWEEN)
        else:
            self._put(log.rest(client))
            self._end()
            self._await_change(client, inspected)

    def _await_change(self, client: Client, inspected: Inspected) -> None:
        """Wait until the container runs again, or another one has its name. Raises NotFound."""
        pause = _LOOK[0]
        while _run_of(api.inspect(client, self._target)) == _run_of(inspected):
            time.sleep(pause)
            pause = min(1.2 * pause, _LOOK[1])

    def _await_name(self, error: NotFound) -> None:
        """Wait a moment, as no container has this name; report that the first time."""
        if not self._has_begun:
            self._report_once(error)
            self._tail = None
            self._outlet.catch_up()
        time.sleep(_LOOK[0])

    def _reset_failures(self) -> None:
        self._failures, self._pause, self._complaint = 0, _AGAIN[0], ""

    def _on_failure(self, error: Docker15Error) -> None:
        """Report the second failure in a row: after a single one nothing is lost."""
        self._failures += 1
        self._outlet.catch_up()
        if self._failures > 1 and isinstance(error, EngineUnreachable):
            self._engine.on_lost(error)
        elif self._failures > 1:
            self._report_once(error)
        self._engine.renew()

    def _report_once(self, error: Docker15Error) -> None:
        if str(error) != self._complaint:
            self._complaint = str(error)
            self._engine.report(error, self._label)

    def _log_of(self, client: Client, inspected: Inspected) -> Log:
        """The log of this container; reads the rest of the one that it has replaced first."""
        identifier = api.full_id(inspected)
        if self._log and self._log.identifier != identifier:
            with suppress(EngineError):  # the old container is probably gone
                self._put(self._log.rest(client))
            self._end()
            self._log = None
        if not self._log:
            self._log = log_of(client, inspected, self._request)
        return self._log

    def _begin(self, client: Client, log: Log, inspected: Inspected) -> None:
        """Read the existing log, or its last lines."""
        tail, is_exact = parts.tail_to_request(client, self._tail)
        batches = log.rest(client, tail=tail)
        if is_exact:
            self._put(batches)
        else:
            goes_on = self._request.follow and api.is_running(inspected)
            self._put_last(batches, self._tail or 0, goes_on=goes_on)
        self._has_begun = True
        if self._request.follow:
            self._outlet.catch_up()

    def _put_last(self, batches: Iterable[Sequence[Entry]], count: int, *, goes_on: bool) -> None:
        last = deque[Entry](maxlen=count)
        for entries in batches:
            last.extend(self._lines.feed(entries))
        if not goes_on:
            last.extend(self._lines.end())
        if last:
            self._outlet.put(list(last))

    def _put(self, batches: Iterable[Sequence[Entry]]) -> None:
        for entries in batches:
            lines = self._lines.feed(entries)
            if lines:
                self._reset_failures()
                self._outlet.put(lines)

    def _end(self) -> None:
        """Put a last line that has no line break."""
        lines = self._lines.end()
        if lines:
            self._outlet.put(lines)


def _run_of(inspected: Inspected) -> tuple[str, str, bool]:
    """Identifies a run of a container: its id, when it started, and whether it is running."""
    started = str((inspected.get("State") or {}).get("StartedAt"))
    return api.full_id(inspected), started, api.is_running(inspected)
