"""The one loop that moves bytes between the user and an attached container.

stdin → connection → stdout and stderr, with back-pressure. Nothing is read before the previous data
has been passed on, so that memory does not grow if one side is slow; and only the poll blocks, so
that a slow side does not hold up the other direction.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Protocol

from docker15_cli.errors import AnswerBroken, Docker15Error, OutputError, Signalled
from docker15_cli.terminal import tty
from docker15_cli.terminal.keys import DetachKeys
from docker15_cli.terminal.sink import Sink

_CHUNK = 256 * 1024  # bytes read from the engine at a time
_STDIN_CHUNK = 64 * 1024
_BACKGROUND_CHECK = 0.5  # seconds between checks whether we are in the foreground again

_END_OF_FILE = b"\x04"  # Ctrl-D, which means end of file at the beginning of a line
# In the middle of a line the first Ctrl-D only submits the line, if the terminal is in line mode.
_END_IN_A_LINE = (2 * _END_OF_FILE, _END_OF_FILE, b"\n" + _END_OF_FILE)
_TYPE_AGAIN = (0.25, 8.0)  # seconds until Ctrl-D is typed again: at first, and at most

Decoder = Callable[[bytes | memoryview], Iterable[tuple[int, bytes | memoryview]]]
IfRunning = Callable[[Callable[[], None]], None]
_STREAM_ENDED = (errno.ECONNRESET, errno.EPIPE)
# The terminal is gone, or we are in the background; with nohup stdin may not be readable at all.
_STDIN_ENDED = (errno.EIO, errno.EBADF)


class Stream(Protocol):
    """What the pump needs of a connection, which it makes non-blocking."""

    @property
    def ended(self) -> bool: ...
    @property
    def unsent(self) -> bool: ...
    def fileno(self) -> int: ...
    def setblocking(self, blocking: bool) -> None: ...
    def recv_into(self, buffer: bytearray | memoryview) -> int: ...
    def send(self, data: bytes | memoryview) -> int: ...
    def close_write(self) -> None: ...


class Watched(Protocol):
    """Something else whose file descriptor is watched for input."""

    def fileno(self) -> int: ...


class Writable(Protocol):
    """Where a stream of the process goes: a Sink, or something else that takes bytes.

    `write` returns how many it has taken; if that is 0, `fd` becomes writable when it can take
    more.
    """

    fd: int
    is_terminal: bool

    def write(self, data: bytes | memoryview) -> int: ...
    def close(self) -> None: ...


class StdinEnd(Enum):
    """What to send to the engine at the end of stdin."""

    NOTHING = "nothing"
    HALF_CLOSE = "half-close"
    TYPED = "typed to the process's terminal"


class Pump:
    """Moves the bytes of one attached session.

    `ended`: the engine has closed the stream; `was_reset`: by a reset. `half_closed`: we have
    closed our side.
    """

    def __init__(
        self,
        connection: Stream,
        decode: Decoder,
        outputs: Mapping[int, int | Writable],
        *,
        leftover: bytes = b"",
        stdin: int | None = None,
        stdin_end: StdinEnd = StdinEnd.HALF_CLOSE,
        keys: DetachKeys | None = None,
        if_running: IfRunning = lambda then: then(),
        sent: Callable[[memoryview], None] | None = None,
    ) -> None:
        """`outputs` maps the stream numbers that `decode` returns to file descriptors or Writables.

        `leftover` has already arrived on the connection; `keys` are looked for in `stdin`;
        `if_running` calls its argument if the process is still running; `sent` is called with
        everything that has been sent to the process.
        """
        self.ended = False
        self.was_reset = False
        self.half_closed = False
        self._connection = connection
        self._decode = decode
        self._sinks: Mapping[int, Writable] = {
            number: Sink(one) if isinstance(one, int) else one for number, one in outputs.items()
        }
        self._stdin = stdin
        self._shares_terminal = stdin is not None and os.isatty(stdin)
        self._paused = False
        self._stdin_end = stdin_end
        self._has_sent = False
        self._end_typed: list[bytes] = []
        self._type_again = _TYPE_AGAIN[0]
        self._if_running = if_running
        self._sent = sent
        self._keys = keys
        self._to_engine: memoryview | None = None
        self._to_user: deque[tuple[Writable, memoryview]] = deque()
        self._blocked: int | None = None
        self._buffer = bytearray(_CHUNK)
        self._watched: dict[int, Callable[[], None]] = {}
        self._timers: dict[str, tuple[float, Callable[[], None]]] = {}
        self._poll = select.poll()
        self._masks: dict[int, int] = {}
        self._active = time.monotonic()
        connection.setblocking(False)
        self._queue(leftover)

    @property
    def detached(self) -> bool:
        """Whether the detach keys were typed."""
        return self._keys is not None and self._keys.detached

    @property
    def is_written(self) -> bool:
        """Whether everything that has arrived has been written."""
        return not self._to_user

    @property
    def quiet(self) -> float:
        """Seconds since the engine last sent something; 0 while some of that is still unwritten."""
        return 0.0 if self._to_user else time.monotonic() - self._active

    def show(self, data: bytes | memoryview) -> None:
        """Decode and write `data` as if it had arrived on the connection."""
        self._queue(data)

    def watch(self, watched: Watched, on_readable: Callable[[], None]) -> int:
        """Call `on_readable` whenever `watched` is readable; return the key for `unwatch`."""
        fd = watched.fileno()
        self._watched[fd] = on_readable
        self._want(fd, select.POLLIN)
        return fd

    def unwatch(self, key: int) -> None:
        """Stop watching what `watch` has returned this key for."""
        del self._watched[key]
        self._want(key, 0)

    def call_later(self, name: str, seconds: float, callback: Callable[[], None]) -> None:
        """Call `callback` once, after `seconds`; a later call with the same `name` replaces it."""
        self._timers[name] = (time.monotonic() + seconds, callback)

    def pause_stdin(self, seconds: float | None = None) -> None:
        """Stop reading stdin for some `seconds`, or until it is resumed."""
        self._paused = True
        if seconds is not None:
            self.call_later("stdin", seconds, self.resume_stdin)

    def resume_stdin(self) -> None:
        """Read stdin again."""
        self._paused = False

    def drop_stdin(self) -> None:
        """Send nothing more of stdin, as nothing reads it any more."""
        self._stdin_end = StdinEnd.NOTHING
        self._drop_stdin()

    def step(self, timeout: float | None = None) -> None:
        """Wait, at most `timeout` seconds, until some data can be moved, and move it.

        Raises BrokenPipeError and OutputError if stdout or stderr can't be written, Docker15Error
        if stdin can't be read, and whatever the decoder and the callbacks raise.
        """
        self._flush()
        if self._connection.ended and not (self.ended or self._to_user):
            self._end()  # a poll may not report this
            return
        self._update_masks()
        for fd, event in self._poll.poll(self._milliseconds(timeout)):
            self._handle(fd, event)
        if self._timers:
            self._run_timers()

    def close(self) -> None:
        """Close what the pump has opened; the connection is the caller's."""
        for sink in self._sinks.values():
            sink.close()

    def _handle(self, fd: int, event: int) -> None:
        if fd in self._watched:
            self._watched[fd]()
        elif fd == self._stdin:
            self._read_stdin()
        elif not self.ended and fd == self._connection.fileno():
            if event & select.POLLOUT:
                self._send()
            if event & ~select.POLLOUT and not self._to_user:
                self._receive()

    def _update_masks(self) -> None:
        blocked = self._to_user[0][0].fd if self._to_user else None
        if blocked != self._blocked:
            self._want(self._blocked, 0)
            self._want(blocked, select.POLLOUT)
            self._blocked = blocked
        if not self.ended:
            reads = 0 if self._to_user else select.POLLIN
            writes = select.POLLOUT if self._is_sending else 0
            self._want(self._connection.fileno(), reads | writes)
        if self._stdin is not None:
            waits = self._is_sending or self._paused
            self._want(self._stdin, 0 if waits else select.POLLIN)

    @property
    def _is_sending(self) -> bool:
        return self._to_engine is not None or self._connection.unsent

    def _want(self, fd: int | None, mask: int) -> None:
        if fd is None or self._masks.get(fd, 0) == mask:
            return
        self._masks[fd] = mask
        if mask:
            self._poll.register(fd, mask)
        else:
            self._poll.unregister(fd)

    def _milliseconds(self, timeout: float | None) -> int | None:
        if self._timers:
            first = min(moment for moment, _ in self._timers.values()) - time.monotonic()
            timeout = first if timeout is None else min(first, timeout)
        return None if timeout is None else max(0, int(timeout * 1000) + 1)

    def _run_timers(self) -> None:
        now = time.monotonic()
        due = [name for name, (moment, _) in self._timers.items() if moment <= now]
        for name in due:
            self._timers.pop(name)[1]()

    def _receive(self) -> None:
        try:
            count = self._connection.recv_into(self._buffer)
        except BlockingIOError:
            return
        except OSError as error:
            self._require_end(error)
            self.was_reset = not self._has_sent  # an engine also resets if our data is unread
            count = 0
        self._active = time.monotonic()
        if count:
            self._queue(memoryview(self._buffer)[:count])
        else:
            self._end()

    def _end(self) -> None:
        self._want(self._connection.fileno(), 0)
        self._drop_stdin()
        self.ended = True
        with contextlib.suppress(OSError):
            self._connection.close_write()  # the engine may still be reading, if a proxy cut it off

    def _queue(self, data: bytes | memoryview) -> None:
        for number, piece in self._decode(data):
            if number in self._sinks and piece:
                self._to_user.append((self._sinks[number], memoryview(piece)))
        self._flush()

    def _flush(self) -> None:
        while self._to_user:
            sink, data = self._to_user[0]
            count = _write(sink, data)
            if count == len(data):
                self._to_user.popleft()
            elif count:
                self._to_user[0] = (sink, data[count:])
            else:
                return

    def _read_stdin(self) -> None:
        assert self._stdin is not None
        if self._shares_terminal and not tty.is_foreground(self._stdin):
            self.pause_stdin(_BACKGROUND_CHECK)  # reading the terminal now would stop us
            return
        try:
            data = os.read(self._stdin, _STDIN_CHUNK)
        except BlockingIOError:  # somebody made it non-blocking, and another reader was faster
            return
        except OSError as error:
            if error.errno not in _STDIN_ENDED:
                raise Docker15Error(f"can't read stdin: {error.strerror}") from error
            data = b""
        if data:
            self._end_typed = [] if data.endswith((b"\n", b"\r")) else list(_END_IN_A_LINE)
            self._pass_on(self._keys.feed(data) if self._keys else data)
            return
        self._drop_stdin()
        if self._stdin_end is StdinEnd.HALF_CLOSE:
            self.half_closed = True
            self._connection.close_write()
        elif self._stdin_end is StdinEnd.TYPED:
            self._type_eof()
            self.call_later("end of file", self._type_again, self._type_eof_again)

    def _type_eof(self) -> None:
        if self.ended or self._stdin_end is not StdinEnd.TYPED:
            return
        if not self._is_sending:
            self._pass_on(self._end_typed.pop(0) if self._end_typed else _END_OF_FILE)

    def _type_eof_again(self) -> None:
        """Type Ctrl-D again and again until the stream ends, as a real end of file lasts.

        Besides, a process that changes its terminal's settings meanwhile loses it, and one that
        edits lines itself ignores it in the middle of a line, so the line is ended first.
        """
        if not self.ended and self._stdin_end is StdinEnd.TYPED:
            self._if_running(self._type_eof)
            self.call_later("end of file", self._type_again, self._type_eof_again)
            self._type_again = min(2 * self._type_again, _TYPE_AGAIN[1])

    def _pass_on(self, data: bytes) -> None:
        if data:
            self._to_engine = memoryview(data)
            self._send()

    def _send(self) -> None:
        data = self._to_engine or memoryview(b"")
        try:
            count = self._connection.send(data)
        except BlockingIOError:
            return
        except OSError as error:
            self._require_end(error)
            self._drop_stdin()  # the container has stopped reading; its output still arrives
            return
        self._has_sent = self._has_sent or count > 0
        if self._sent:
            self._sent(data[:count])
        self._to_engine = data[count:] if count < len(data) else None

    @staticmethod
    def _require_end(error: OSError) -> None:
        """Raise AnswerBroken, unless `error` is one of the ways in which streams end."""
        if error.errno not in _STREAM_ENDED and not isinstance(error, ConnectionResetError):
            why = error.strerror or error
            raise AnswerBroken(f"the connection to the engine broke: {why}") from error

    def _drop_stdin(self) -> None:
        self._to_engine = None
        if self._stdin is not None:
            self._want(self._stdin, 0)
            self._stdin = None


def _write(sink: Writable, data: memoryview) -> int:
    try:
        return sink.write(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        if sink.is_terminal and error.errno == errno.EIO:  # it is gone: SIGHUP is on its way
            raise Signalled(signal.SIGHUP) from error
        why = error.strerror or error
        raise OutputError(f"can't write the container's output: {why}") from error
