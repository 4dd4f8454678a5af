"""Keeping the way to an engine (such as ssh) open between a program's calls, for all threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from docker15_cli.app import App
from docker15_cli.errors import AnswerBroken, EngineUnreachable
from docker15_cli.fanout.workers import Job
from docker15_cli.transport import on_demand
from docker15_cli.transport.address import ON_DEMAND

_SSH = "ssh://"


class Way:
    """The way to one engine: opened by the first call, and again if ssh has ended meanwhile.

    An engine that docker15 has started itself exits when it is idle: a call starts it again. ssh
    ends with the thread that has started it, so as not to outlive a process that is killed. As a
    call's thread may be gone by the next call, a thread of the way's own starts it.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._is_open = self._starts_engine = False
        self._closed = threading.Event()

    def open(self) -> None:
        """Make the app's client, unless there is one that works. Raises Docker15Error."""
        with self._lock:
            connection = self._app.connection
            if connection.has_ended:
                connection.renew()
                self._is_open = False
            if not self._is_open:
                self._open()
            elif self._starts_engine:
                on_demand.socket_of_running_engine(self._app.environ)

    def _open(self) -> None:
        address = self._app.connection.address
        if address.startswith(_SSH):
            self._open_in_a_thread()
        else:
            _ = self._app.client
        self._starts_engine = address == ON_DEMAND
        self._is_open = True

    def _open_in_a_thread(self) -> None:
        self._closed.set()
        closed = self._closed = threading.Event()
        job = Job(lambda: self._app.client)
        job.promise()

        def work() -> None:
            job.work()
            closed.wait()

        threading.Thread(target=work, daemon=True).start()
        try:
            job.result()
        except BaseException:
            closed.set()
            raise

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Add to the error of a lost connection, raised in here, why ssh has ended, if it has."""
        try:
            yield
        except (AnswerBroken, EngineUnreachable) as error:
            error.args = (self._app.connection.error_text(error),)
            raise

    def close(self) -> None:
        """Close the connections, and end ssh."""
        self._app.close()
        self._closed.set()
