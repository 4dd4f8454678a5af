"""One attached container, from the stream to its exit code: for `run`, `attach` and `start -a`."""

from __future__ import annotations

import signal
from contextlib import closing

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.errors import Signalled
from docker15_cli.terminal.pump import Pump
from docker15_cli.terminal.signals import FORWARDED, SignalPipe
from docker15_cli.wire import multiplex

_GRACE = 1.0  # seconds between the end of a stream and the question whether the container runs on


class Session:
    """Pumps one attached container's streams until it has ended.

    A `wait` runs beside the stream: it tells the exit code, and ends the session where an engine
    leaves the stream open (remote-api-1.5.md §7).
    """

    def __init__(
        self,
        app: App,
        container: str,
        stream: containers.AttachedStream,
        *,
        stdin: bool = False,
        tty: bool = False,
        proxy: bool = True,
        may_leave: bool = False,
    ) -> None:
        """`stdin` pumps the user's; `proxy` sends signals to the container; `may_leave` says that
        the engine may end the stream of a container that runs on."""
        self._app = app
        self._container = container
        self._stream = stream
        self._proxy = proxy
        self._may_leave = may_leave
        self._signalled = False
        self._exit_code: int | None = None
        self._pump = Pump(
            stream.connection,
            stream.decode,
            {multiplex.STDOUT: app.streams.stdout, multiplex.STDERR: app.streams.stderr},
            leftover=stream.leftover,
            stdin=app.streams.stdin if stdin else None,
            half_close=not tty,
        )

    def run(self, wait: bool = True) -> int | None:
        """Pump to the end; the container's exit code, None if it runs on (or is not waited for).

        Raises BrokenPipeError, OutputError, KeyboardInterrupt, Signalled, AnswerBroken.
        """
        with closing(self._stream.connection), closing(self._pump), SignalPipe(FORWARDED) as pipe:
            self._pump.watch(pipe, lambda: self._on_signals(pipe))
            if wait:
                self._wait()
            return self._pump_to_end(wait)

    def _pump_to_end(self, wait: bool) -> int | None:
        pump = self._pump
        while not pump.ended or (wait and self._exit_code is None):
            if self._exit_code is not None and pump.is_quiet():
                break
            if pump.ended and self._may_leave and self._runs_on():
                break
            pump.step(_GRACE if pump.ended or self._exit_code is not None else None)
        while not pump.is_written():
            pump.step()
        return self._exit_code

    def _wait(self) -> None:
        answer = containers.wait_pending(self._app.client, self._container)

        def received() -> None:
            if answer.receive():
                self._pump.unwatch(key)
                client = self._app.client
                self._exit_code = containers.wait_result(client, self._container, answer)

        key = self._pump.watch(answer, received)

    def _runs_on(self) -> bool:
        """After the stream's end: a moment for the answer to `wait`, then the question."""
        self._pump.step(_GRACE)
        if self._exit_code is not None:
            return False
        return containers.is_running(containers.inspect(self._app.client, self._container))

    def _on_signals(self, pipe: SignalPipe) -> None:
        for number in pipe.read():
            if number not in FORWARDED:
                continue
            if not self._proxy or self._signalled:
                _leave(number)
            self._signalled = True
            self._forward(number)

    def _forward(self, number: signal.Signals) -> None:
        name = number.name.removeprefix("SIG")
        answer = containers.signal_pending(self._app.client, self._container, name)

        def received() -> None:  # its answer is not worth a word: `wait` tells what came of it
            if answer.receive():
                self._pump.unwatch(key)

        key = self._pump.watch(answer, received)


def _leave(number: signal.Signals) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Signalled(number)


def remove_whatever_happened(app: App, container: str) -> None:
    """For `-rm`: kill it if it still runs, wait until the engine is done with it, remove it."""
    client = app.client
    if containers.is_running(containers.inspect(client, container)):
        containers.kill(client, container)
    containers.wait(client, container)
    containers.remove(client, container, volumes=True)


def exit_status(code: int) -> int:
    """What a shell can see of a container's exit code (a 1.5 daemon's may be negative)."""
    return code & 0xFF
