"""The logs of many containers, of one engine or several, merged line by line."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from docker15_cli.api import containers
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.cli.container_filters import NONE_MATCHES
from docker15_cli.contract import features
from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineError,
    EngineUnreachable,
    UsageError,
)
from docker15_cli.fanout import engines, targets
from docker15_cli.logs import single, untimed
from docker15_cli.logs.container import ContainerLog
from docker15_cli.logs.merge import Merge, Outlet
from docker15_cli.logs.printer import Printer
from docker15_cli.logs.request import LogRequest

_PATIENCE = 2.0  # seconds that lines wait for those of slower logs that are followed
_LOOK = 0.5  # seconds between looks for more containers, and tries to reach a lost engine


def show(app: App, request: LogRequest) -> int:
    """Show the logs, sorted by the engines' times where known; return the exit status.

    A log or an engine that fails causes a line on stderr; the others are shown. With `follows_name`
    only a signal ends this. Raises BrokenPipeError, and UsageError for a single engine.
    """
    merge = Merge(_PATIENCE if request.follow else None)
    with ExitStack() as stack:
        if request.follow:
            stack.enter_context(_failing_when_unread(merge, app.streams.stdout))
        return _show(app, request, merge)


def _show(app: App, request: LogRequest, merge: Merge) -> int:
    hosts = [_Host(one, request, merge) for one in app.engines or [app]]
    for host in hosts:
        host.start()
    statuses = []
    printer = Printer(app, timestamps=request.timestamps)
    merge.run(printer.show, printer.flush, lambda: statuses.append(engines.report_not_found(app)))
    printer.flush()
    status = max(*statuses, *(host.status for host in hosts))
    if not status and not any(host.has_any for host in hosts):
        app.streams.note(NONE_MATCHES)
    return status


@contextmanager
def _failing_when_unread(merge: Merge, stdout: int) -> Iterator[None]:
    """Make `merge` fail once nobody reads stdout any more, even if there is nothing to write."""
    stop_reader, stop_writer = os.pipe()
    watcher = threading.Thread(target=_watch, args=(merge, stdout, stop_reader), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        os.close(stop_writer)
        watcher.join()
        os.close(stop_reader)


def _watch(merge: Merge, stdout: int, stop_reader: int) -> None:
    poll = select.poll()
    poll.register(stdout, 0)  # errors are always reported; a pipe without a reader is one
    poll.register(stop_reader, 0)  # and so is the end of a pipe without a writer
    if any(fd == stdout and event & select.POLLERR for fd, event in poll.poll()):
        merge.fail(BrokenPipeError())


class _Host:
    """One engine, and the threads that read its containers' logs.

    The thread that connects to the engine lives as long as they do: an ssh tunnel ends with it.
    """

    def __init__(self, app: App, request: LogRequest, merge: Merge) -> None:
        self.status = 0
        self.has_any = False
        self._app = app
        self._request = request
        self._merge = merge
        self._outlet = merge.outlet()  # other lines wait until this engine's containers are known
        self._lock = threading.RLock()
        self._is_lost = False
        self._threads: dict[str, threading.Thread] = {}

    def start(self) -> None:
        """Start a thread that finds the containers and starts the others."""
        threading.Thread(target=self._work, daemon=True).start()  # a daemon: Ctrl-C does not wait

    @property
    def client(self) -> Client:
        """The calling thread's client for the engine. Raises as `App.client` does."""
        with self._lock:
            return self._app.client

    def report(self, error: Docker15Error, target: str = "") -> None:
        """Report an error, and count its status."""
        with self._lock:
            self.status = max(self.status, self._app.report_error(error, target))

    def on_lost(self, error: Docker15Error) -> None:
        """Note that the engine can't be reached; report it once."""
        with self._lock:
            if not self._is_lost:
                self._is_lost = True
                self.report(error)

    def on_back(self) -> None:
        """Note that the engine answers; say so if it was lost."""
        with self._lock:
            if self._is_lost:
                self._is_lost = False
                name = self._app.name or self._app.client.endpoint
                self._app.streams.note(f"{name} answers again")

    def renew(self) -> None:
        """Make the next use of `client` connect anew, if the connection has broken."""
        with self._lock:
            self._app.connection.renew()

    def _work(self) -> None:
        self._guarded(self._outlet, self._begin)
        for thread in list(self._threads.values()):
            thread.join()

    def _guarded(self, outlet: Outlet, work: Callable[[], None], target: str = "") -> None:
        """Call `work`, report its error, and close the outlet."""
        try:
            work()
        except UsageError as error:  # of an address, say; with a single engine a usage error
            if not self._app.name:
                self._merge.fail(error)
            else:
                self.report(error)
        except Docker15Error as error:
            self.report(error, target)
        except BaseException as error:  # a bug is raised where lines are shown
            self._merge.fail(error)
        outlet.close()

    def _begin(self) -> None:
        """Find the containers, trying again if names are followed; with filters, look for more."""
        is_late = False
        while True:
            try:
                self._request.require(self.client)
                self._find(is_late=is_late)
                is_late = True
                self.on_back()
            except (AnswerBroken, EngineError, EngineUnreachable) as error:
                is_fatal = isinstance(error, EngineError) and not is_late
                if is_fatal or not self._request.follows_name:
                    raise
                self.on_lost(error)
                self.renew()
            if is_late and not (self._request.filters and self._request.follows_name):
                return
            self._outlet.catch_up()
            time.sleep(_LOOK)

    def _find(self, *, is_late: bool) -> None:
        """Start to read each container that is new. Raises Docker15Error before the first."""
        is_timed = self.client.has(features.LOGS_OPTIONS)
        self._threads = {at: thread for at, thread in self._threads.items() if thread.is_alive()}
        found = [one for one in self._targets() if one[0] not in self._threads]
        self._check_room(len(self._threads) + len(found))
        for target, label in found:
            self.has_any = True
            outlet = self._merge.outlet(self._labels(label))
            log = ContainerLog(self, target, label, self._request, outlet, is_late=is_late)
            work = log.follow_name if self._request.follows_name else log.read
            if not is_timed:
                work = partial(self._read_untimed, target, outlet)
            arguments = (outlet, work, label)
            thread = threading.Thread(target=self._guarded, args=arguments, daemon=True)
            self._threads[target] = thread
            thread.start()

    def _check_room(self, count: int) -> None:
        """Raise Docker15Error if the endpoint allows too few connections: each log needs one."""
        limit = self.client.endpoint.at_once
        if limit < targets.AT_ONCE and count >= limit:
            raise Docker15Error(
                f"{self.client.endpoint} allows the logs of {limit - 1} containers at a time, "
                f"not of {count}: choose some, or let sshd forward its socket"
            )

    def _targets(self) -> list[tuple[str, str]]:
        """The name or id of each container, and its label."""
        if not self._request.filters:
            return [(name, name) for name in self._request.containers]
        rows = self._request.filters.list_(self._app, all=True)
        return [(row["Id"], containers.name_of(row)) for row in rows]

    def _labels(self, label: str) -> list[str]:
        host = [self._app.name] if self._app.name else []
        is_one = len(self._request.containers) == 1
        return host if is_one else [*host, label]

    def _read_untimed(self, target: str, outlet: Outlet) -> None:
        if self._request.follow:
            outlet.catch_up()
        status = untimed.read(
            self._app, lambda one: single.show(one, target, self._request), outlet
        )
        with self._lock:
            self.status = max(self.status, status)
