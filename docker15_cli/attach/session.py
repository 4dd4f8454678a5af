"""A session with one attached process, for `run`, `attach`, `start` and `exec`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, Protocol

from docker15_cli.api import containers
from docker15_cli.api.attached_stream import STDERR, STDOUT, AttachedStream, Piece
from docker15_cli.app import App
from docker15_cli.attach.options import parse_keys
from docker15_cli.attach.process import Process
from docker15_cli.errors import AnswerBroken, Docker15Error
from docker15_cli.terminal import keys, tty
from docker15_cli.terminal.pump import Pump, StdinEnd
from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt

if TYPE_CHECKING:
    from docker15_cli.api.client import PendingAnswer

_ASK_WHOSE_WORDS = 0.5  # seconds to hold back output that may be the engine's own message
_WRITING = 0.1  # seconds between checks whether everything is written
# Seconds of silence after the process has exited: before its log is asked whether everything has
# arrived on a stream that may stay open, and, at most, between two such requests; and before the
# keys of the terminal are no longer sent to the process.
_ASK_LOG_AFTER, _ASK_LOG_AGAIN = 0.5, 5.0
_LEAVE_RAW_AFTER = 1.0
# Seconds between the end of a stream and the request whether the container is still running. An
# engine may end a stream because we ended our side; else the container should have exited.
_LEAVE_AFTER = 0.5
_LEAVE_UNASKED_AFTER = 3.0
_RESIZE_RETRY = 0.05
_RESIZE_TRIES = 20
# Seconds after which the last size is sent again to an engine that loses sizes: if its conmon is
# busy for that long, it finds several at once and takes the first.
_RESIZE_AGAIN = (0.25, 1.0, 4.0)
# Seconds between checks of a process without a `wait`; of one whose stream has ended: 5 in all.
_ASK_RETRY = 0.05
_ASK_TRIES = 100
_WAIT_TRIES = 3  # if the connection of a wait breaks


class Output(Protocol):
    """What a session's output is compared with at its end."""

    def has_come(self) -> bool:
        """Whether everything has arrived on a stream that is still open."""

    def is_complete(self, *, was_reset: bool) -> bool:
        """Whether everything has arrived on a stream that has ended, or was completed now.

        If not, says so on stderr. `was_reset`: the stream was reset instead of ended.
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
        may_leave: bool = False,
        redraw: bool = False,
        detach_keys: str = keys.DEFAULT,
        types_end: bool = True,
        signals: SignalPipe | None = None,
    ) -> None:
        """`stdin`: send the user's stdin; `has_tty`: the process has a TTY; `proxy`: pass signals
        on, if possible; `may_leave`: the engine may end the stream of a running process; `redraw`:
        make a full-screen program redraw itself; `types_end`: type the end of a stdin that is not
        a terminal to a process with a TTY; `signals` held back so far count as if they came now."""
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
        self._may_leave = may_leave or has_tty or process.wait is None
        self._ask_tries = _ASK_TRIES
        self._wait_tries = _WAIT_TRIES
        self._output = output
        self._redraw = redraw
        self._signals = signals or SignalPipe()
        self._has_own_signals = signals is None
        self._signalled = False
        self._has_all = False
        self._resize_tries = _RESIZE_TRIES
        self._is_resizing = False
        self._resize_again: list[float] = []
        self._asks_whose_words = False
        self._on_signal = self._terminal_signals()
        self._exit_code: int | None = None
        sequence = parse_keys(detach_keys)
        self._pump = Pump(
            stream.connection,
            self._decode,
            {STDOUT: app.streams.stdout, STDERR: app.streams.stderr},
            leftover=stream.leftover,
            stdin=app.streams.stdin if stdin else None,
            stdin_end=_stdin_end(has_tty, types_end and not interactive),
            keys=keys.DetachKeys(sequence, stream.swallowed) if interactive else None,
            if_it_runs=self._if_it_runs,
        )
        if stream.stdin_delay:
            self._hold_stdin(_ASK_RETRY)

    def run(self, wait: bool = True) -> int:
        """Pump to the end; return the exit status: 0 after a detach.

        Without `wait`, does not wait for the container, and the status is 0. Raises
        BrokenPipeError, OutputError, KeyboardInterrupt, Signalled, AnswerBroken.
        """
        with ExitStack() as stack:
            stack.enter_context(closing(self._stream.connection))
            stack.enter_context(closing(self._pump))
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
            self._pump_to_end(wait)
        if self.detached:
            if self._raw:
                self._app.streams.note("")  # the container's last line has no line break
            self._app.streams.note(f"Detached: {self._process.name} is still running")
            return 0
        return self._status() if wait else 0

    def _status(self) -> int:
        """The exit code's, or 1 if that is 0 and output is lost."""
        if self._pump.ended:
            self._stream.end()
        status = (self._exit_code or 0) & 0xFF  # that of a 1.5 daemon may be negative
        if not self._has_all:
            self.has_lost_output = not self._output.is_complete(was_reset=self._pump.was_reset)
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

    def _pump_to_end(self, wait: bool) -> None:
        pump = self._pump
        while not self._is_over(wait):
            pump.step()
            if pump.detached:
                self.detached = True
                break
        while not pump.is_written:
            pump.step(_WRITING)  # it writes first, and waits for nothing more

    def _is_over(self, wait: bool) -> bool:
        if self._has_all:
            return True
        if not self._pump.ended:
            return False
        if self._exit_code is None and self._may_leave:
            self._may_leave = False
            self._pump.call_later("leave", self._patience_after_end(), self._ask_whether_it_runs)
        return not wait or self._exit_code is not None or self.detached

    def _has_ended(self, exit_code: int) -> None:
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
        """Whether everything has arrived on a stream that may stay open; if not, wait for more."""
        if self._pump.ended:
            return
        if self._pump.quiet >= _ASK_LOG_AFTER:
            with self._signals.raising():
                self._has_all = self._output.has_come()
        if not self._has_all:
            again = min(max(_ASK_LOG_AFTER, self._pump.quiet), _ASK_LOG_AGAIN)
            self._pump.call_later("log", again, self._ask_log)

    def _patience_after_end(self) -> float:
        if self._process.wait is None:
            return 0
        return _LEAVE_AFTER if self._pump.half_closed else _LEAVE_UNASKED_AFTER

    def _ask_whether_it_runs(self) -> None:
        answer = self._process.ask()

        def told() -> None:
            is_running, exit_code = self._process.state(answer)
            if self._exit_code is None and exit_code is not None:
                self._has_ended(exit_code)
            if is_running and self._exit_code is None:
                self._runs_on()

        self._when_complete(answer, told)

    def _runs_on(self) -> None:
        if self._process.wait is None and self._ask_tries:  # an engine may report the exit late
            self._ask_tries -= 1
            self._pump.call_later("leave", _ASK_RETRY, self._ask_whether_it_runs)
            return
        if not (self._pump.half_closed and self._stream.ends_with_stdin):
            raise AnswerBroken(
                f"the engine closed the stream of {self._process.name}, which is still running"
            )
        self.detached = True

    def _decode(self, data: bytes | memoryview) -> Iterable[Piece]:
        pieces = self._stream.decode(data)
        if self._stream.withheld and not self._asks_whose_words:
            self._asks_whose_words = True
            self._pump.call_later(
                "words", _ASK_WHOSE_WORDS, partial(self._if_it_runs, self._show_withheld)
            )
        return pieces

    def _show_withheld(self) -> None:
        """Show the held-back bytes as the process's: the engine only writes after its exit."""
        self._stream.release()
        self._pump.show(b"")

    def _if_it_runs(self, then: Callable[[], None]) -> None:
        """Input typed to an exited process would make Podman spoil the rest of its output."""
        if self._stream.engine_error_frame is None:
            then()
            return
        answer = self._process.ask()

        def told() -> None:
            if self._process.state(answer).is_running:
                then()

        self._when_complete(answer, told, lambda _: None)

    def _hold_stdin(self, seconds: float, *, has_run: bool = False) -> None:
        """Input that arrives before the process runs, or just as it exits, may cost its output.

        So it has to be seen running twice, `stdin_delay` apart: however late it starts, a command
        that ends at once has ended by then.
        """
        self._pump.pause_stdin()
        ask = partial(self._ask_whether_it_reads, has_run=has_run)
        self._pump.call_later("hold", seconds, ask)

    def _ask_whether_it_reads(self, *, has_run: bool) -> None:
        if self._pump.ended:
            return
        answer = self._process.ask()

        def told() -> None:
            is_running, _ = self._process.state(answer)
            if not is_running:  # not yet, or not any more
                self._hold_stdin(_ASK_RETRY)
            elif not has_run:
                self._hold_stdin(self._stream.stdin_delay, has_run=True)
            else:
                self._pump.resume_stdin()

        self._when_complete(answer, told)

    def _wait(self) -> None:
        if self._process.wait is None:
            return
        send, exit_code = self._process.wait
        answer = send()

        def ended() -> None:
            self._has_ended(exit_code(answer))

        self._when_complete(answer, ended, self._wait_again)

    def _wait_again(self, error: AnswerBroken) -> None:
        """Its connection broke: it is idle for as long as the container runs."""
        if not self._wait_tries:
            text = f"{error}; it is not known whether {self._process.name} has ended"
            raise AnswerBroken(text) from error
        self._wait_tries -= 1
        self._may_leave = True  # the stream may be broken, too
        self._wait()

    def _on_signals(self) -> None:
        for number in self._signals.read():
            if number in self._on_signal:
                self._on_signal[number]()
            elif number in FORWARDED:
                self._end_or_forward(number)

    def _end_or_forward(self, number: signal.Signals) -> None:
        """Pass the first signal to the process, if allowed; the second always ends docker15."""
        if self._signal is None or self._signalled or self._exit_code is not None:
            interrupt(number)
        self._signalled = True
        with self._signals.raising():  # the connection may be lost
            answer = self._signal(number.name.removeprefix("SIG"))
        self._when_complete(answer, lambda: None)  # `wait` returns the result

    def _when_complete(
        self,
        answer: PendingAnswer,
        then: Callable[[], None],
        broken: Callable[[AnswerBroken], None] | None = None,
    ) -> None:
        def received() -> None:
            try:
                is_complete = answer.receive()
            except AnswerBroken as error:
                if broken is None:
                    raise
                self._pump.unwatch(key)
                return broken(error)
            if is_complete:
                self._pump.unwatch(key)
                then()
            return None

        key = self._pump.watch(answer, received)

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
        """One at a time: two requests at once might arrive in either order."""
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
        answer = self._process.resize(rows, columns)

        def answered() -> None:
            self._resized((rows, columns), containers.resize_done(client, answer))

        self._when_complete(answer, answered)


def _stdin_end(has_tty: bool, types_end: bool) -> StdinEnd:
    if not has_tty:
        return StdinEnd.HALF_CLOSE
    return StdinEnd.TYPED if types_end else StdinEnd.NOTHING


def screen(app: App, *, stdin: bool) -> int | None:
    """The user's terminal, whose size the process's TTY gets; None if there is none."""
    streams = app.streams
    if stdin and streams.stdin_isatty:
        return streams.stdin
    return streams.stdout if streams.stdout_isatty else None
