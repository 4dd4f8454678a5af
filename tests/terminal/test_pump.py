"""The pump alone: a socket for the engine, pipes for the user, and the loop between them."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from docker15_cli.errors import OutputError
from docker15_cli.terminal.pump import Pump, StdinEnd
from docker15_cli.transport.connection import SocketConnection
from docker15_cli.wire import multiplex

MIB = 1 << 20


@dataclass
class Bench:
    """Both ends of everything a pump uses, closed after the test."""

    engine: socket.socket
    connection: SocketConnection
    opened: list[int] = field(default_factory=list)
    pumps: list[Pump] = field(default_factory=list)

    def pipe(self) -> tuple[int, int]:
        ends = os.pipe()
        self.opened += ends
        return ends

    def hang_up(self, fd: int) -> None:
        self.opened.remove(fd)
        os.close(fd)

    def pump(self, outputs: dict[int, int], framed: bool = False, **options: Any) -> Pump:
        feed = multiplex.Demultiplexer().feed
        pump = Pump(
            self.connection, feed if framed else lambda data: [(1, data)], outputs, **options
        )
        self.pumps.append(pump)
        return pump


@pytest.fixture
def bench() -> Iterator[Bench]:
    engine, ours = socket.socketpair()
    bench = Bench(engine, SocketConnection(ours))
    yield bench
    for pump in bench.pumps:
        pump.close()
    for fd in bench.opened:
        os.close(fd)
    engine.close()
    ours.close()


def to_the_end(pump: Pump) -> None:
    while not (pump.ended and pump.is_written):
        pump.step()


def test_output(bench: Bench) -> None:
    reader, writer = bench.pipe()
    pump = bench.pump({1: writer})
    bench.engine.sendall(b"some bytes \0\xff")
    bench.engine.close()
    to_the_end(pump)
    assert os.read(reader, 100) == b"some bytes \0\xff"


def test_what_came_with_the_head_comes_first(bench: Bench) -> None:
    reader, writer = bench.pipe()
    pump = bench.pump({1: writer}, leftover=b"first, ")
    bench.engine.sendall(b"then")
    bench.engine.close()
    to_the_end(pump)
    assert os.read(reader, 100) == b"first, then"


def test_frames_are_sorted(bench: Bench) -> None:
    """Wherever they are cut; a stream that nobody wants is dropped."""
    (out, to_out), (err, to_err) = bench.pipe(), bench.pipe()
    data = b"".join(
        multiplex.frame(stream, text)
        for stream, text in ((1, b"out1 "), (2, b"err1 "), (0, b"unasked"), (1, b"out2"), (2, b"e"))
    )
    pump = bench.pump({1: to_out, 2: to_err}, framed=True, leftover=data[:3])
    for at in range(3, len(data)):
        bench.engine.send(data[at : at + 1])
        pump.step()
    bench.engine.close()
    to_the_end(pump)
    assert (os.read(out, 100), os.read(err, 100)) == (b"out1 out2", b"err1 e")


def test_the_order_of_two_streams_on_one_file(bench: Bench) -> None:
    reader, writer = bench.pipe()
    data = b"".join(multiplex.frame(1 + number % 2, b"%d " % number) for number in range(100))
    pump = bench.pump({1: writer, 2: writer}, framed=True)
    bench.engine.sendall(data)
    bench.engine.close()
    to_the_end(pump)
    assert os.read(reader, 1000) == b"".join(b"%d " % number for number in range(100))


def test_input_and_its_end(bench: Bench) -> None:
    (_, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer}, stdin=stdin)
    os.write(typist, b"typed")
    pump.step()
    assert bench.engine.recv(100) == b"typed"
    bench.hang_up(typist)
    pump.step()
    assert bench.engine.recv(100) == b""  # half a close:
    bench.engine.sendall(b"answer")
    bench.engine.close()
    to_the_end(pump)


def test_the_end_of_input_without_a_half_close(bench: Bench) -> None:
    """On a Tty, it would end the attach."""
    (_, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer}, stdin=stdin, stdin_end=StdinEnd.NOTHING)
    bench.hang_up(typist)
    pump.step()
    bench.engine.setblocking(False)
    with pytest.raises(BlockingIOError):
        bench.engine.recv(100)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (b"", [b"\x04", b"\x04"]),
        (b"line\n", [b"\x04", b"\x04"]),
        (b"part", [b"\x04\x04", b"\x04", b"\n\x04", b"\x04"]),
    ],
)
def test_the_end_of_input_is_typed_until_the_end(
    bench: Bench, typed: bytes, sent: list[bytes]
) -> None:
    (_, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer}, stdin=stdin, stdin_end=StdinEnd.TYPED)
    os.write(typist, typed)
    bench.hang_up(typist)
    got = b""
    while len(got) < len(typed) + sum(map(len, sent)):
        pump.step(0.05)
        if select.select([bench.engine], [], [], 0)[0]:
            got += bench.engine.recv(100)
    assert got == typed + b"".join(sent)
    bench.engine.close()
    to_the_end(pump)


def test_a_user_who_does_not_read_slows_the_engine_down(bench: Bench) -> None:
    """Nothing more is read until output is written, so memory stays constant."""
    reader, writer = bench.pipe()
    pump = bench.pump({1: writer})
    bench.engine.setblocking(False)
    sent = _send_until_full(bench.engine, pump)
    assert sent < 8 * MIB
    assert not pump.is_written
    bench.engine.setblocking(True)
    found = 0
    bench.engine.shutdown(socket.SHUT_WR)
    while found < sent:
        found += len(os.read(reader, 65536))
        pump.step(0)
    assert found == sent


def test_a_blocked_output_does_not_hold_up_the_input(bench: Bench) -> None:
    (_, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer}, stdin=stdin)
    bench.engine.setblocking(False)
    _send_until_full(bench.engine, pump)
    os.write(typist, b"enough!")
    pump.step(1)
    assert bench.engine.recv(100) == b"enough!"


def test_an_engine_that_does_not_read_does_not_hold_up_the_output(bench: Bench) -> None:
    (reader, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    os.set_blocking(typist, False)
    pump = bench.pump({1: writer}, stdin=stdin)
    typed = 0
    while select.select([], [typist], [], 0.05)[1]:
        with contextlib.suppress(BlockingIOError):
            typed += os.write(typist, bytes(65536))
        pump.step(0)
    assert typed < 8 * MIB
    bench.engine.sendall(b"still here")
    pump.step(1)
    assert os.read(reader, 100) == b"still here"


def test_input_is_dropped_when_the_engine_takes_no_more(bench: Bench) -> None:
    """Its output is still read."""
    (reader, writer), (stdin, typist) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer}, stdin=stdin)
    bench.engine.sendall(b"last words")
    bench.engine.close()
    os.write(typist, b"into the void")
    to_the_end(pump)
    assert os.read(reader, 100) == b"last words"


def test_the_outputs_reader_goes_away(bench: Bench) -> None:
    reader, writer = bench.pipe()
    pump = bench.pump({1: writer})
    bench.hang_up(reader)
    bench.engine.sendall(b"data")
    with pytest.raises(BrokenPipeError):
        to_the_end(pump)


def test_an_output_that_can_not_be_written(bench: Bench) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    bench.opened.append(full)
    pump = bench.pump({1: full})
    bench.engine.sendall(b"data")
    with pytest.raises(OutputError, match=r"No space left on device$"):
        to_the_end(pump)


def test_another_watched_descriptor(bench: Bench) -> None:
    """For example the answer to `wait`, even when it is no longer wanted."""
    (_, writer), (other, signal) = bench.pipe(), bench.pipe()
    pump = bench.pump({1: writer})
    seen: list[bytes] = []

    with os.fdopen(os.dup(other), "rb", buffering=0) as file:
        key = pump.watch(file, lambda: seen.append(os.read(other, 1)))
        os.write(signal, b"abc")
        pump.step()
        pump.step()
        pump.unwatch(key)
        pump.step(0)
    assert seen == [b"a", b"b"]


def test_timers(bench: Bench) -> None:
    """A later call for a name replaces the earlier one; each is called once."""
    _, writer = bench.pipe()
    pump = bench.pump({1: writer})
    called: list[str] = []
    pump.call_later("one", 60, lambda: called.append("never"))
    pump.call_later("one", 0, lambda: called.append("one"))
    pump.call_later("two", 0.01, lambda: called.append("two"))
    while len(called) < 2:
        pump.step()
    pump.step(0)
    assert called == ["one", "two"]


def _send_until_full(engine: socket.socket, pump: Pump) -> int:
    """Send until neither the pump nor the socket takes any more; return how much that was."""
    sent = 0
    while select.select([], [engine], [], 0.05)[1]:
        with contextlib.suppress(BlockingIOError):
            sent += engine.send(bytes(65536))
        pump.step(0)
    return sent


def test_a_pause_of_stdin(bench: Bench) -> None:
    """What is typed is sent later; meanwhile the other direction goes on."""
    (reader, writer), (stdin, typed) = bench.pipe(), bench.pipe()
    os.write(typed, b"held")
    bench.hang_up(typed)
    pump = bench.pump({1: writer}, stdin=stdin)
    pump.pause_stdin(3600)
    bench.engine.sendall(b"output")
    while not select.select([reader], [], [], 0)[0]:
        pump.step()
    assert os.read(reader, 100) == b"output"
    assert select.select([bench.engine], [], [], 0)[0] == []
    pump.pause_stdin(0)
    while not pump.half_closed:
        pump.step()
    assert bench.engine.recv(100) == b"held"
