"""Ordinary calls: both clients give the same results, and a rule decides which one is used."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docker15_cli.errors import Docker15Error
from docker15_cli.transport import address, calls
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.calls import Caller, Calls
from docker15_cli.transport.direct import Direct
from docker15_cli.transport.session import Session
from docker15_cli.wire import whole
from tests.accepting import Accepting, listen_unix
from tests.docker15 import Docker15
from tests.fake_engine import Engine

pytestmark = pytest.mark.timeout(60)

CLIENTS: tuple[Callable[[Endpoint], Caller], ...] = (Direct, Session)
both = pytest.mark.parametrize("client", CLIENTS)
OK = b"HTTP/1.1 200 OK\r\n"
EMPTY = OK + b"Content-Length: 0\r\n\r\n"
HELLO = OK + b"Content-Length: 5\r\n\r\nhello"


class Peer:
    """A server that answers each request with the next of `script`, then hangs up.

    With None, it answers nothing any more. `requests` are those received, each with the number of
    its connection.
    """

    def __init__(self, path: Path, *script: bytes | None, hangs_up: bool = True) -> None:
        self._script = list(script)
        self._hangs_up = hangs_up
        self._over = threading.Event()
        self.requests: list[tuple[int, bytes]] = []
        self.connections = 0
        self._path = path
        self.endpoint = address.parse(f"unix://{path}")._replace(answer_timeout=0.5)

    def __enter__(self) -> Peer:
        self._accepting = Accepting(listen_unix(self._path), self._serve)
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._accepting.close()

    def _serve(self, connection: socket.socket) -> None:
        self.connections += 1
        with connection:
            self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        while self._script and (request := _request(connection)):
            self.requests.append((self.connections, request))
            answer = self._script.pop(0)
            if answer is None:
                self._over.wait(10)
                return
            connection.sendall(answer)
            if b"Connection: close" in answer:
                return
        if not self._hangs_up:
            self._over.wait(10)


def _request(connection: socket.socket) -> bytes:
    """The next request, complete; empty at the end."""
    got = b""
    while b"\r\n\r\n" not in got:
        received = connection.recv(65536)
        if not received:
            return b""
        got += received
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0] or b"0")
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s"


def outcome(caller: Caller, method: str = "GET", timeout: float | None = None) -> tuple[Any, ...]:
    """Everything that a command can see of a call."""
    try:
        answer = caller.send(method, "/x", {"User-Agent": "x"}, timeout=timeout)
        seen = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, answer.reason, seen, answer.read()
    except Docker15Error as error:
        return type(error), str(error), error.exit_status


ANSWERS = {
    "a length": HELLO,
    "chunks": OK
    + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n\r\n",
    "until the end": OK + b"\r\nhello",
    "of HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\nhello",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "without a reason": b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "a header twice": OK + b"X-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nhello",
    "a header in Latin-1": OK + b"X-A: \xe9 \r\nContent-Length: 5\r\n\r\nhello",
    "the length twice": OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "100 before": b"HTTP/1.1 100 Continue\r\n\r\n" + HELLO,
    "103 before": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + HELLO,
    "another protocol": b"HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nhello",
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: http://h/\r\nContent-Length: 5\r\n\r\nhello",
    "a cookie": OK + b"Set-Cookie: a=b\r\nContent-Length: 5\r\n\r\nhello",
    "squeezed": OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "an error": b"HTTP/1.1 500 Oh no\r\nContent-Length: 5\r\n\r\nhello",
    "a login wanted": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
    "nothing": b"",
    "a cut status line": b"HTTP/1.1 20",
    "a cut head": b"HTTP/1.1 200 OK\r\nContent-",
    "a cut body": OK + b"Content-Length: 6\r\n\r\nhello",
    "cut chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "more than it says": HELLO + b"more",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "hardly HTTP": b"HTTP/1.1 two OK\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n",
    "TLS": b"\x15\x03\x03\x00\x02\x02\x46",
    "a line that is not a header": OK + b"hello\r\nContent-Length: 5\r\n\r\nhello",
    "a folded header": OK + b"X-A: 1\r\n 2\r\nContent-Length: 5\r\n\r\nhello",
    "a chunk of -5": OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
    "a length of -1": OK + b"Content-Length: -1\r\n\r\nhello",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a coding": OK + b"Transfer-Encoding: gzip\r\n\r\nhello",
    "many headers": OK + b"X: y\r\n" * 500 + b"Content-Length: 5\r\n\r\nhello",
    "too many headers": OK + b"X: y\r\n" * 20_000 + b"\r\nhello",
    "a long header": OK + b"X: %b\r\n\r\nhello" % (b"y" * 60_000),
    "too long a header": OK + b"X: %b\r\n\r\nhello" % (b"y" * 200_000),
    "an answer too long": OK + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000,
    "an error too long": b"HTTP/1.1 500 No\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000,
}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("kind", ANSWERS)
def test_what_a_command_sees(
    path: Path, kind: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is exactly the same with both."""
    monkeypatch.setattr(whole, "LIMIT", 4000)
    monkeypatch.setattr(whole, "ERROR_LIMIT", 3000)
    found = []
    for number, client in enumerate(CLIENTS):
        place = path.with_name(f"s{number}")
        with Peer(place, ANSWERS[kind]) as peer:
            seen = outcome(client(peer.endpoint), method)
            found.append(repr(seen).replace(str(place), "ADDRESS"))
    assert found[0] == found[1]
    assert found[0].startswith(("(2", "(1", "(3", "(4", "(5", "(<class 'docker15_cli.errors."))


