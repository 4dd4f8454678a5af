"""One attached process, from the stream to its exit code: for `run`, `attach`, `start`, `exec`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from docker15_cli.api import containers
from docker15_cli.api.streams import STDERR, STDOUT, AttachedStream
from docker15_cli.app import App
from docker15_cli.commands._options import Callback, switch
from docker15_cli.commands._process import Process
from docker15_cli.errors import AnswerBroken, UsageError
from docker15_cli.terminal import keys, tty
from docker15_cli.terminal.pump import Pump
from docker15_cli.terminal.signals import FORWARDED, SignalPipe, interrupt

if TYPE_CHECKING:
    from docker15_cli.transport.hijack import PendingAnswer

# Seconds. An ended container's stream should end by itself; where the engine waits for our side to
# end, it is ended after a moment of quiet; where even that does not help, after a longer one.
_HINT_AFTER = 0.1
_GIVE_UP_AFTER = 2.0
# Between the end of a stream and the question whether the container runs on. An engine may well end
# a stream whose other side we have ended; else it should be the container's end, told late.
_LEAVE_AFTER = 0.5
_LEAVE_UNASKED_AFTER = 3.0
_RESIZE_RETRY = 0.05
_RESIZE_TRIES = 20
# A process without a `wait` whose stream has ended: 5 seconds in all.
_ASK_RETRY = 0.05
_ASK_TRIES = 100


class Session:
    """Pumps one attached process's streams until it has ended, or the user has left.

    A container's `wait` runs beside the stream: it tells the exit code, and ends the session where
    an engine leaves the stream open (remote-api-1.5.md §7). A process without one ends with its
    stream, and is asked for its exit code then.
    """

    def __init__(
        self,
        app: App,
        process: Process,
        stream: AttachedStream,
        *,
        stdin: bool = False,
        has_tty: bool = False,
        proxy: bool = True,
        may_leave: bool = False,
        on_cut: Callable[[], None] | None = None,
        redraw: bool = False,
        detach_keys: str = keys.DEFAULT,
    ) -> None:
        """`stdin` pumps the user's; `has_tty` is the process's; `proxy` sends it signals, if there
        is a way; `may_leave` says that the engine may end the stream of one that runs on;
        `on_cut` does what can be done where it has lost the rest of the output; `redraw` makes a
        full-screen program draw itself anew."""
        self.detached = False
        self._app = app
        self._process = process
        self._stream = stream
        interactive = has_tty and stdin and app.streams.stdin_isatty
        self._raw = tty.RawMode(app.streams.stdin) if interactive else None
        self._screen = screen(app, stdin=stdin) if has_tty else None
        self._signal = process.signal if proxy and not has_tty else None
        self._may_leave = may_leave or has_tty or process.wait is None
        self._ask_tries = _ASK_TRIES
        self._on_cut = on_cut
        self._redraw = redraw
        self._signalled = False
        self._hinted = False
        self._resize_tries = _RESIZE_TRIES
        self._on_signal = self._terminal_signals()
        self._exit_code: int | None = None
        sequence = parse_keys(detach_keys)
        self._pump = Pump(
            stream.connection,
            stream.decode,
            {STDOUT: app.streams.stdout, STDERR: app.streams.stderr},
            leftover=stream.leftover,
            stdin=app.streams.stdin if stdin else None,
            half_close=not has_tty,
            keys=keys.DetachKeys(sequence, stream.swallowed) if interactive else None,
        )
        if stream.stdin_delay:
            self._pump.pause_stdin(stream.stdin_delay)

    def run(self, wait: bool = True) -> int:
        """Pump to the end; the exit status that tells what happened: 0 after a detach.

        Without `wait` the container is not waited for, and the status is 0. Raises BrokenPipeError,
        OutputError, KeyboardInterrupt, Signalled, AnswerBroken.
        """
        with ExitStack() as stack:
            stack.enter_context(closing(self._stream.connection))
            stack.enter_context(closing(self._pump))
            # First, so that no signal comes between the terminal's change and its restoration.
            pipe = stack.enter_context(SignalPipe([*FORWARDED, *self._on_signal]))
            self._pump.watch(pipe, lambda: self._on_signals(pipe))
            if self._raw:
                stack.enter_context(self._raw)
            self._first_resize()
            if wait:
                self._wait()
            self._pump_to_end(wait)
        if self._pump.ended:
            self._stream.end()
        if self._stream.is_cut and self._on_cut:
            self._on_cut()
        if self.detached:
            if self._raw:
                self._app.streams.note("")  # the container's last line has no end
            self._app.streams.note(f"Detached: {self._process.name} runs on")
            return 0
        return (self._exit_code or 0) & 0xFF  # a 1.5 daemon's may be negative

    def _terminal_signals(self) -> dict[signal.Signals, Callable[[], None]]:
        resized = {} if self._screen is None else {signal.SIGWINCH: self._resize}
        raw = self._raw
        if raw is None:
            return resized

        def stop() -> None:
            raw.leave()
            signal.raise_signal(signal.SIGSTOP)

        def go_on() -> None:
            raw.enter()
            self._resize()

        return {**resized, signal.SIGTSTP: stop, signal.SIGCONT: go_on}

    def _pump_to_end(self, wait: bool) -> None:
        pump = self._pump
        while not self._is_over(wait):
            pump.step(self._patience())
            if pump.detached:
                self.detached = True
                break
        while not pump.is_written:
            pump.step(_HINT_AFTER)  # it writes first; what else may come is not waited for

    def _is_over(self, wait: bool) -> bool:
        pump = self._pump
        if pump.ended:
            if self._exit_code is None and self._may_leave:
                self._may_leave = False
                pump.call_later("leave", self._patience_after_end(), self._ask_whether_it_runs)
            return not wait or self._exit_code is not None or self.detached
        if self._exit_code is None:
            return False
        if pump.quiet > _HINT_AFTER and not self._hinted:
            self._hinted = True
            pump.end_stdin()
        return pump.quiet > _GIVE_UP_AFTER

    def _patience_after_end(self) -> float:
        if self._process.wait is None:
            return 0
        return _LEAVE_AFTER if self._pump.half_closed else _LEAVE_UNASKED_AFTER

    def _patience(self) -> float | None:
        if self._exit_code is None:
            return None
        return _GIVE_UP_AFTER if self._hinted else _HINT_AFTER

    def _ask_whether_it_runs(self) -> None:
        answer = self._process.ask()

        def told() -> None:
            is_running, exit_code = self._process.state(answer)
            if self._exit_code is None:
                self._exit_code = exit_code
            if is_running and self._exit_code is None:
                self._runs_on()

        self._when_complete(answer, told)

    def _runs_on(self) -> None:
        if self._process.wait is None and self._ask_tries:  # an engine may tell its end late
            self._ask_tries -= 1
            self._pump.call_later("leave", _ASK_RETRY, self._ask_whether_it_runs)
            return
        self.detached = True
        if not self._pump.half_closed:
            raise AnswerBroken(
                f"the engine has ended the stream of {self._process.name}, which runs on"
            )

    def _wait(self) -> None:
        if self._process.wait is None:
            return
        send, exit_code = self._process.wait
        answer = send()

        def ended() -> None:
            self._exit_code = exit_code(answer)

        self._when_complete(answer, ended)

    def _on_signals(self, pipe: SignalPipe) -> None:
        for number in pipe.read():
            if number in self._on_signal:
                self._on_signal[number]()
            elif number in FORWARDED:
                self._end_or_forward(number, pipe)

    def _end_or_forward(self, number: signal.Signals, pipe: SignalPipe) -> None:
        """The first goes to the process, if it may; the second always gets the user out."""
        if self._signal is None or self._signalled:
            interrupt(number)
        self._signalled = True
        with pipe.raising():  # the way to the engine may be cut
            answer = self._signal(number.name.removeprefix("SIG"))
        self._when_complete(answer, lambda: None)  # `wait` tells what came of it

    def _when_complete(self, answer: PendingAnswer, then: Callable[[], None]) -> None:
        def received() -> None:
            if answer.receive():
                self._pump.unwatch(key)
                then()

        key = self._pump.watch(answer, received)

    def _first_resize(self) -> None:
        size = self._size()
        if size and self._redraw:  # a change makes a full-screen program draw itself anew
            self._send_size(size[0] + 1, size[1], lambda worked: self._resize())
        else:
            self._resize()

    def _size(self) -> tuple[int, int] | None:
        return None if self._screen is None else tty.size(self._screen)

    def _resize(self) -> None:
        size = self._size()
        if size:
            self._send_size(*size, self._resized)

    def _resized(self, worked: bool) -> None:
        if not worked and self._resize_tries:  # the container may not be there yet
            self._resize_tries -= 1
            self._pump.call_later("resize", _RESIZE_RETRY, self._resize)

    def _send_size(self, rows: int, columns: int, then: Callable[[bool], None]) -> None:
        client = self._app.client
        answer = self._process.resize(rows, columns)
        self._when_complete(answer, lambda: then(containers.resize_done(client, answer)))


def screen(app: App, *, stdin: bool) -> int | None:
    """The user's terminal, which the process's is as large as; None where there is none."""
    streams = app.streams
    if stdin and streams.stdin_isatty:
        return streams.stdin
    return streams.stdout if streams.stdout_isatty else None


def session_options(function: Callback) -> Callback:
    """`--sig-proxy` and `--detach-keys`."""
    return detach_keys_option(sig_proxy_option(function))


def sig_proxy_option(function: Callback) -> Callback:
    """`--sig-proxy`."""
    return switch(
        "-sig-proxy",
        "--sig-proxy",
        default=True,
        help="Send signals to the container.  [default: true]",
    )(function)


def detach_keys_option(function: Callback) -> Callback:
    """`--detach-keys`; its value is for `parse_keys`."""
    return click.option(
        "--detach-keys",
        default=keys.DEFAULT,
        metavar="KEYS",
        help="Keys that leave a terminal; '' for none.  [default: ctrl-p,ctrl-q]",
    )(function)


def parse_keys(text: str) -> bytes:
    """`--detach-keys` → what they send. Raises UsageError."""
    try:
        return keys.parse(text)
    except ValueError as error:
        raise UsageError(f"--detach-keys: {error}") from error
