"""What an engine may send: no answer fills the memory (H4), nor does bad HTTP pass (H5)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from docker15_cli.errors import AnswerBroken
from docker15_cli.transport.address import parse
from docker15_cli.transport.direct import Direct
from docker15_cli.transport.hijack import PendingAnswer, build
from docker15_cli.transport.session import Session
from docker15_cli.transport.streaming import StreamedAnswer
from docker15_cli.wire import whole
from tests.accepting import Accepting
from tests.docker15 import Docker15
from tests.e2e.test_broken_engines import COMMANDS, expected_status, listener
from tests.fake_engine import Answer, Engine

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
HEAD = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nConnection: close\r\n"
FRAMINGS = {
    "a chunk of -5": b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
    "a chunk of 24 f": b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 24 + b"\r\nhello\r\n",
    "a chunk of 0x5": b"Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "a chunk of 1_0": b"Transfer-Encoding: chunked\r\n\r\n1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
    "a chunk without a size": b"Transfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n",
    "a chunk that is longer": b"Transfer-Encoding: chunked\r\n\r\n2\r\n[  ]\r\n0\r\n\r\n",
    "a length of 10^30": b"Content-Length: 1%030d\r\n\r\n[]" % 0,
    "a length of -1": b"Content-Length: -1\r\n\r\n[]",
    "two lengths": b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
    "no number": b"Content-Length: two\r\n\r\n[]",
    "a coding": b"Transfer-Encoding: gzip\r\n\r\n[]",
    "very many headers": b"X: y\r\n" * 20_000 + b"\r\n[]",
    "a very long header": b"X: %b\r\n\r\n[]" % (b"y" * 200_000),
}


def by_requests(address: str) -> bytes:
    return Session(parse(address)).send("GET", "/x", {}).read()


def directly(address: str) -> bytes:
    return Direct(parse(address)).send("GET", "/x", {}).read()


def in_bulk(address: str) -> bytes:
    engine = parse(address)
    return StreamedAnswer(engine, "GET", build(engine, "GET", "/x", [])).read()


def by_a_pump(address: str) -> bytes:
    engine = parse(address)
    return PendingAnswer(engine, "GET", build(engine, "GET", "/x", [])).finish().body


READERS = (by_requests, directly, in_bulk, by_a_pump)


def take_request(connection: socket.socket) -> None:
    """Read all of it: with an unread rest, the connection would be reset, and the answer lost."""
    request = connection.makefile("rb")
    length = 0
    while line := request.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    request.read(length)


@contextmanager
def sending(
    head: bytes, piece: bytes = b"", count: int = 0, place: Path | None = None
) -> Iterator[str]:
    """A server that sends this to every client, as long as it is read."""
    server, address = listener(place)

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            take_request(connection)
            connection.sendall(head)
            for _ in range(count):
                connection.sendall(piece)

    with closing(Accepting(server, serve)):
        yield address


@pytest.mark.parametrize("command", ["ps", "pull busybox", "inspect c", "run -d busybox"])
@pytest.mark.parametrize("kind", FRAMINGS)
def test_bad_framing(lone_docker15: Docker15, command: str, kind: str, place: Path | None) -> None:
    """H5: with the client of requests, it was an internal error, or the answer was cut."""
    with sending(HEAD % b"200 OK" + FRAMINGS[kind], place=place) as address:
        result = lone_docker15(*command.split(), host=address)
    assert result.error.startswith(f"{address} does not speak HTTP: ")
    assert len(result.error) < 300
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize("kind", ["a chunk of -5", "a length of 10^30"])
def test_bad_framing_after_an_error(lone_docker15: Docker15, kind: str, place: Path | None) -> None:
    """H5: also if an attach is refused."""
    with sending(HEAD % b"500 No" + FRAMINGS[kind], place=place) as address:
        for command in ("ps", "attach c", "stop c", "pull busybox"):
            result = lone_docker15(*command.split(), host=address)
            assert result.error.startswith(f"{address} does not speak HTTP: ")


def test_an_error_text_is_cut(docker15: Docker15, engine: Engine) -> None:
    """H4."""
    text = "no " * (5 * MEGABYTE // 3)
    for body in (text.encode(), json.dumps({"message": text}).encode()):
        head = HEAD % b"500 Internal Server Error"
        raw = b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)
        asked = {"ps": "/json", "pull busybox": "/create", "version": "/version"}
        for command, path in asked.items():
            engine.faults.arm(Answer(raw), "GET|POST", path)
            error = docker15(*command.split()).error
            assert error.endswith("no no… (5 MB more)")
            assert 2000 < len(error) < 2100


def test_an_error_in_a_stream_is_cut(docker15: Docker15, engine: Engine) -> None:
    """H4."""
    body = json.dumps({"error": "no " * MEGABYTE}).encode()
    raw = b"%bContent-Length: %d\r\n\r\n%b" % (HEAD % b"200 OK", len(body), body)
    engine.faults.arm(Answer(raw), "POST", "/images/create")
    result = docker15("pull", "busybox")
    assert result.stderr.endswith(b" (3 MB more)\n")
    assert len(result.stderr) < 2100


@pytest.mark.parametrize("command", COMMANDS)
def test_an_endless_error(lone_docker15: Docker15, command: str, place: Path | None) -> None:
    """H4: 1 GB of it was read and shown."""
    head = HEAD % b"500 Internal Server Error" + b"Content-Length: %d\r\n\r\n" % GIGABYTE
    with sending(head, b"no! " * (MEGABYTE // 4), 1024, place) as address:
        result = lone_docker15(*command.split(), host=address, measured=True)
    assert result.error.endswith("… (more than 8 MB more)")
    assert len(result.error) < 2100
    assert result.exit_status == expected_status(command)
    assert result.peak_memory < 160 * MEGABYTE


@pytest.mark.parametrize("framing", ["length", "chunks", "close"])
def test_an_answer_that_is_too_long(monkeypatch: pytest.MonkeyPatch, framing: str) -> None:
    """H4: with each of the clients; an answer of exactly the maximum length is read."""
    monkeypatch.setattr(whole, "LIMIT", 4 * MEGABYTE)
    head, piece = HEAD % b"200 OK", b"x" * MEGABYTE
    if framing == "chunks":
        head, piece = (
            head + b"Transfer-Encoding: chunked\r\n",
            b"%x\r\n%b\r\n" % (len(piece), piece),
        )
    for count in (4, 5):
        own = head + b"Content-Length: %d\r\n" % (count * MEGABYTE) if framing == "length" else head
        end = b"0\r\n\r\n" if framing == "chunks" else b""
        with sending(own + b"\r\n" + piece * count + end) as address:
            for read in READERS:
                if count == 4:
                    assert len(read(address)) == 4 * MEGABYTE
                else:
                    with pytest.raises(AnswerBroken, match="more than 4 MiB, which is too long"):
                        read(address)
