"""Whether something listens on a port: with real sockets, and through exec on the test engine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from docker15_cli.waiting import listening
from tests.docker15 import Docker15
from tests.fake_engine import Engine

pytestmark = pytest.mark.timeout(60)


@contextmanager
def server(*, hangs_up: bool) -> Iterator[int]:
    """A port that accepts connections and ends them at once, like a proxy without a program."""
    held: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if hangs_up:
                connection.close()
            else:
                held.append(connection)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


def test_a_program_that_accepts_and_stays() -> None:
    with server(hangs_up=False) as port:
        assert listening._connects("127.0.0.1", port) is True
        assert listening._connects("127.0.0.1", port, stays=True) is True


def test_a_proxy_without_a_program() -> None:
    with server(hangs_up=True) as port:
        assert listening._connects("127.0.0.1", port, stays=True) is False


def test_a_port_that_refuses() -> None:
    with server(hangs_up=True) as port:
        pass
    assert listening._connects("127.0.0.1", port) is False


def test_a_container_that_can_not_be_checked(docker15: Docker15, engine: Engine) -> None:
    """The test engine's addresses aren't real, and 1.5 has no exec."""
    result = docker15("run", "-d", "--wait=port:80", "busybox", "sleep", "60")
    assert result.exit_status == 1
    assert "can't check port 80 of" in result.error
