"""Sessions with containers: attach and start, the check of the output, and the removal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from docker15_cli.api import container_life, container_streams, containers
from docker15_cli.api.attached_stream import AttachedStream
from docker15_cli.api.output_log import OutputLog
from docker15_cli.app import App
from docker15_cli.attach.detaching import parse_keys
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import AnswerBroken, Docker15Error, EngineError
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe

_TAIL_ONLY_ABOVE = 256 * 1024  # bytes of output; above this, the end of the log is compared first
_SKIP_ABOVE = 1024 * 1024  # bytes; above this, a log that can only be read as a whole is not read
_START_PATIENCE, _REMOVAL_PATIENCE = 20, 60  # seconds to wait once interrupted
_LAST_SIGNAL = 3  # how many signals it takes to give up on a removal
_NOT_STARTED = ("created", "configured", "initialized")


def attach_to(
    app: App,
    container: str,
    inspected: Inspected,
    signals: SignalPipe,
    *,
    stdin: bool,
    proxy: bool,
    detach_keys: str,
    type_eof: bool = True,
) -> AttachedSession:
    """Attach to an existing container, starting it if it is not running; return the session.

    `inspected` says whether it has a TTY and reads stdin. A signal during the start is left to the
    session; a second one ends docker15. Raises UsageError for bad `detach_keys`, Docker15Error.
    """
    is_running = containers.is_running(inspected)
    parse_keys(detach_keys)
    has_tty = containers.has_tty(inspected)
    with_stdin = stdin and containers.has_open_stdin(inspected)
    # Without `logs`, which would replay the output of earlier runs.
    stream = container_streams.attach(
        app.client,
        container,
        stdin=with_stdin,
        tty=has_tty,
        stdin_once=containers.has_stdin_once(inspected),
    )
    output = ContainerOutput(app, container, stream, is_first=containers.has_never_run(inspected))
    output.begin()
    if is_running:
        check_still_running(app, container, stream)
    else:
        with closed_on_failure(stream):
            start = partial(container_life.start, app.client, container)
            start_container(app, container, signals, start)
    return AttachedSession(
        app,
        of_container(app.client, container),
        stream,
        output,
        stdin=with_stdin,
        has_tty=has_tty,
        proxy=proxy,
        may_end_early=True,
        redraw=is_running,
        detach_keys=detach_keys,
        type_eof=type_eof,
        signals=signals,
    )


def check_still_running(
    app: App, container: str, stream: AttachedStream, *, with_log: bool = False
) -> None:
    """Ask again, once attached, whether the container is running; set `stream.may_stay_open`.

    The stream may stay open if the process has exited meanwhile: Podman even waits for the next
    start. `with_log`: a 1.5 daemon answers, replays the log, and only then attaches, which is too
    late for a process that exits meanwhile, although it is still running now. Raises Docker15Error
    if the container has not been started.
    """
    state = containers.inspect(app.client, container).get("State") or {}
    if state.get("Running"):
        stream.may_stay_open |= with_log and app.client.dialect.leaves_attaches_open
        return
    if str(state.get("Status")) in _NOT_STARTED:
        raise not_running()
    stream.may_stay_open = True


def not_running() -> Docker15Error:
    """The error for a container that is not running."""
    return Docker15Error("Impossible to attach to a stopped container, start it first")


class ContainerOutput:
    """Tells from a container's log whether all of its output has arrived on `stream`."""

    def __init__(
        self,
        app: App,
        container: str,
        stream: AttachedStream,
        *,
        is_first: bool,
        will_be_removed: bool = False,
    ) -> None:
        """`is_first`: it has never run before, so that missing output can be taken from the log;
        `will_be_removed`: the container will be removed, with its log."""
        self._app = app
        self._container = container
        self._stream = stream
        self._log = OutputLog(app.client, container, stream)
        self._is_first = is_first
        self._will_be_removed = will_be_removed
        self._read_mark: Callable[[], bytes | None] = lambda: None
        self._mark: bytes | None = None

    def begin(self) -> None:
        """Note the length of the log, if that will be needed, or costs little."""
        with suppress(EngineError):  # there is no log
            if not self._is_first:
                may_stay_open = self._stream.may_stay_open
                self._read_mark = self._log.size if may_stay_open else self._log.mark
            self._mark = self._read_mark()

    @property
    def has_whole_log(self) -> bool:
        """Whether the stream began with the log: this is the container's first run."""
        return self._is_first

    def has_arrived(self) -> bool:
        """Whether everything has arrived, on a stream that is open or began after the log did."""
        if self._is_first:
            return self._log.has_arrived(is_whole=True)
        if self._mark is not None and self._mark == self._read_mark():
            return True
        if not self._size and self._mark is None:
            return True  # nothing to compare with
        return self._log.has_arrived()

    def is_complete(self, *, was_reset: bool) -> bool:
        """Whether everything has arrived, or could be added from the log; if not, report that."""
        may_be_cut = was_reset or self._stream.is_cut
        try:
            if self._is_as_logged(may_be_cut):
                return True
        except EngineError as error:  # there is no log
            if not may_be_cut:
                return True
            return self._report(f"the end of the output may be missing: {error}")
        except Docker15Error as error:
            return self._report(f"can't tell whether the output is complete: {error}")
        name = of_container(self._app.client, self._container).name
        hint = "" if self._will_be_removed else f": docker15 logs {name} shows all of it"
        why = f" ({self._stream.framing_error})" if self._stream.framing_error else ""
        return self._report(f"the end of the output of {name} is missing{why}{hint}")

    def _report(self, text: str) -> bool:
        self._app.streams.error(text)
        return False

    def _is_as_logged(self, may_be_cut: bool) -> bool:
        if not may_be_cut and self._is_costly_to_check:
            return True
        if not self._is_first:
            return self.has_arrived()
        if not may_be_cut and self._tail_matches:
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
    def _tail_matches(self) -> bool:
        """Whether the output is long, and the log, asked only for its end, ends like it."""
        has_end = bool(self._app.client.dialect.log_end)
        return has_end and self._size > _TAIL_ONLY_ABOVE and self._log.has_arrived()

    @property
    def _is_costly_to_check(self) -> bool:
        """Whether reading the log would take too long: Podman always reads the whole of it."""
        dialect = self._app.client.dialect
        is_long = self._size > _SKIP_ABOVE and not dialect.log_end
        return is_long or (dialect.reads_logs_slowly and not self._is_first)


