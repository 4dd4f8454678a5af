"""A server that refuses a request, and closes without having read all of it: a reset follows."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docker15_cli.transport import address
from docker15_cli.transport.hijack import Hijack, PendingAnswer
from tests.accepting import Accepting, listen_unix
from tests.docker15 import Docker15

pytestmark = pytest.mark.timeout(60)

# As Go's server answers what is not TLS: it has read up to 512 bytes.
REFUSAL = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
_AT_ONCE = struct.pack("ii", 1, 0)
COMMANDS = (
    "ps", "run busybox true", "pull busybox", "logs -f c", "export c", "wait c", "attach c",
    "exec c true", "rm c", "cp c:/x -", "events", "search x",
)  # fmt: skip


@contextlib.contextmanager
def refusing(answer: bytes, path: Path | None = None, reads: int = 5) -> Iterator[str]:
    """The address of a server that reads some bytes, answers, and causes a reset.

    `path` is for a unix socket: a TCP client could get a reset before it has connected.
    """

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(reads)
            connection.sendall(answer)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)

    listener = listen_unix(path) if path else socket.create_server(("127.0.0.1", 0))
    accepting = Accepting(listener, serve)
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        accepting.close()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("reads", [5, 0])
def test_a_refusal_is_shown(
    lone_docker15: Docker15, tmp_path: Path, reads: int, command: str
) -> None:
    with refusing(REFUSAL, None if reads else tmp_path / "s", reads) as url:
        result = lone_docker15(*command.split(), host=url)
    advice = "use --tlsverify (DOCKER_TLS_VERIFY=1), and its TLS port"
    assert result.error == f"the engine at {url} expects TLS; {advice}"
    assert result.exit_status == (125 if command.startswith("run") else 1)


@pytest.mark.parametrize("asks", [Hijack, PendingAnswer], ids=["hijack", "pending"])
def test_a_refusal_of_a_request_that_is_not_read(
    tmp_path: Path, asks: Callable[..., Hijack | PendingAnswer]
) -> None:
    with refusing(b"HTTP/1.0 503 Busy\r\n\r\nbusy", tmp_path / "s", 0) as url:
        head = b"POST /x HTTP/1.1\r\nHost: x\r\n\r\n"
        arguments = (head,) if asks is Hijack else ("POST", head)
        answer = asks(address.parse(url), *arguments)
        if isinstance(answer, PendingAnswer):
            answer.finish()
    assert (answer.status, answer.body) == (503, b"busy")


@pytest.mark.parametrize("command", ["ps", "export c", "wait c", "attach c"])
@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.0 200 OK\r\n\r\n[]", b"HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\nno"],
    ids=["not an error", "another end"],
)
def test_a_reset_is_an_error_elsewhere(
    lone_docker15: Docker15, answer: bytes, command: str
) -> None:
    with refusing(answer) as url:
        result = lone_docker15(*command.split(), host=url)
    assert result.exit_status == 1
    assert result.error.startswith(f"the engine at {url} closed the connection")
