"""A session with one attached process, for `run`, `attach`, `start` and `exec`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Protocol

from docker15_cli.api import container_streams
from docker15_cli.api.attached_stream import AttachedStream, Piece, joined
from docker15_cli.app import App
from docker15_cli.attach.detaching import parse_keys
from docker15_cli.attach.process import Process
from docker15_cli.errors import AnswerBroken, Docker15Error
from docker15_cli.terminal import keys, tty
from docker15_cli.terminal.pump import Pump, StdinEnd
from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt

if TYPE_CHECKING:
    from docker15_cli.api.client import PendingAnswer

_ERROR_CHECK_AFTER = 0.5  # seconds to hold back output that may be the engine's own message
_WRITING = 0.1  # seconds between checks whether everything is written
# Seconds without output after the process has exited: until its log is first asked whether
# everything has arrived (on a stream that may stay open), the longest time between two such
# requests, and until the terminal leaves raw mode.
_ASK_LOG_AFTER, _ASK_LOG_AGAIN = 0.5, 5.0
# Seconds without output after which what has not arrived is taken from the log, where it can be: a
# 1.5 daemon never sends what was written between its replay of the log and the attach proper.
_USE_LOG_AFTER = 3.0
_LEAVE_RAW_AFTER = 1.0
# Seconds between the end of a stream and asking whether the container is still running: after we
# half-closed our side, which may have ended it, and otherwise, when it should have exited.
_LEAVE_AFTER = 0.5
_LEAVE_UNASKED_AFTER = 3.0
_RESIZE_RETRY = 0.05
_RESIZE_TRIES = 20
# Seconds after which the last size is sent again to an engine that loses sizes: if its conmon is
# busy for that long, it finds several at once and takes the first.
_RESIZE_AGAIN = (0.25, 1.0, 4.0)
# Seconds between checks of a process without a `wait`; 5 seconds in all once its stream has ended.
_ASK_RETRY = 0.05
_ASK_TRIES = 100
_BROKEN_TRIES = 3  # how often a request about the process is repeated if its connection breaks


class Output(Protocol):
    """Tells whether a session has received all of the process's output."""

    @property
    def has_whole_log(self) -> bool:
        """Whether a log has all that the stream should have, so that it can be added from there."""

    def has_arrived(self) -> bool:
        """Whether everything has arrived on a stream that is still open."""

    def is_complete(self, *, was_reset: bool) -> bool:
        """Whether everything has arrived on a stream that has ended, or could be added now.

        If not, that is an error on stderr. `was_reset`: the stream was reset, not ended.
        """