@pytest.mark.parametrize("body", [None, b"{}"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_the_bytes_of_a_request(path: Path, method: str, body: bytes | None) -> None:
    headers = {"User-Agent": "x", "Content-Type": "application/json", "X-Own": "\xe9"}
    sent = []
    for number, client in enumerate(CLIENTS):
        with Peer(path.with_name(f"s{number}"), EMPTY) as peer:
            client(peer.endpoint).send(method, "/v1.5/a%20b?c=%2F&d=", headers, body).read()
            sent.append(peer.requests)
    assert sent[0] == sent[1]
    assert sent[0][0][1].startswith(f"{method} /v1.5/a%20b?c=%2F&d= HTTP/1.1\r\nHost: ".encode())


@both
@pytest.mark.parametrize("script", [(None,), (OK, None)], ids=["silent", "a cut head"])
def test_a_timeout(path: Path, client: Callable[[Endpoint], Caller], script: tuple[bytes]) -> None:
    with Peer(path, *script, hangs_up=False) as peer:
        begin = time.monotonic()
        seen = outcome(client(peer.endpoint), timeout=0.5)
        assert 0.4 < time.monotonic() - begin < 10
    assert seen[1] == (
        f"the engine at unix://{path} did not answer within 0.5 seconds; check the network, or "
        "set a longer --timeout"
    )


@both
def test_a_timeout_in_the_body(path: Path, client: Callable[[Endpoint], Caller]) -> None:
    cut = OK + b"Content-Length: 6\r\n\r\nhello"
    with Peer(path, cut, hangs_up=False) as peer:
        seen = outcome(client(peer.endpoint), timeout=0.5)
    assert (
        seen[1] == f"the engine at unix://{path} closed the connection in the middle of its answer"
    )


@both
def test_a_timeout_is_only_for_its_own_call(
    path: Path, client: Callable[[Endpoint], Caller]
) -> None:
    """The next call on the same connection waits without a limit."""
    with Peer(path, HELLO, None) as peer:
        caller = client(peer.endpoint)
        assert outcome(caller, timeout=1.5)[0] == 200
        done = threading.Thread(target=outcome, args=(caller,), daemon=True)
        done.start()
        done.join(2)  # longer than the first call was allowed to take
        assert done.is_alive()


@both
def test_a_cookie_is_not_stored(path: Path, client: Callable[[Endpoint], Caller]) -> None:
    with Peer(path, ANSWERS["a cookie"], HELLO) as peer:
        caller = client(peer.endpoint)
        outcome(caller)
        outcome(caller)
        assert peer.requests[0][1] == peer.requests[1][1]


# --- connections


@both
def test_a_connection_is_used_again(path: Path, client: Callable[[Endpoint], Caller]) -> None:
    chunks = ANSWERS["chunks"]
    with Peer(path, HELLO, chunks, EMPTY, ANSWERS["an error"], HELLO) as peer:
        caller = client(peer.endpoint)
        for method in ("GET", "POST", "DELETE", "POST", "GET"):
            outcome(caller, method)
        assert [number for number, _ in peer.requests] == [1] * 5


@both
@pytest.mark.parametrize(
    "first",
    [
        OK + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
def test_a_connection_is_not_used_again(
    path: Path, client: Callable[[Endpoint], Caller], first: bytes
) -> None:
    """Because the answer says so, although the engine leaves it open."""
    first = first.replace(b"Connection: close", b"Connection: Close")  # Peer does not
    with Peer(path, first, HELLO) as peer:
        caller = client(peer.endpoint)
        outcome(caller, "POST")
        outcome(caller, "POST")
        assert [number for number, _ in peer.requests] == [1, 2]


@both
def test_a_connection_that_the_engine_has_ended(
    path: Path, client: Callable[[Endpoint], Caller]
) -> None:
    """That is noticed before sending anything that may not be sent twice."""
    with Peer(path, HELLO) as peer:
        caller = client(peer.endpoint)
        outcome(caller)
    path.unlink()
    with Peer(path, HELLO) as peer:
        assert outcome(caller, "POST")[0] == 200
        assert [number for number, _ in peer.requests] == [1]


def test_a_connection_with_unexpected_data(path: Path) -> None:
    """Unexpected data is not the answer to the next call."""
    for more in (b"HTTP/1.1 500 Not asked\r\nContent-Length: 0\r\n\r\n", b"x"):
        with Peer(path, HELLO + more, HELLO) as peer:
            caller = Direct(peer.endpoint)
            for _ in range(2):
                assert outcome(caller, "POST")[0] == 200
            assert [number for number, _ in peer.requests] == [1, 2]
        path.unlink()


@both
def test_a_call_that_is_abandoned(path: Path, client: Callable[[Endpoint], Caller]) -> None:
    """Its connection can't be used again; closing an answer that has been read does no harm."""
    with Peer(path, HELLO, HELLO, HELLO) as peer:
        caller = client(peer.endpoint)
        caller.send("GET", "/x", {}).close()
        answer = caller.send("GET", "/x", {})
        assert answer.read() == answer.read() == b"hello"
        answer.close()
        assert caller.send("POST", "/x", {}).read() == b"hello"
        assert peer.requests[0][0] == 1
        assert peer.requests[1][0] == 2


@both
def test_threads(client: Callable[[Endpoint], Caller]) -> None:
    with Engine() as engine:
        caller = client(address.parse(engine.url))
        bodies: list[bytes] = []

        def ask(number: int) -> None:
            for _ in range(10):
                path = f"/v1.5/containers/c{number}/json"
                bodies.append(caller.send("GET", path, {}).read())

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(bodies) == 200
        for number in range(20):
            name = f"c{number}\n".encode()
            assert sum(body.endswith(b": " + name) for body in bodies) == 10


# --- the rule


def test_which_client_is_used(path: Path) -> None:
    many = calls.OWN_CALLS
    with Peer(path, *[HELLO] * (many + 5)) as peer:
        caller = Calls(peer.endpoint)
        used = []
        for _ in range(many + 3):
            answer = caller.send("POST", "/x", {})
            assert answer.read() == b"hello"
            used.append(type(answer).__module__.rpartition(".")[2])
        assert used == ["direct"] * many + ["session"] * 3
        assert [number for number, _ in peer.requests] == [1] * many + [2] * 3


def test_which_client_is_used_on_the_network() -> None:
    with Engine(tcp=True) as engine:
        answer = Calls(address.parse(engine.tcp_url)).send("GET", "/v1.5/version", {})
        assert (type(answer).__module__, answer.status) == (Session.__module__, 200)


@pytest.mark.parametrize(("count", "is_imported"), [(2, False), (calls.OWN_CALLS + 5, True)])
def test_many_targets(docker15: Docker15, engine: Engine, count: int, is_imported: bool) -> None:
    """The client changes in the middle of a command, with several threads running."""
    engine.state.add_containers(count)
    names = [container.short_id for container in engine.state.containers]
    argv = [sys.executable, "-X", "importtime", "-m", "docker15_cli", "rm", *names]
    done = subprocess.run(
        argv, env=docker15.environment(), capture_output=True, text=True, check=False, timeout=50
    )
    assert (done.returncode, done.stdout.split()) == (0, names)
    assert ("requests.sessions" in done.stderr) == is_imported
    assert list(engine.state.containers) == []
