"""The test engine's server: listeners, TLS, CORS, the record of requests, and the faults."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.fake_engine import Answer, CloseAfter, Delay, Engine, Stall, Truncate
from tests.fake_engine.attach import RAW_STREAM
from tests.fake_engine.config import Config, HostConfig
from tests.fake_engine.replay import Client
from tests.real_engines.servers import until

VERSION = b"GET /v1.5/version HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b'{"Version":"0.6.3","GitCommit":"b0a49a3","GoVersion":"go1.1.2"}'


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(tcp=True) as engine:
        yield engine


def ask(engine: Engine, request: bytes = VERSION, *, tcp: bool = False) -> bytes:
    """Everything that comes until the engine closes the connection."""
    client = Client(engine, tcp=tcp)
    client.send(request.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n"))
    return client.receive_all()


def attached(engine: Engine, *cmd: str, tcp: bool = False) -> Client:
    container = engine.state.create(Config(image="busybox", cmd=list(cmd)))
    client = Client(engine, tcp=tcp)
    client.send(
        f"POST /containers/{container.id}/attach?stream=1&stdout=1 HTTP/1.1\r\n\r\n".encode()
    )
    assert client.receive(len(RAW_STREAM)) == RAW_STREAM
    container.start(HostConfig())
    return client


@pytest.mark.parametrize("tcp", [False, True])
def test_listeners(engine: Engine, tcp: bool) -> None:
    assert ask(engine, tcp=tcp).endswith(BODY)


def test_unix_path_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    with Engine(path) as engine:
        assert engine.url == f"unix://{path}"
        assert ask(engine).endswith(BODY)
    assert not path.exists()


def test_path_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    with Engine(path), pytest.raises(OSError, match="in use"):
        Engine(path)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(authority: trustme.CA) -> Iterator[Engine]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Engine(tcp=True, tls=context) as engine:
        yield engine


def connect(engine: Engine, authority: trustme.CA) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    host, _, port = engine.tcp_url.removeprefix("tcp://").rpartition(":")
    return context.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host)


def test_tls(encrypted: Engine, authority: trustme.CA) -> None:
    with connect(encrypted, authority) as client:
        client.sendall(VERSION)
        assert client.recv(4096).endswith(BODY)


def test_tls_attach_with_half_close(encrypted: Engine, authority: trustme.CA) -> None:
    """The client's close_notify ends the container's stdin; later output still arrives."""
    config = Config(image="busybox", cmd=["cat"], open_stdin=True, stdin_once=True)
    container = encrypted.state.create(config)
    container.start(HostConfig())
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    authority.configure_trust(context)
    tls = context.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
    host, _, port = encrypted.tcp_url.removeprefix("tcp://").rpartition(":")
    with socket.create_connection((host, int(port))) as sock:

        def until_done(step: object) -> object:
            while True:
                try:
                    return step()  # type: ignore[operator]
                except ssl.SSLWantReadError:
                    sock.sendall(outgoing.read())
                    incoming.write(sock.recv(1 << 16))

        until_done(tls.do_handshake)
        target = f"/containers/{container.id}/attach?stream=1&stdin=1&stdout=1"
        tls.write(f"POST {target} HTTP/1.1\r\n\r\n".encode())
        assert until_done(tls.read) == RAW_STREAM
        tls.write(b"over TLS\n")
        with pytest.raises(ssl.SSLWantReadError):
            tls.unwrap()
        assert until_done(tls.read) == b"over TLS\n"
        sock.sendall(outgoing.read())
    assert container.wait() == 0


def test_plain_client_of_a_tls_engine(encrypted: Engine) -> None:
    client = Client(encrypted, tcp=True)
    client.send(VERSION)
    assert not client.receive_all().startswith(b"HTTP")


def test_cors() -> None:
    with Engine(cors=True) as engine:
        for request in (VERSION, VERSION.replace(b"GET", b"OPTIONS")):
            head = ask(engine, request).partition(b"\r\n\r\n")[0]
            assert head.split(b"\r\n")[1:4] == [
                b"Access-Control-Allow-Headers: Origin, X-Requested-With, Content-Type, Accept",
                b"Access-Control-Allow-Methods: GET, POST, DELETE, PUT, OPTIONS",
                b"Access-Control-Allow-Origin: *",
            ]


def test_requests_are_recorded(engine: Engine) -> None:
    client = Client(engine)
    head = b"POST /v1.5/nosuch?x=%20 HTTP/1.1\r\nX-Two:  b \r\nTransfer-Encoding: chunked\r\n\r\n"
    client.send(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + VERSION)
    client.answer()
    client.answer()
    ask(engine)
    first, second, third = engine.requests
    assert (first.head, first.method, first.target) == (head, "POST", "/v1.5/nosuch?x=%20")
    assert (first.header("x-two"), bytes(first.body)) == ("b", b"abcde")
    assert second.head == VERSION
    assert [one.connection for one in (first, second, third)] == [1, 1, 2]
    assert engine.requests.connections == 2
    assert engine.requests.lines[1:] == ["GET /v1.5/version"] * 2


def test_long_answers_are_chunked(engine: Engine) -> None:
    engine.state.add_containers(20)
    answer = ask(engine, b"GET /containers/json?all=1 HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.endswith(b"GMT\r\nTransfer-Encoding: chunked")
    size, _, rest = body.partition(b"\r\n")
    assert (rest[:2], rest[int(size, 16) :]) == (b"[{", b"\r\n0\r\n\r\n")
    assert len(json.loads(rest[: int(size, 16)])) == 20


def test_close_in_a_body(engine: Engine) -> None:
    armed = engine.faults.arm(CloseAfter(10), "GET", "/version$")
    assert ask(engine).endswith(b"\r\n\r\n" + BODY[:10])
    assert ask(engine).endswith(BODY)  # it was for a single request
    assert armed.hits == 1


def test_fault_for_another_request_does_not_act(engine: Engine) -> None:
    armed = engine.faults.arm(CloseAfter(0), "POST", "/version$")
    engine.faults.arm(CloseAfter(0), "GET", "/info$")
    assert ask(engine).endswith(BODY)
    assert armed.hits == 0


def test_lasting_fault(engine: Engine) -> None:
    engine.faults.arm(CloseAfter(0), times=None)
    assert [ask(engine)[-4:] for _ in range(3)] == [b"\r\n\r\n"] * 3
    engine.faults.clear()
    assert ask(engine).endswith(BODY)


def test_raw_answer(engine: Engine) -> None:
    engine.faults.arm(Answer(b"HTTP/1.1 200 OK\r\n\r\nnonsense"))
    assert ask(engine) == b"HTTP/1.1 200 OK\r\n\r\nnonsense"


def test_delay(engine: Engine) -> None:
    engine.faults.arm(Delay(0.2))
    before = time.monotonic()
    assert ask(engine).endswith(BODY)
    assert time.monotonic() - before > 0.2


def test_stall(engine: Engine) -> None:
    engine.faults.arm(Stall())
    client = Client(engine)
    client.send(VERSION)
    assert client.silent()


def test_stall_in_a_body(engine: Engine) -> None:
    whole = ask(engine)
    engine.faults.arm(Stall(after=5))
    client = Client(engine)
    client.send(VERSION)
    head = whole.replace(b"Connection: close\r\n", b"").removesuffix(BODY)
    assert client.receive(len(head) + 5).endswith(b"\r\n\r\n" + BODY[:5])
    assert client.silent()


def test_truncated_chunks(engine: Engine) -> None:
    engine.state.add_containers(20)
    request = b"GET /containers/json?all=1 HTTP/1.1\r\nHost: x\r\n\r\n"
    whole = ask(engine, request)
    engine.faults.arm(Truncate())
    date = re.compile(rb"Date: [^\r]*")
    assert date.sub(b"", ask(engine, request)) == date.sub(b"", whole.removesuffix(b"0\r\n\r\n"))


@pytest.mark.parametrize("tcp", [False, True])
def test_hijacked_connection_that_is_killed(engine: Engine, tcp: bool) -> None:
    engine.faults.arm(CloseAfter(5), "POST", "/attach$")
    client = attached(engine, "yes", tcp=tcp)
    assert client.receive(1000) == b"y\ny\ny"


def test_reset(engine: Engine) -> None:
    engine.faults.arm(CloseAfter(5, reset=True), "POST", "/attach$")
    client = attached(engine, "yes", tcp=True)
    with pytest.raises(ConnectionResetError):
        client.receive(1000)


def test_drop_of_all_connections(engine: Engine) -> None:
    clients = [attached(engine, "sleep", "60", tcp=tcp) for tcp in (False, True)]
    engine.drop_connections()
    assert [client.receive_all() for client in clients] == [b"", b""]
    clients = [attached(engine, "sleep", "60", tcp=True)]
    engine.drop_connections(reset=True)
    with pytest.raises(ConnectionResetError):
        clients[0].receive_all()


def test_stalled_connections_do_not_keep_the_engine_from_stopping() -> None:
    with Engine() as engine:
        armed = engine.faults.arm(Stall())
        client = Client(engine)
        client.send(VERSION)
        listening = Client(engine)
        listening.send(b"GET /events HTTP/1.1\r\n\r\n")
        assert until(lambda: armed.hits == 1 and engine.state.events.has_listener, 20)
        before = time.monotonic()
    assert time.monotonic() - before < 10
    assert not [one for one in threading.enumerate() if one.name.startswith("engine")]


def test_start_and_stop_are_quick() -> None:
    """The quickest counts: a busy machine delays some, but a fixed wait would delay all of them."""

    def start_and_stop() -> float:
        before = time.monotonic()
        with Engine(tcp=True):
            pass
        return time.monotonic() - before

    assert min(start_and_stop() for _ in range(20)) < 0.1


def test_command_line(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    command = [
        sys.executable,
        "-m",
        "tests.fake_engine",
        "--socket",
        str(path),
        "--tcp",
        "127.0.0.1:0",
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [*command, "--containers", "3", "--cors"], stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert re.fullmatch(rf"listening on unix://{path} tcp://127\.0\.0\.1:\d+\n", line)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(b"GET /info HTTP/1.1\r\n\r\n")
            answer = client.recv(4096)
        assert b'"Containers":3,' in answer
        assert b"Access-Control-Allow-Origin: *" in answer
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait() == 0
    assert not path.exists()
