"""The hijacked connection of an attach: logs, live output, and stdin."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .streams import Sink

if TYPE_CHECKING:
    from .container import Container
    from .http import Connection, Request, Response

RAW_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
READ_SIZE = 1 << 15
CTRL_P, CTRL_Q = b"\x10", b"\x11"


class Channel(Protocol):
    def send(self, data: bytes) -> None: ...
    def receive(self) -> bytes: ...


class RawChannel:
    """The bare connection. Data that came in one packet with the head is lost with its buffer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._connection.send(data)

    def receive(self) -> bytes:
        return self._connection.sock.recv(READ_SIZE)


@dataclass(frozen=True)
class Wanted:
    """The parameters of an attach."""

    logs: bool
    stream: bool
    stdin: bool
    stdout: bool
    stderr: bool

    @classmethod
    def of(cls, request: Request) -> Wanted:
        names = ("logs", "stream", "stdin", "stdout", "stderr")
        return cls(**{name: request.flag(name) for name in names})

    @property
    def outputs(self) -> list[str]:
        return [name for name in ("stdout", "stderr") if getattr(self, name)]


class Attach:
    def __init__(self, container: Container, channel: Channel, wanted: Wanted) -> None:
        self._container = container
        self._channel = channel
        self._wanted = wanted
        self._sink = Sink()
        self._stdin = container.stdin
        self._sinks: dict[str, Sink] = {}
        self._input_over = threading.Event()
        self._input: threading.Thread | None = None

    def listen(self) -> None:
        """Start listening: from here on, nothing that the container writes is missed."""
        # Even if no output is wanted, stdout still shows when the container ends.
        sources = self._wanted.outputs or (["stdout"] if self._reads_stdin else [])
        self._sinks = {name: self._source(name) for name in sources}
        for name, sink in self._sinks.items():
            self._container.outputs[name].attach(sink)

    def run(self) -> None:
        """Serve until the container or the client ends it; closing is left to the caller."""
        if self._wanted.logs and not self._sinks:
            self._replay()
        if not self._wanted.stream:
            return
        if self._container.ghost:
            self._channel.send(b"Error: Impossible to attach to a ghost container\n")
            return
        self._follow()
        if self._closes_stdin:
            self._container.wait()

    def _replay(self) -> None:
        for piece in self._container.log.read(self._wanted.outputs):
            self._channel.send(piece)

    def _source(self, name: str) -> Sink:
        """Where one of the container's outputs goes."""
        return self._sink

    def _is_attached(self) -> None:
        """Called as soon as it is listening."""

    def abandon(self) -> None:
        """End it: the connection was dropped, and nobody waits for the output any more."""
        self._sink.close()

    def join(self) -> None:
        """Wait for the reader of stdin; the connection has been shut down by now."""
        if self._input is not None:
            self._input.join()

    @property
    def is_early(self) -> bool:
        """Whether it waits for the container's next process, and for no log of an earlier one."""
        has_log = self._wanted.logs and self._container.started
        return self._wanted.stream and not self._container.running and not has_log

    @property
    def _closes_stdin(self) -> bool:
        """Whether the client's half-close ends the container's stdin, and not the attach."""
        return self._container.config.stdin_once and not self._container.config.tty

    @property
    def _reads_stdin(self) -> bool:
        return self._wanted.stdin and self._container.config.open_stdin

    @property
    def _lingers(self) -> bool:
        """Whether the attach outlives the container, because it still waits for stdin."""
        both = len(self._wanted.outputs) == 2
        once = self._container.config.stdin_once
        return self._reads_stdin and both and not once and self._container.state.lingering_attach

    def _follow(self) -> None:
        if not self._sinks:
            self.listen()
        self._is_attached()
        try:
            if self._reads_stdin:
                self._input = self._container.state.spawn(self._read_input)
            while data := self._sink.get():
                if self._wanted.outputs:
                    self._channel.send(data)
            if self._lingers:
                self._input_over.wait()
        finally:
            for name, sink in self._sinks.items():
                self._container.outputs[name].detach(sink)
            self._sink.close()

    def _read_input(self) -> None:
        """Copy the client's bytes to the container, until it stops sending."""
        with contextlib.suppress(OSError):
            self._copy_input()
        if self._closes_stdin:
            self._stdin.close()
        else:
            self._end_output()
        self._input_over.set()

    def _end_output(self) -> None:
        self._sink.close()

    def _copy_input(self) -> None:
        while data := self._receive():
            try:
                self._stdin.write(data)
            except OSError:
                if not (self._lingers and self._container.config.tty):
                    return
                self._channel.send(data)  # the terminal still exists, and echoes

    def _receive(self) -> bytes:
        """Read once. On a terminal, Ctrl-P Ctrl-Q detaches if each comes in a read of its own."""
        data = self._channel.receive()
        if self._container.config.tty and data == CTRL_P:
            data = self._channel.receive()
            if data == CTRL_Q:
                return b""
        return data


def serve(session: Attach, response: Response, head: bytes) -> None:
    """Answer, carry a container's streams until one side ends it, and hang up.

    A daemon answers, and starts listening microseconds later. This one listens first if there is
    nothing to listen to yet: on a busy machine, the client could start the container before that.
    """
    if session.is_early:
        session.listen()
    try:
        connection = response.hijack(head)
    except OSError:
        session.abandon()
        raise
    connection.when_dropped(session.abandon)
    with contextlib.suppress(OSError):
        session.run()
    _hang_up(connection)
    session.join()


def _hang_up(connection: Connection) -> None:
    """The daemon closes a unix connection, but only its sending side of a TCP one."""
    if not connection.remote:
        connection.drop()
    if connection.closed.is_set():
        return
    connection.half_close()
    with contextlib.suppress(OSError, socket.timeout):
        while connection.sock.recv(READ_SIZE):
            pass
