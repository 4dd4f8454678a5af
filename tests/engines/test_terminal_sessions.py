"""Interactive sessions on every engine: they feel local, and the terminal is left as it was.

That the terminal's settings are restored is checked at the end of every `with Terminal(…)`.
"""

from __future__ import annotations

import re
import signal
import time

import pytest

from tests.cli import Docker15
from tests.engines.test_containers import docker15 as docker15
from tests.session.pty import Terminal

pytestmark = pytest.mark.timeout(120)

DETACH = b"\x10", b"\x11"


def shell(docker15: Docker15, *options: str, rows: int = 24, columns: int = 80) -> Terminal:
    return Terminal(
        docker15, "run", "-i", "-t", *options, "busybox", "sh", rows=rows, columns=columns
    )


def ready(terminal: Terminal) -> None:
    """Wait until the container's shell reads what is typed."""
    terminal.until(lambda: terminal.is_raw)
    terminal.type(b"echo re''ady\r")
    terminal.wait_for(b"ready\r\n")


def test_a_session_ends_with_the_shells_status(docker15: Docker15) -> None:
    with shell(docker15, "-rm") as terminal:
        ready(terminal)
        terminal.type(b"echo he''llo; exit 7\r")
        terminal.wait_for(b"hello\r\n")
        assert terminal.exit_status() == 7
    assert docker15("ps", "-a", "-q").lines == []


def test_control_keys_are_the_containers(docker15: Docker15) -> None:
    with shell(docker15) as terminal:
        ready(terminal)
        terminal.type(b"echo st''art; sleep 300\r")
        terminal.wait_for(b"start\r\n")
        terminal.type(b"\x03")
        terminal.wait_for(b"^C")
        terminal.type(b"echo ag''ain\r")
        terminal.wait_for(b"again\r\n")
        terminal.type(b"\x04")
        terminal.exit_status()


def wait_for_size(terminal: Terminal, size: bytes) -> None:
    """It is sent beside what is typed: ask until it has come."""
    terminal.type(b'while [ "$(stty size)" != \'' + size + b"' ]; do sleep 0.1; done\r")
    terminal.type(b"echo it i''s $(stty size)\r")
    terminal.wait_for(b"it is " + size + b"\r\n")


def test_the_windows_size_follows(docker15: Docker15) -> None:
    with shell(docker15, rows=30, columns=100) as terminal:
        ready(terminal)
        wait_for_size(terminal, b"30 100")
        terminal.resize(25, 90)
        wait_for_size(terminal, b"25 90")
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


@pytest.mark.parametrize("pieces", [DETACH, (b"".join(DETACH),)], ids=["typed", "pasted"])
def test_detach_and_come_back(docker15: Docker15, pieces: tuple[bytes, ...]) -> None:
    with shell(docker15) as terminal:
        ready(terminal)
        for piece in pieces:
            terminal.type(piece)
        terminal.wait_for(b"runs on")
        assert terminal.exit_status() == 0
    (container,) = docker15("ps", "-q").lines
    assert f"Detached: {container} runs on" in re.sub(r"\s+", " ", terminal.output.decode())
    with Terminal(docker15, "attach", container) as terminal:
        ready(terminal)
        terminal.type(b"exit 5\r")
        assert terminal.exit_status() == 5


def test_other_detach_keys(docker15: Docker15) -> None:
    with shell(docker15, "--detach-keys", "ctrl-a,d") as terminal:
        ready(terminal)
        terminal.type(b"\x01")
        terminal.type(b"d")
        assert terminal.exit_status() == 0
    assert len(docker15("ps", "-q").lines) == 1


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_to_docker15_leaves_the_container(
    docker15: Docker15, number: signal.Signals, status: int
) -> None:
    with shell(docker15) as terminal:
        ready(terminal)
        terminal.send_signal(number)
        assert terminal.exit_status() == status
    assert len(docker15("ps", "-q").lines) == 1


def test_rm_after_a_signal(docker15: Docker15) -> None:
    with shell(docker15, "-rm") as terminal:
        ready(terminal)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.exit_status() == 143
    assert docker15("ps", "-a", "-q").lines == []


def test_a_container_that_ends_ends_the_session_without_a_key(docker15: Docker15) -> None:
    container = docker15("run", "-d", "-i", "-t", "busybox", "sh").line
    with Terminal(docker15, "attach", container) as terminal:
        ready(terminal)
        docker15("kill", container)
        assert terminal.exit_status() == 137


def test_start_attached(docker15: Docker15) -> None:
    container = docker15("create", "-i", "-t", "busybox", "sh").line
    with Terminal(docker15, "start", "-a", "-i", container) as terminal:
        ready(terminal)
        terminal.type(b"exit 3\r")
        assert terminal.exit_status() == 3


def test_megabytes_through_the_terminal(docker15: Docker15) -> None:
    with shell(docker15) as terminal:
        ready(terminal)
        terminal.type(b"head -c 4000000 /dev/zero | tr '\\0' x; echo; echo do''ne; exit\r")
        assert terminal.wait_for(b"done\r\n", timeout=60).count(b"x") >= 4_000_000
        assert terminal.exit_status() == 0


def test_without_a_tty_the_keyboards_signal_goes_to_the_container(docker15: Docker15) -> None:
    script = 'trap "echo got; exit 9" INT TERM; echo up; while :; do sleep 0.1; done'
    with Terminal(docker15, "run", "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"up\r\n")
        terminal.type(b"\x03")
        terminal.wait_for(b"got\r\n")
        assert terminal.exit_status() == 9


def test_a_second_control_c_gets_the_user_out(docker15: Docker15) -> None:
    script = 'trap "" INT TERM; echo up; while :; do sleep 0.1; done'
    with Terminal(docker15, "run", "-rm", "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"up\r\n")
        terminal.type(b"\x03")
        terminal.wait_for(b"^C")
        time.sleep(1)  # two signals at once are one
        terminal.type(b"\x03")
        assert terminal.exit_status() == 130
    assert docker15("ps", "-a", "-q").lines == []