class AttachedSession:
    """Pumps the streams of an attached process until it exits, or the user detaches.

    A stream ends when the engine ends it: no silence counts as its end. The `wait` of a container
    runs beside it, and returns the exit code; a process without one is asked when its stream has
    ended. If the stream may stay open (docs/spec/remote-api-1.5.md §7), the session is over once
    the process has exited and its log shows that everything has arrived.
    """

    def __init__(
        self,
        app: App,
        process: Process,
        stream: AttachedStream,
        output: Output,
        *,
        stdin: bool = False,
        has_tty: bool = False,
        proxy: bool = True,
        may_end_early: bool = False,
        redraw: bool = False,
        detach_keys: str = keys.DEFAULT,
        type_eof: bool = True,
        signals: SignalPipe | None = None,
    ) -> None:
        """`stdin`: send the user's stdin; `has_tty`: the process has a TTY; `proxy`: pass signals
        on, if possible; `may_end_early`: the engine may end the stream of a running process;
        `redraw`: make a full-screen program redraw itself; `type_eof`: at the end of a stdin that
        is not a terminal, send a process with a TTY the key for it (Ctrl-D); `signals`: a pipe
        whose held-back signals are handled as if they arrived now (default: one of its own)."""
        self.detached = False
        self.has_lost_output = False
        self._app = app
        self._process = process
        self._stream = stream
        interactive = has_tty and stdin and app.streams.stdin_isatty
        self._raw = tty.RawMode(app.streams.stdin) if interactive else None
        self._screen = screen(app, stdin=stdin) if has_tty else None
        is_on_terminal = has_tty and app.streams.stdin_isatty
        self._signal = process.signal if proxy and not is_on_terminal else None
        self._may_end_early = may_end_early or has_tty or process.wait is None
        self._ask_tries = _ASK_TRIES
        self._broken_tries = _BROKEN_TRIES
        self._output = output
        self._redraw = redraw
        self._signals = signals or SignalPipe()
        self._has_own_signals = signals is None
        self._has_forwarded = False
        self._all_arrived = False
        self._uses_log = False
        self._resize_tries = _RESIZE_TRIES
        self._is_resizing = False
        self._resize_again: list[float] = []
        self._is_error_check_scheduled = False
        self._pending: dict[int, PendingAnswer] = {}
        self._on_signal = self._terminal_signals()
        self._exit_code: int | None = None
        sequence = parse_keys(detach_keys)
        self._pump = Pump(
            stream.connection,
            self._decode,
            app.streams.outputs,
            leftover=stream.leftover,
            stdin=app.streams.stdin if stdin else None,
            stdin_end=_stdin_end(has_tty, type_eof and not interactive),
            keys=keys.DetachKeys(sequence, stream.swallowed) if interactive else None,
            if_running=self._if_running,
            sent=stream.sent.add if has_tty else None,
        )
        if stream.stdin_delay:
            self._hold_stdin(_ASK_RETRY)

    def run(self, wait: bool = True) -> int:
        """Pump to the end; return the exit status: 0 after a detach.

        Without `wait`, does not wait for the container, and the status is 0. Raises
        BrokenPipeError, OutputError, KeyboardInterrupt, Signalled, AnswerBroken.
        """
        with self._prepared(wait):
            for _ in self._steps(wait):
                pass
        return self._end(wait)

    def steps(self) -> Generator[None, None, None]:
        """Like `run`, one step of the pump per item, for a caller with a loop of its own."""
        with self._prepared(wait=True):
            yield from self._steps(wait=True)
        self._end(wait=True)

    @contextmanager
    def _prepared(self, wait: bool) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(closing(self._stream.connection))
            stack.enter_context(closing(self._pump))
            stack.callback(self._close_pending)
            # First, so that no signal arrives before the changed terminal can be restored.
            if self._has_own_signals:
                stack.enter_context(self._signals)
            stack.enter_context(self._signals.reading(self._on_signal))
            self._pump.watch(self._signals, self._on_signals)
            if self._raw:
                stack.enter_context(self._raw)
            self._on_signals()
            self._first_resize()
            if wait:
                self._wait()
            yield

    def _end(self, wait: bool) -> int:
        if self.detached:
            if self._raw:
                self._app.streams.note("")  # the container's last line has no line break
            self._app.streams.note(f"Detached: {self._process.name} is still running")
            return 0
        return self._status() if wait else 0

    def _status(self) -> int:
        """The process's exit code, or 1 if that is 0 and output is lost."""
        if self._pump.ended:
            self._stream.end()
        status = (self._exit_code or 0) & 0xFF  # a 1.5 daemon's may be negative
        if not self._all_arrived:
            was_cut = self._pump.was_reset or self._uses_log
            self.has_lost_output = not self._output.is_complete(was_reset=was_cut)
        return status or (Docker15Error.exit_status if self.has_lost_output else 0)

    def _terminal_signals(self) -> dict[signal.Signals, Callable[[], None]]:
        resized = {} if self._screen is None else {signal.SIGWINCH: self._new_size}
        raw = self._raw
        if raw is None:
            return resized

        def stop() -> None:
            raw.leave()
            signal.raise_signal(signal.SIGSTOP)

        def go_on() -> None:
            raw.enter()
            self._new_size()

        return {**resized, signal.SIGTSTP: stop, signal.SIGCONT: go_on}

    def _steps(self, wait: bool) -> Iterator[None]:
        """Pump to the end; yields before each step, as data may already be waiting."""
        pump = self._pump
        while not self._is_over(wait):
            yield
            pump.step()
            if pump.detached:
                self.detached = True
                break
        while not pump.is_written:
            pump.step(_WRITING)  # the stream has ended: only output is left to write
            yield

    def _is_over(self, wait: bool) -> bool:
        if self._all_arrived or self._uses_log:
            return True
        if not self._pump.ended:
            return False
        if self._exit_code is None and self._may_end_early:
            self._may_end_early = False
            self._pump.call_later("leave", self._patience_after_end(), self._ask_whether_running)
        return not wait or self._exit_code is not None or self.detached

    def _on_exit(self, exit_code: int) -> None:
        """The process has exited; the rest of its stream is still to come."""
        self._exit_code = exit_code
        self._pump.drop_stdin()
        if self._raw:
            self._pump.call_later("raw", _LEAVE_RAW_AFTER, self._leave_raw)
        if self._stream.may_stay_open:
            self._pump.call_later("log", _ASK_LOG_AFTER, self._ask_log)

    def _leave_raw(self) -> None:
        """Leave raw mode: no process is left for the keys, so that Ctrl-C ends docker15."""
        quiet = self._pump.quiet
        if self._raw and not self._pump.ended:
            if quiet < _LEAVE_RAW_AFTER:
                self._pump.call_later("raw", _LEAVE_RAW_AFTER - quiet, self._leave_raw)
            else:
                self._raw.leave()

    def _ask_log(self) -> None:
        """Ask the log whether everything has arrived; if not, ask again later."""
        if self._pump.ended:
            return
        if self._pump.quiet >= _ASK_LOG_AFTER:
            with self._signals.raising():
                self._all_arrived = self._output.has_arrived()
        self._uses_log = self._output.has_whole_log and self._pump.quiet >= _USE_LOG_AFTER
        if not (self._all_arrived or self._uses_log):
            again = min(max(_ASK_LOG_AFTER, self._pump.quiet), _ASK_LOG_AGAIN)
            self._pump.call_later("log", again, self._ask_log)

    def _patience_after_end(self) -> float:
        if self._process.wait is None:
            return 0
        return _LEAVE_AFTER if self._pump.half_closed else _LEAVE_UNASKED_AFTER

    def _ask_whether_running(self) -> None:
        answer = self._send(self._process.ask)

        def answered() -> None:
            is_running, exit_code = self._process.state(answer)
            if self._exit_code is None and exit_code is not None:
                self._on_exit(exit_code)
            if is_running and self._exit_code is None:
                self._on_still_running()

        self._when_complete(answer, answered)

    def _on_still_running(self) -> None:
        if self._process.wait is None and self._ask_tries:  # an engine may report the exit late
            self._ask_tries -= 1
            self._pump.call_later("leave", _ASK_RETRY, self._ask_whether_running)
            return
        if not (self._pump.half_closed and self._stream.ends_with_stdin):
            raise AnswerBroken(
                f"the engine closed the stream of {self._process.name}, which is still running"
            )
        self.detached = True

    def _decode(self, data: bytes | memoryview) -> Iterable[Piece]:
        pieces = self._stream.decode(data)
        if self._stream.withheld and not self._is_error_check_scheduled:
            self._is_error_check_scheduled = True
            self._pump.call_later(
                "words", _ERROR_CHECK_AFTER, partial(self._if_running, self._show_withheld)
            )
        return joined(pieces)

    def _show_withheld(self) -> None:
        """Show the withheld bytes: the process runs, so they are its output."""
        self._stream.release()
        self._pump.show(b"")

    def _if_running(self, then: Callable[[], None]) -> None:
        """Call `then` if the process is running, or at once if the engine has no error frames.

        Input typed to an exited process would make Podman spoil the rest of its output.
        """
        if self._stream.engine_error_frame is None:
            then()
            return
        answer = self._send(self._process.ask)

        def answered() -> None:
            if self._process.state(answer).is_running:
                then()

        self._when_complete(answer, answered, lambda _: None)

    def _hold_stdin(self, seconds: float, *, has_run: bool = False) -> None:
        """Send no stdin until the process has been seen running twice, `stdin_delay` apart.

        Input that arrives before the process runs, or just as it exits, may cost its output; by the
        second look a command that ends at once has ended, however late it started.
        """
        self._pump.pause_stdin()
        ask = partial(self._try_resume_stdin, has_run=has_run)
        self._pump.call_later("hold", seconds, ask)

    def _try_resume_stdin(self, *, has_run: bool) -> None:
        if self._pump.ended:
            return
        answer = self._send(self._process.ask)

        def answered() -> None:
            is_running, _ = self._process.state(answer)
            if not is_running:  # not yet, or not any more
                self._hold_stdin(_ASK_RETRY)
            elif not has_run:
                self._hold_stdin(self._stream.stdin_delay, has_run=True)
            else:
                self._pump.resume_stdin()

        def broken(error: AnswerBroken) -> None:
            self._allow_another_try(error)
            self._hold_stdin(_ASK_RETRY)

        self._when_complete(answer, answered, broken)

    def _wait(self) -> None:
        if self._process.wait is None:
            return
        send, exit_code = self._process.wait
        answer = self._send(send)

        def ended() -> None:
            self._on_exit(exit_code(answer))

        self._when_complete(answer, ended, self._wait_again)

    def _wait_again(self, error: AnswerBroken) -> None:
        """Send the wait again: its connection, idle while the container runs, has broken."""
        self._allow_another_try(error)
        self._may_end_early = True  # the stream may be broken, too
        self._wait()

    def _allow_another_try(self, error: AnswerBroken) -> None:
        if not self._broken_tries:
            text = f"{error}; it is not known whether {self._process.name} has ended"
            raise AnswerBroken(text) from error
        self._broken_tries -= 1

    def _on_signals(self) -> None:
        for number in self._signals.read():
            if number in self._on_signal:
                self._on_signal[number]()
            elif number in FORWARDED:
                self._end_or_forward(number)

    def _end_or_forward(self, number: signal.Signals) -> None:
        """Forward the first signal to the process, if allowed; the second always ends docker15."""
        if self._signal is None or self._has_forwarded or self._exit_code is not None:
            interrupt(number)
        self._has_forwarded = True
        with self._signals.raising():  # the connection may be lost
            answer = self._signal(number.name.removeprefix("SIG"))
        self._when_complete(answer, lambda: None)  # `wait` returns the result

    def _send(self, request: Callable[[], PendingAnswer]) -> PendingAnswer:
        """Send a request on a connection of its own, which the signal that ends docker15 ends."""
        with self._signals.raising(after=0 if self._signal is None else 1):
            return request()

    def _when_complete(
        self,
        answer: PendingAnswer,
        then: Callable[[], None],
        broken: Callable[[AnswerBroken], None] | None = None,
    ) -> None:
        """Call `then` once the answer is complete, or `broken` if its connection breaks.

        Without `broken`, that is raised.
        """

        def received() -> None:
            try:
                is_complete = answer.receive()
            except AnswerBroken as error:
                if broken is None:
                    raise
                forget()
                return broken(error)
            if is_complete:
                forget()
                then()
            return None

        def forget() -> None:
            self._pump.unwatch(key)
            del self._pending[key]

        key = self._pump.watch(answer, received)
        self._pending[key] = answer

    def _close_pending(self) -> None:
        for answer in self._pending.values():
            answer.close()

    def _first_resize(self) -> None:
        size = self._size()
        if size and self._redraw:  # a change makes a full-screen program redraw itself
            self._send_size(size[0] + 1, size[1])
        else:
            self._resize()

    def _size(self) -> tuple[int, int] | None:
        return None if self._screen is None else tty.size(self._screen)

    def _new_size(self) -> None:
        loses = self._app.client.dialect.loses_resizes
        self._resize_again = list(_RESIZE_AGAIN) if loses else []
        self._resize()

    def _resize(self) -> None:
        """Send the terminal's size, one request at a time: two might arrive in either order."""
        size = self._size()
        if size and not self._is_resizing:
            self._send_size(*size)

    def _resized(self, sent: tuple[int, int], worked: bool) -> None:
        self._is_resizing = False
        if worked and sent != self._size():
            self._new_size()
        elif worked and self._resize_again:
            self._pump.call_later("resize", self._resize_again.pop(0), self._resize)
        elif not worked and self._resize_tries:  # the container may not exist yet
            self._resize_tries -= 1
            self._pump.call_later("resize", _RESIZE_RETRY, self._resize)

    def _send_size(self, rows: int, columns: int) -> None:
        self._is_resizing = True
        client = self._app.client
        answer = self._send(partial(self._process.resize, rows, columns))

        def answered() -> None:
            self._resized((rows, columns), container_streams.resize_done(client, answer))

        def broken(_: AnswerBroken) -> None:  # the stream and the wait tell what became of it
            self._resized((rows, columns), worked=False)

        self._when_complete(answer, answered, broken)


def _stdin_end(has_tty: bool, type_eof: bool) -> StdinEnd:
    if not has_tty:
        return StdinEnd.HALF_CLOSE
    return StdinEnd.TYPED if type_eof else StdinEnd.NOTHING


def screen(app: App, *, stdin: bool) -> int | None:
    """The file descriptor of the user's terminal, whose size the TTY gets; None without one."""
    streams = app.streams
    if stdin and streams.stdin_isatty:
        return streams.stdin
    return streams.stdout if streams.stdout_isatty else None
