"""The relay that misbehaves does what it is told to, and nothing else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.accepting import Accepting
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.relay import Cut, Fault, FaultyRelay, Hold, Late, Reset, Stall

HEAD = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"
ANSWER = b"".join(b"%09d\n" % number for number in range(30_000))
KINDS = pytest.mark.parametrize("kind", ["unix", "tcp"])


class Peer:
    """An engine that answers each connection with ANSWER, once its input has come and ended."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.began = threading.Semaphore(0)  # something has come, or the end
        self.ended = threading.Semaphore(0)
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        self.close = Accepting(listener, self._serve).close

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            first = sock.recv(1 << 16)
            self.began.release()
            self.got.append(first + received(sock))
            self.ended.release()
            with suppress(OSError):
                sock.sendall(ANSWER)


def received(sock: socket.socket) -> bytes:
    """Receive everything until the end."""
    data = bytearray()
    while piece := sock.recv(1 << 16):
        data += piece
    return bytes(data)


@contextmanager
def connected(
    kind: str, fault: Fault | None, **options: int
) -> Iterator[tuple[FaultyRelay, Peer, Callable[[], socket.socket]]]:
    """A relay in front of a peer, and a function that connects to it."""
    peer = Peer()
    sockets: list[socket.socket] = []

    def connect() -> socket.socket:
        if kind == "unix":
            sock = socket.socket(socket.AF_UNIX)
            sock.connect(relay.url.removeprefix("unix://"))
        else:
            sock = socket.create_connection(("127.0.0.1", int(relay.url.rpartition(":")[2])))
        sock.settimeout(30)
        sockets.append(sock)
        return sock

    try:
        with FaultyRelay(peer.url, fault, match="/bad", kind=kind, **options) as relay:
            yield relay, peer, connect
    finally:
        peer.close()
        for sock in sockets:
            sock.close()


def ask(sock: socket.socket, path: bytes) -> socket.socket:
    """Send a request, then more of it, and a half-close."""
    sock.sendall(HEAD % path)
    sock.sendall(b"body")
    sock.shutdown(socket.SHUT_WR)
    return sock


@KINDS
@pytest.mark.parametrize("fault", [None, Stall(after=9), Cut(9), Reset(9), Hold(), Late()])
def test_what_does_not_match_passes_untouched(kind: str, fault: Fault | None) -> None:
    with connected(kind, fault) as (relay, peer, connect):
        assert received(ask(connect(), b"good")) == ANSWER
        assert peer.got == [HEAD % b"good" + b"body"]
        assert relay.requests == ["GET /good HTTP/1.1"]
        assert not relay.met.is_set()


@KINDS
def test_stall(kind: str) -> None:
    with connected(kind, Stall(after=20_000)) as (relay, _, connect):
        sock = ask(connect(), b"bad")
        assert sock.recv(20_000, socket.MSG_WAITALL) == ANSWER[:20_000]
        assert relay.struck.wait(30)
        sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            sock.recv(1)
        sock.settimeout(30)
        relay.release()
        assert received(sock) == ANSWER[20_000:]


@KINDS
def test_a_late_answer(kind: str) -> None:
    with connected(kind, Late(0.3)) as (_, _, connect):
        begin = time.monotonic()
        sock = ask(connect(), b"bad")
        sock.recv(1)
        assert time.monotonic() - begin >= 0.3
        assert received(sock) == ANSWER[1:]


@KINDS
def test_cut(kind: str) -> None:
    with connected(kind, Cut(20_000)) as (relay, _, connect):
        sock = connect()
        sock.sendall(HEAD % b"bad")
        sock.shutdown(socket.SHUT_WR)
        assert received(sock) == ANSWER[:20_000]
        assert relay.struck.is_set()


@KINDS
@pytest.mark.parametrize("after", [0, 20_000])
def test_reset(kind: str, after: int) -> None:
    with connected(kind, Reset(after)) as (relay, _, connect):
        sock = ask(connect(), b"bad")
        assert relay.struck.wait(30)
        with pytest.raises(ConnectionResetError):
            received(sock)


@KINDS
def test_hold_until_released(kind: str) -> None:
    with connected(kind, Hold()) as (relay, peer, connect):
        sock = connect()
        sock.sendall(HEAD % b"bad")
        assert relay.met.wait(30)
        assert not peer.began.acquire(blocking=False)
        relay.release()
        assert peer.began.acquire(timeout=30)
        sock.shutdown(socket.SHUT_WR)
        assert received(sock) == ANSWER
        assert peer.got == [HEAD % b"bad"]


@KINDS
def test_what_is_held_for_one_that_has_gone_never_arrives(kind: str) -> None:
    with connected(kind, Hold()) as (relay, peer, connect):
        sock = connect()
        sock.sendall(HEAD % b"bad")
        assert relay.met.wait(30)
        sock.close()
        relay.release()
        assert peer.ended.acquire(timeout=30)
        assert peer.got == [b""]


def test_a_half_close_is_not_the_end_on_a_unix_socket() -> None:
    with connected("unix", Hold()) as (relay, peer, connect):
        sock = ask(connect(), b"bad")
        assert relay.met.wait(30)
        relay.release()
        assert received(sock) == ANSWER
        assert peer.got == [HEAD % b"bad" + b"body"]


@KINDS
def test_only_the_first_requests(kind: str) -> None:
    with connected(kind, Cut(5), times=1) as (_, _, connect):
        assert received(ask(connect(), b"bad")) == ANSWER[:5]
        assert received(ask(connect(), b"bad")) == ANSWER


def test_docker15_through_a_relay(engine: Engine, docker15: Docker15) -> None:
    with FaultyRelay(engine.url, Cut(0), match=r"^GET /(v[\d.]+/)?containers/json") as relay:
        failed = docker15("ps", host=relay.url)
        relay.wait_for("containers/json")
        assert (failed.stdout, failed.exit_status) == (b"", 1)
        assert docker15("run", "busybox", "echo", "hi", host=relay.url).line == "hi"
