"""Sessions with containers: how they begin, and what remains to be done at their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from docker15_cli.api import containers
from docker15_cli.api.attached_stream import AttachedStream
from docker15_cli.api.output_log import OutputLog
from docker15_cli.app import App
from docker15_cli.attach.options import parse_keys
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import AnswerBroken, Docker15Error, EngineError
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe

_WHOLE = 256 * 1024  # bytes; a longer log is not read from its beginning
_READ_TWICE = 1024 * 1024  # bytes; the same, if the engine can't send only its end
_START_PATIENCE, _REMOVAL_PATIENCE = 20, 60  # seconds to wait once interrupted
_LAST_SIGNAL = 3  # the signal that does not wait for a removal
_NOT_STARTED = ("created", "configured", "initialized")


def attached_to(
    app: App,
    container: str,
    inspected: Inspected,
    signals: SignalPipe,
    *,
    stdin: bool,
    proxy: bool,
    detach_keys: str,
    types_end: bool = True,
) -> AttachedSession:
    """A session with an existing container, which is started if it is not running.

    The container's Config says whether it has a TTY and reads stdin. A signal during the start is
    left to the session; a second one ends docker15.
    """
    is_running = containers.is_running(inspected)
    parse_keys(detach_keys)
    has_tty = containers.has_tty(inspected)
    with_stdin = stdin and containers.has_open_stdin(inspected)
    # Without `logs`, which would replay the output of earlier runs.
    stream = containers.attach(
        app.client,
        container,
        stdin=with_stdin,
        tty=has_tty,
        stdin_once=containers.has_stdin_once(inspected),
    )
    output = ContainerOutput(app, container, stream, is_first=containers.has_never_run(inspected))
    output.begin()
    if is_running:
        check_in_time(app, container, stream)
    else:
        with closed_if_it_fails(stream):
            start_once(app, container, signals, partial(containers.start, app.client, container))
    return AttachedSession(
        app,
        of_container(app.client, container),
        stream,
        output,
        stdin=with_stdin,
        has_tty=has_tty,
        proxy=proxy,
        may_leave=True,
        redraw=is_running,
        detach_keys=detach_keys,
        types_end=types_end,
        signals=signals,
    )


def check_in_time(app: App, container: str, stream: AttachedStream) -> None:
    """Whether a process that was running a moment ago was still running when attached.

    If not, engines may leave the stream open, and Podman waits for the next start.
    """
    state = containers.inspect(app.client, container).get("State") or {}
    if state.get("Running"):
        return
    if str(state.get("Status")) in _NOT_STARTED:
        raise stopped()
    stream.may_stay_open = True


def stopped() -> Docker15Error:
    """The error for a container that is not running."""
    return Docker15Error("Impossible to attach to a stopped container, start it first")


class ContainerOutput:
    """Whether all output of a container has arrived, according to its log."""

    def __init__(
        self,
        app: App,
        container: str,
        stream: AttachedStream,
        *,
        is_first: bool,
        goes: bool = False,
    ) -> None:
        """`is_first`: it has never run before, so that missing output can be taken from the log;
        `goes`: the container will be removed, with its log."""
        self._app = app
        self._container = container
        self._stream = stream
        self._log = OutputLog(app.client, container, stream)
        self._is_first = is_first
        self._goes = goes
        self._read_mark: Callable[[], bytes | None] = lambda: None
        self._mark: bytes | None = None

    def begin(self) -> None:
        """Note the length of the log, if that will be needed, or costs little."""
        with suppress(EngineError):  # there is no log
            if not self._is_first:
                may_stay_open = self._stream.may_stay_open
                self._read_mark = self._log.size if may_stay_open else self._log.mark
            self._mark = self._read_mark()

    def has_come(self) -> bool:
        """Whether all has arrived on a stream that is still open, or began within the log."""
        if self._is_first:
            return self._log.has_come(is_whole=True)
        if self._mark is not None and self._mark == self._read_mark():
            return True
        if not self._size and self._mark is None:
            return True  # nothing to compare with
        return self._log.has_come()

    def is_complete(self, *, was_reset: bool) -> bool:
        """Whether everything has arrived, or was completed now; if not, says so on stderr."""
        is_suspect = was_reset or self._stream.is_cut
        try:
            if self._is_as_logged(is_suspect):
                return True
        except EngineError as error:  # there is no log
            if not is_suspect:
                return True
            return self._say(f"the end of the output may be missing: {error}")
        except Docker15Error as error:
            return self._say(f"can't tell whether the output is complete: {error}")
        name = of_container(self._app.client, self._container).name
        hint = "" if self._goes else f": docker15 logs {name} shows all of it"
        why = f" ({self._stream.framing_error})" if self._stream.framing_error else ""
        return self._say(f"the end of the output of {name} is missing{why}{hint}")

    def _say(self, text: str) -> bool:
        self._app.streams.error(text)
        return False

    def _is_as_logged(self, is_suspect: bool) -> bool:
        if not is_suspect and self._is_slowly_told:
            return True
        if not self._is_first:
            return self.has_come()
        if not is_suspect and self._is_quickly_told:
            return True
        missing = self._log.missing()
        while True:
            try:
                self._app.streams.write_to(*next(missing))
            except StopIteration as end:
                return bool(end.value)

    @property
    def _size(self) -> int:
        return sum(stream.size for stream in self._stream.received.values())

    @property
    def _is_quickly_told(self) -> bool:
        """Whether the end of the log is enough, for a long output."""
        has_end = bool(self._app.client.dialect.log_end)
        return has_end and self._size > _WHOLE and self._log.has_come()

    @property
    def _is_slowly_told(self) -> bool:
        """Whether it would take too long: Podman always reads the whole log."""
        dialect = self._app.client.dialect
        is_long = self._size > _READ_TWICE and not dialect.log_end
        return is_long or (dialect.reads_logs_slowly and not self._is_first)


@contextmanager
def closed_if_it_fails(stream: AttachedStream) -> Iterator[None]:
    """Close `stream` if the start of its container fails: engines may leave it open."""
    try:
        yield
    except BaseException:
        stream.connection.close()
        raise


def start_once(
    app: App, container: str, signals: SignalPipe, start: Callable[[], None], *, goes: bool = False
) -> None:
    """Start it; a signal meanwhile is left to the session, a second one ends docker15.

    The engine may start it all the same: a note says so, unless the container `goes`.
    """
    signals.keep(1, _START_PATIENCE)
    try:
        start()
    except AnswerBroken as error:
        text = f"{error}; {units_06.short_id(container)} may have been started"
        raise AnswerBroken(text) from error
    except Docker15Error:
        raise
    except BaseException:
        if not goes:
            app.streams.note(f"{units_06.short_id(container)} may still start")
        raise


def force_remove(
    app: App,
    container: str,
    signals: SignalPipe,
    kind: type[BaseException] | None,
    *_: object,
) -> None:
    """Remove the container of `run -rm`; the `__exit__` of a context that ended with `kind`.

    Signals are held back until the container is gone, except a third one.
    """
    name = units_06.short_id(container)
    signals.keep(max(0, _LAST_SIGNAL - 1 - signals.count), _REMOVAL_PATIENCE)
    try:
        containers.force_remove(app.client, container)
    except Docker15Error as error:
        app.streams.error(f"{name} could not be removed: {error}")
    except BaseException:
        app.streams.error(f"{name} may not have been removed: interrupted")
        raise
    if kind is None:
        signals.release()
