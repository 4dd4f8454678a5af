"""exec on today's engines: the command's streams, its status, its terminal."""

from __future__ import annotations

import hashlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker15 import Docker15, held_open
from tests.pty import Terminal
from tests.real_engines.conftest import emptied
from tests.real_engines.podman import Podman
from tests.real_engines.servers import until

pytestmark = pytest.mark.timeout(120)

PROMPT = b"ready> "
SHELL = ("-e", "PS1=ready> ", "web", "busybox", "sh")
CTRL_C, CTRL_P, CTRL_Q = b"\x03", b"\x10", b"\x11"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module", params=["podman", "dockerd"])
def docker15(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Docker15]:
    """docker15 with each engine in turn, which has one running container, `web`."""
    engine = request.getfixturevalue(request.param)
    with emptied(Docker15(tmp_path_factory.mktemp("home"), engine.url)) as client:
        client("run", "-d", "--name", "web", "busybox", "sleep", "3000")
        yield client


def test_its_output_and_its_status(docker15: Docker15) -> None:
    result = docker15("exec", "web", "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (result.stdout, result.stderr, result.exit_status) == (b"out\n", b"err\n", 3)
    assert docker15("exec", "web", "sh", "-c", "kill -9 $$").exit_status == 137


def test_what_can_not_be_run(docker15: Docker15) -> None:
    """One line on stderr, and a shell's status."""
    # A runc from after 2024 says what it is.
    for command, status, words in (
        ("nosuch", 127, "not found"),
        ("/etc", 126, "permission denied|is a directory"),
    ):
        for options in ((), ("-t",), ("-d",)):
            result = docker15("exec", *options, "web", command)
            assert (result.stdout, result.exit_status) == (b"", status), result
            assert re.search(words, result.error)
            assert command in result.error


def test_where_it_can_not_be_run(docker15: Docker15) -> None:
    created = docker15("create", "busybox", "true").line
    for container in ("nosuch", created):
        result = docker15("exec", container, "true")
        assert (result.stdout, result.exit_status) == (b"", 1)
        assert result.error


def test_its_options(docker15: Docker15, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("B=2\n")
    options = ["-e", "A=1", "-e", "HOME", "--env-file", str(tmp_path / "env"), "-w", "/tmp"]
    script = 'echo "$A $B $HOME"; pwd; id -u; id -g'
    result = docker15("exec", *options, "-u", "12:34", "web", "sh", "-c", script)
    assert result.lines == [f"1 2 {docker15.home}", "/tmp", "12", "34"]


def test_all_capabilities(podman: Podman, tmp_path: Path) -> None:
    """dockerd requests some that not every machine has."""
    docker15 = Docker15(tmp_path, podman.url)
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    script = "awk '/^CapBnd/ { print $2 }' /proc/self/status"
    plain, privileged = (
        int(docker15("exec", *option, container, "sh", "-c", script).line, 16)
        for option in ((), ("--privileged",))
    )
    docker15("rm", "-f", container)
    assert privileged & plain == plain
    assert privileged > plain


def test_in_the_background(docker15: Docker15) -> None:
    script = "sleep 0.2; touch /tmp/made"
    result = docker15("exec", "-d", "web", "sh", "-c", script)
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert until(lambda: docker15("exec", "web", "test", "-e", "/tmp/made").exit_status == 0, 20)


def test_bytes_in_and_out(docker15: Docker15) -> None:
    data = os.urandom(4 * MEGABYTE)
    result = docker15("exec", "-i", "web", "cat", stdin=data)
    assert hashlib.md5(result.stdout).digest() == hashlib.md5(data).digest()
    assert result.exit_status == 0


def test_the_end_of_stdin(docker15: Docker15) -> None:
    """The command reads it; one that doesn't is not kept waiting for it."""
    assert docker15("exec", "-i", "web", "sh", "-c", "cat; exit 5", stdin=b"").exit_status == 5
    assert docker15("exec", "-i", "web", "echo", "there", stdin=b"").line == "there"
    with held_open(b"") as stdin:
        result = docker15("exec", "-i", "web", "sh", "-c", "echo end; exit 6", stdin=stdin)
    assert (result.stdout, result.exit_status) == (b"end\n", 6)
    with held_open(b"typed\n") as stdin:
        assert docker15("exec", "-i", "web", "head", "-n", "1", stdin=stdin).line == "typed"


def test_stdin_that_nobody_reads(docker15: Docker15) -> None:
    for number in range(8):
        result = docker15("exec", "-i", "web", "echo", str(number), stdin=b"unread\n")
        assert (result.stdout, result.stderr) == (b"%d\n" % number, b"")


def test_without_i_stdin_is_left_alone(docker15: Docker15) -> None:
    """As in `while read LINE; do docker15 exec …; done`."""
    reader, writer = os.pipe()
    os.write(writer, b"mine\n")
    os.close(writer)
    assert docker15("exec", "web", "cat", stdin=reader).stdout == b""
    assert os.read(reader, 100) == b"mine\n"
    os.close(reader)


def test_its_container_is_removed(docker15: Docker15) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    with docker15.start("exec", container, "sh", "-c", "echo up; exec sleep 100") as process:
        process.wait_for(b"up")
        assert docker15("rm", "-f", container).line == container
        result = process.result()
    if result.exit_status != 137:  # an engine may forget the exec, too
        assert result.error == "the container is gone, and the exit status of the command is lost"
        assert result.exit_status == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_docker15(docker15: Docker15, number: signal.Signals) -> None:
    with docker15.start("exec", "web", "sh", "-c", "echo up; exec sleep 100") as process:
        process.wait_for(b"up")
        process.send_signal(number)
        assert process.result().exit_status == 128 + number


# --- on a terminal


def test_type_and_exit(docker15: Docker15) -> None:
    with Terminal(docker15, "exec", "-i", "-t", *SHELL) as terminal:
        terminal.wait_for(PROMPT)
        assert terminal.is_raw
        # Printed by the job itself: while the shell is starting it, Ctrl-C could come too early.
        terminal.type(b'sh -c "echo a$((1 + 1))b; exec sleep 600"\r')
        terminal.wait_for(b"\r\na2b\r\n")
        terminal.type(CTRL_C)
        terminal.wait_for(PROMPT)
        terminal.type(b"exit 7\r")
        assert terminal.exit_status() == 7


def test_its_size(docker15: Docker15) -> None:
    with Terminal(docker15, "exec", "-it", *SHELL, rows=33, columns=101) as terminal:
        terminal.wait_for(PROMPT)
        terminal.await_size(33, 101)
        terminal.resize(20, 64)
        terminal.await_size(20, 64)
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


def test_it_keeps_running_when_detached(docker15: Docker15) -> None:
    with Terminal(docker15, "exec", "-it", *SHELL) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"echo first\r")
        terminal.wait_for(b"\nfirst\r\n")
        terminal.type(CTRL_P)  # before another key, it is the shell's: the previous line
        terminal.type(b"\r")
        terminal.wait_for(b"\nfirst\r\n")
        terminal.type(b"touch /tmp/before; sleep 1; touch /tmp/after\r")
        assert until(
            lambda: docker15("exec", "web", "test", "-e", "/tmp/before").exit_status == 0, 20
        )
        terminal.type(CTRL_P + CTRL_Q)
        assert terminal.exit_status() == 0
    assert b"Detached: busybox in web is still running" in terminal.output
    assert until(lambda: docker15("exec", "web", "test", "-e", "/tmp/after").exit_status == 0, 20)


def test_a_command_that_can_not_be_run_on_a_terminal(docker15: Docker15) -> None:
    with Terminal(docker15, "exec", "-it", "web", "nosuch") as terminal:
        assert terminal.exit_status() == 127
    assert b"Error: " in terminal.output