@contextmanager
def closed_on_failure(stream: AttachedStream) -> Iterator[None]:
    """Close `stream` if the start of its container raises: engines may leave it open."""
    try:
        yield
    except BaseException:
        stream.connection.close()
        raise


def start_container(
    app: App,
    container: str,
    signals: SignalPipe,
    start: Callable[[], None],
    *,
    will_be_removed: bool = False,
) -> None:
    """Call `start`; a signal meanwhile is left to the session, a second one ends docker15.

    The engine may start the container all the same: a note says so, unless it will be removed.
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
        if not will_be_removed:
            app.streams.note(f"{units_06.short_id(container)} may still start")
        raise


def remove_after_run(
    app: App,
    container: str,
    signals: SignalPipe,
    kind: type[BaseException] | None,
    *_: object,
) -> None:
    """Remove the container of `run -rm`; `kind` is the type of the exception that ended the run.

    For ExitStack.push, hence the further arguments. Signals are held back until the container is
    gone, except a third one. A failure is an error on stderr.
    """
    name = units_06.short_id(container)
    signals.keep(max(0, _LAST_SIGNAL - 1 - signals.count), _REMOVAL_PATIENCE)
    try:
        from docker15_cli.api import container_removal

        container_removal.remove_until_gone(app.client, container)
    except Docker15Error as error:
        app.streams.error(f"{name} could not be removed: {error}")
    except BaseException:
        app.streams.error(f"{name} may not have been removed: interrupted")
        raise
    if kind is None:
        signals.release()
