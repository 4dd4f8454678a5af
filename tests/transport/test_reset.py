"""A server that refuses a request, and closes without having read all of it: a reset follows."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator

import pytest

from tests.accepting import Accepting
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
def refusing(answer: bytes) -> Iterator[str]:
    """The address of a server that reads five bytes, answers, and causes a reset."""

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(5)
            connection.sendall(answer)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)

    listener = socket.create_server(("127.0.0.1", 0))
    accepting = Accepting(listener, serve)
    yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    accepting.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_refusal_is_shown(lone_docker15: Docker15, command: str) -> None:
    with refusing(REFUSAL) as address:
        result = lone_docker15(*command.split(), host=address)
    advice = "use --tlsverify (DOCKER_TLS_VERIFY=1), and its TLS port"
    assert result.error == f"the engine at {address} expects TLS; {advice}"
    assert result.exit_status == (125 if command.startswith("run") else 1)


@pytest.mark.parametrize("command", ["ps", "export c", "wait c", "attach c"])
@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.0 200 OK\r\n\r\n[]", b"HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\nno"],
    ids=["not an error", "another end"],
)
def test_a_reset_is_an_error_elsewhere(
    lone_docker15: Docker15, answer: bytes, command: str
) -> None:
    with refusing(answer) as address:
        result = lone_docker15(*command.split(), host=address)
    assert result.exit_status == 1
    assert result.error.startswith((f"the engine at {address} closed the connection", "no"))
