"""TLS on a socket that never blocks: nothing is left behind, and nothing is lost."""

from __future__ import annotations

import array
import fcntl
import os
import select
import socket
import ssl
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docker15_cli.terminal.pump import Pump
from docker15_cli.transport.address import Endpoint, Tls
from docker15_cli.transport.tls import TlsConnection
from tests.certificates import Certificates
from tests.real_engines.servers import until

SMALL = 8 * 1024  # bytes; a socket's buffer
BUFFER = 64 * 1024


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def ends(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[TlsConnection, ssl.SSLSocket]]:
    """Our end, with a small send and a large receive buffer, and the other."""
    certificates = Certificates(tmp_path)
    context = certificates.server(version=request.param)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        mine = socket.socket()
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 6 * BUFFER)
        mine.connect(listener.getsockname())
        other, _ = listener.accept()
    accepted: list[ssl.SSLSocket] = []

    def accept() -> None:
        accepted.append(context.wrap_socket(other, server_side=True))

    thread = threading.Thread(target=accept)
    thread.start()
    tls = Tls(str(certificates.directory / "ca.pem"))
    connection = TlsConnection(mine, Endpoint("tcp", host="127.0.0.1", tls=tls))
    thread.join()
    with mine, accepted[0]:
        yield connection, accepted[0]


def waiting(connection: TlsConnection) -> int:
    """The number of bytes that have arrived but weren't read."""
    count = array.array("i", [0])
    fcntl.ioctl(connection.fileno(), termios.FIONREAD, count)
    return count[0]


def is_readable(connection: TlsConnection) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(500))


def test_data_that_poll_does_not_show_is_read(ends: tuple[TlsConnection, ssl.SSLSocket]) -> None:
    """Everything is there at once, more than the buffer holds; then nothing more comes."""
    connection, other = ends
    sent = os.urandom(2 * BUFFER)
    other.sendall(sent)
    assert until(lambda: waiting(connection) >= len(sent), 30)
    connection.setblocking(False)
    received, buffer = b"", bytearray(BUFFER)
    while is_readable(connection):
        try:
            received += buffer[: connection.recv_into(buffer)]
        except BlockingIOError:
            continue  # part of a record
    assert received == sent


def test_the_end_comes_after_waiting_data(ends: tuple[TlsConnection, ssl.SSLSocket]) -> None:
    """The other side reads nothing until ours has ended."""
    connection, other = ends
    connection.setblocking(False)
    sent = 0
    with pytest.raises(BlockingIOError):
        while True:
            sent += connection.send(bytes(BUFFER))
    connection.close_write()
    is_left = connection.unsent
    assert is_left
    received: list[bytes] = []
    thread = threading.Thread(target=lambda: received.append(read_to_end(other)))
    thread.start()
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLOUT)
    while connection.unsent:
        poll.poll()
        try:
            assert connection.send(b"") == 0
        except BlockingIOError:
            continue
    thread.join(30)
    assert [len(data) for data in received] == [sent]


def test_the_pump_half_closes_despite_waiting_data(
    ends: tuple[TlsConnection, ssl.SSLSocket],
) -> None:
    connection, other = ends
    data = os.urandom(500_000)
    reader, writer = os.pipe()
    thread = threading.Thread(target=feed, args=(writer, data))
    thread.start()
    output = os.open(os.devnull, os.O_WRONLY)
    pump = Pump(connection, lambda piece: [(1, piece)], {1: output}, stdin=reader)
    received: list[bytes] = []

    def echo_the_count() -> None:
        received.append(read_to_end(other))
        other.sendall(b"done")
        other.unwrap()

    echo = threading.Thread(target=echo_the_count)
    while not connection.unsent:  # the other side does not read yet
        pump.step()
    echo.start()
    while not pump.ended:
        pump.step()
    echo.join(30)
    thread.join(30)
    pump.close()
    for fd in (reader, output):
        os.close(fd)
    assert received == [data]


def feed(fd: int, data: bytes) -> None:
    with os.fdopen(fd, "wb") as file:
        file.write(data)


def read_to_end(sock: ssl.SSLSocket) -> bytes:
    received = b""
    while data := sock.recv(BUFFER):
        received += data
    return received


@pytest.mark.parametrize("is_head_before", [False, True])
def test_an_end_that_comes_with_the_last_bytes(
    ends: tuple[TlsConnection, ssl.SSLSocket], is_head_before: bool
) -> None:
    """dockerd ends TLS, but leaves the socket open, which doesn't become readable again."""
    connection, other = ends
    other.sendall(b"last words")
    other.settimeout(0.1)
    with pytest.raises((TimeoutError, ssl.SSLError)):  # it is sent, but not answered
        other.unwrap()
    buffer, leftover = bytearray(BUFFER), b""
    if is_head_before:
        leftover = bytes(buffer[: connection.recv_into(buffer)])
    reading, writing = os.pipe()
    with closing(
        Pump(connection, lambda data: [(1, data)], {1: writing}, leftover=leftover)
    ) as pump:
        deadline = time.monotonic() + 30
        while not (pump.ended and pump.is_written) and time.monotonic() < deadline:
            pump.step(0.1)
        assert pump.ended
    assert os.read(reading, 100) == b"last words"
    os.close(reading)
    os.close(writing)
