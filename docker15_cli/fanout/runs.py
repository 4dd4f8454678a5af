"""One command run for each of several engines, in a thread each; its output is shown by lines."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, Signalled
from docker15_cli.fanout.engines import report_not_found
from docker15_cli.output.streams import STDERR, STDOUT, Streams

_READ_SIZE = 64 * 1024
_LONGEST = 1024 * 1024  # bytes; a longer line is shown in parts
_PATIENCE = 10.0  # seconds that runs may take to end after a signal


def each(
    app: App,
    run: Callable[[App], int | None],
    *,
    labelled: bool,
    at_once: int | None = None,
    finishes: bool = False,
) -> int:
    """Call `run` for each engine of `app`; return the worst exit status.

    The runs write to pipes, whose lines are shown as they come; `labelled` puts the engine's name
    in front of each. `at_once` limits how many run at a time (None: no limit). With `finishes` a
    signal waits, up to _PATIENCE, for those that have begun: they would leave something half done.
    """
    runs = _Runs([EngineRun(app.streams, one, run, labelled=labelled) for one in app.engines])
    runs.start(at_once or len(app.engines))
    try:
        runs.pass_on()
    except (KeyboardInterrupt, Signalled):
        if finishes:
            runs.begin_no_more()
            runs.pass_on(_PATIENCE)
        raise
    return max(runs.status, report_not_found(app))


class _Runs:
    """All the runs, and the loop that shows what they write."""

    def __init__(self, runs: Sequence[EngineRun]) -> None:
        self.status = 0
        self._waiting = list(reversed(runs))
        self._lock = threading.Lock()
        self._poll = select.poll()
        self._open: dict[int, tuple[LabelledPipe, EngineRun]] = {}
        for one in runs:
            for pipe in one.pipes:
                self._open[pipe.fd] = (pipe, one)
                self._poll.register(pipe.fd, select.POLLIN)

    def start(self, at_once: int) -> None:
        """Start as many threads as runs may be in progress at a time."""
        for _ in range(min(at_once, len(self._waiting))):
            threading.Thread(target=self._work, daemon=True).start()

    def begin_no_more(self) -> None:
        """Do not start the runs that have not begun."""
        with self._lock:
            left, self._waiting = self._waiting, []
        for one in left:
            one.close()

    def pass_on(self, seconds: float | None = None) -> None:
        """Show the lines of the runs until all have ended, or for some `seconds`."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while self._open:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return
            for fd, _ in self._poll.poll(None if left is None else left * 1000):
                self._pass_on_from(fd)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                one = self._waiting.pop()
            one.work()

    def _pass_on_from(self, fd: int) -> None:
        pipe, one = self._open[fd]
        if pipe.pass_on():
            return
        self._poll.unregister(fd)
        del self._open[fd]
        if not any(other is one for _, other in self._open.values()):
            self.status = max(self.status, one.finish())


class EngineRun:
    """The run of a command for one engine: a thread that writes to pipes."""

    def __init__(
        self, shared: Streams, app: App, run: Callable[[App], int | None], *, labelled: bool
    ) -> None:
        label = f"{app.name}: " if labelled else ""
        self._app = app
        self._run = run
        self._status = 0
        self._error: BaseException | None = None
        (out, stdout), (err, stderr) = os.pipe(), os.pipe()
        self.pipes = (
            LabelledPipe(out, shared, STDOUT, label),
            LabelledPipe(err, shared, STDERR, label),
        )
        app.streams = Streams(app.environ, stdin=shared.stdin, stdout=stdout, stderr=stderr)

    def work(self) -> None:
        streams = self._app.streams
        try:
            self._app.client.identify()  # `--timeout` applies to this; a change may take any time
            self._status = self._run(self._app) or 0
        except BaseException as error:  # reported or raised by finish()
            self._error = error
        with suppress(Docker15Error, BrokenPipeError):
            streams.flush()
        self.close()

    def close(self) -> None:
        """Close the run's ends of the pipes."""
        os.close(self._app.streams.stdout)
        os.close(self._app.streams.stderr)

    def finish(self) -> int:
        """Report the run's Docker15Error, if any; return its exit status. Raises other errors."""
        if isinstance(self._error, Docker15Error):
            is_shown = self._app.report_error(self._error)
            return self._error.exit_status if is_shown else 0
        if self._error:
            raise self._error
        return self._status


class LabelledPipe:
    """A run's stdout or stderr, to be passed on to the user's."""

    def __init__(self, fd: int, shared: Streams, stream: int, label: str) -> None:
        self.fd = fd
        self._shared = shared
        self._show = shared.line if stream == STDOUT else shared.note
        self._label = label
        self._rest = b""

    def pass_on(self) -> bool:
        """Read once, and show the complete lines; return False at the end of the pipe."""
        data = os.read(self.fd, _READ_SIZE)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data:
            os.close(self.fd)
            lines = [self._rest] if self._rest else []
        elif len(self._rest) > _LONGEST:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._show(self._label + line.decode("utf-8", "surrogateescape"))
        self._shared.flush()
        return bool(data)
