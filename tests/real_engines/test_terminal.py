"""What users can expect of an interactive terminal, on every engine.

At the end of every `with Terminal(…)`, docker15 must have ended and the terminal must be as before.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.pty import Pty, Shell, Terminal
from tests.real_engines.conftest import emptied
from tests.real_engines.podman import Podman
from tests.real_engines.servers import until
from tests.real_engines.test_containers import docker15 as docker15
from tests.relay import FaultyRelay, Hold

pytestmark = pytest.mark.timeout(120)

PROMPT = b"ready> "
SHELL = ("-e", "PS1=ready> ", "busybox", "busybox", "sh")
INTERACTIVE = ("run", "-i", "-t", *SHELL)
CTRL_A, CTRL_C, CTRL_D, CTRL_P, CTRL_Q, CTRL_Z = (
    b"\x01",
    b"\x03",
    b"\x04",
    b"\x10",
    b"\x11",
    b"\x1a",
)
KILLERS = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)]
killers = pytest.mark.parametrize(("number", "status"), KILLERS)


def latest(docker15: Docker15) -> str:
    """The newest container."""
    return docker15("ps", "-l", "-q").line


def is_running(docker15: Docker15, container: str) -> bool:
    return docker15("inspect", "-f", "{{.State.Running}}", container).line == "true"


def in_background(docker15: Docker15, *command: str) -> str:
    """A container with a terminal that nobody is attached to."""
    return docker15("run", "-d", "-i", "-t", *(command or SHELL)).line


def in_background_raw(docker15: Docker15) -> str:
    """A container that shows each key that it gets: control keys as `^X`."""
    script = "stty raw echo echoctl; printf 'begin\\n'; exec sleep 600"
    container = in_background(docker15, "busybox", "sh", "-c", script)
    assert until(lambda: docker15("logs", container).stdout == b"begin\n", 60)
    return container


def become_raw(terminal: Pty) -> None:
    """Wait until the terminal is raw: from then on it is attached."""
    terminal.until(lambda: terminal.is_raw)


def ask(terminal: Pty, line: bytes, answer: bytes) -> None:
    """Type a line to the shell; wait for its answer (not the echo) and for the next prompt."""
    terminal.type(line + b"\r")
    terminal.wait_for(answer)
    terminal.wait_for(PROMPT)


def test_type_and_exit(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        assert terminal.is_raw
        ask(terminal, b"echo a$((1 + 1))b", b"\r\na2b\r\n")
        terminal.type(b"exit 7\r")
        assert terminal.exit_status() == 7


def test_each_key_is_echoed_at_once(docker15: Docker15) -> None:
    with Terminal(docker15, "run", "-i", "-t", "busybox", "cat") as terminal:
        become_raw(terminal)
        for key in (b"a", b"\xc3\xa9", b"z"):
            terminal.type(key)
            terminal.wait_for(key)
        terminal.type(b"\r")
        terminal.wait_for(b"a\xc3\xa9z\r\n")
        terminal.type(CTRL_D)
        assert terminal.exit_status() == 0


def test_ctrl_c_is_the_containers(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        # Printed by the job itself: while the shell is starting it, Ctrl-C could come too early.
        terminal.type(b"sh -c \"echo be''gin; exec sleep 600\"\r")
        terminal.wait_for(b"begin\r\n")
        terminal.type(CTRL_C)
        terminal.wait_for(PROMPT)
        ask(terminal, b"echo status $?", b"status 130\r\n")
        terminal.type(CTRL_D)
        assert terminal.exit_status() == 0


def test_docker15_keeps_no_key(docker15: Docker15) -> None:
    """Ctrl-C, Ctrl-Z, Ctrl-D and Ctrl-\\: those that are signals on a terminal, and the end."""
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        reads = b"dd bs=1 count=4 2>/dev/null | od -An -tx1"
        terminal.type(b"stty raw -echo; echo be''gin; " + reads + b"; stty sane\r")
        terminal.wait_for(b"begin")
        for key in (CTRL_C, CTRL_Z, CTRL_D, b"\x1c"):
            terminal.type(key)
        terminal.wait_for(b"03 1a 04 1c")
        terminal.wait_for(PROMPT)
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


def test_a_full_screen(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE, rows=12, columns=40) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"vi\r")
        terminal.until(lambda: terminal.lines[1:11] == ["~"] * 10)
        terminal.type(b"ione\rtwo\x1b")
        terminal.until(lambda: terminal.lines[:3] == ["one", "two", "~"])
        terminal.type(b"ggOzero")
        terminal.until(lambda: terminal.lines[:4] == ["zero", "one", "two", "~"])
        terminal.type(b"\x1b")
        terminal.until(lambda: terminal.lines[11].startswith("- "))
        terminal.resize(20, 60)
        terminal.type(b"\x0c")
        terminal.until(lambda: terminal.lines[3:19] == ["~"] * 16)
        terminal.type(b":q!\r")
        terminal.wait_for(PROMPT)
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


def test_its_size(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE, rows=33, columns=101) as terminal:
        terminal.wait_for(PROMPT)
        terminal.await_size(33, 101)
        terminal.resize(20, 64)
        terminal.await_size(20, 64)
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


def test_a_size_that_arrives_late(docker15: Docker15) -> None:
    """The next size does not overtake it."""
    with FaultyRelay(docker15.host, Hold(), match="/resize", times=1) as relay:
        args = ("-H", relay.url, *INTERACTIVE)
        with Terminal(docker15, *args, rows=33, columns=101) as terminal:
            terminal.wait_for(PROMPT)
            assert relay.met.wait(20)
            terminal.resize(20, 64)
            time.sleep(1)  # time enough for sending the new size too early
            relay.release()
            terminal.await_size(20, 64)
            ask(terminal, b"sleep 1; stty size", b"\n20 64\r\n")
            terminal.type(b"exit\r")
            assert terminal.exit_status() == 0


@pytest.mark.parametrize("together", [True, False])
def test_detach_and_attach_again(docker15: Docker15, together: bool) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"x=remem")
        terminal.wait_for(b"x=remem")
        terminal.type(CTRL_P + CTRL_Q if together else CTRL_P)
        if not together:
            time.sleep(0.05)  # so that docker15 usually reads them separately
            terminal.type(CTRL_Q)
        assert terminal.exit_status() == 0
    container = latest(docker15)
    assert f"Detached: {container[:12]} is still running".encode() in terminal.output
    assert is_running(docker15, container)
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        ask(terminal, b"bered; echo $x", b"remembered\r\n")
        terminal.type(b"exit 3\r")
        assert terminal.exit_status() == 3


def test_keys_far_apart_detach(docker15: Docker15) -> None:
    """T11: Ctrl-P waits for the next key, however long that takes; the container gets neither."""
    container = in_background_raw(docker15)
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        terminal.type(b"x" + CTRL_P)
        terminal.wait_for(b"x")
        with pytest.raises(AssertionError, match="no b'P'"):
            terminal.wait_for(b"P", timeout=1.2)
        terminal.type(CTRL_Q)
        assert terminal.exit_status() == 0
    assert is_running(docker15, container)


def test_ctrl_p_and_another_key_are_both_sent(docker15: Docker15) -> None:
    container = in_background_raw(docker15)
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        terminal.type(CTRL_P)
        terminal.type(b"x")
        terminal.wait_for(b"^Px")
        terminal.type(CTRL_P + CTRL_Q)
        assert terminal.exit_status() == 0


def test_a_lone_ctrl_p_is_the_containers(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        ask(terminal, b"echo first", b"\nfirst\r\n")
        ask(terminal, b"echo second", b"\nsecond\r\n")
        terminal.type(CTRL_P)  # the shell's key for the previous line,
        terminal.type(CTRL_P)  # which is sent along with the next key
        terminal.type(b"\r")
        terminal.wait_for(b"\nfirst\r\n")
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


def test_other_detach_keys(docker15: Docker15) -> None:
    with Terminal(docker15, "run", "--detach-keys", "ctrl-a,d", *INTERACTIVE[1:]) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(CTRL_P + CTRL_Q + b"echo $((20 + 3))\r")
        terminal.wait_for(b"23\r\n")
        terminal.type(CTRL_A)
        terminal.type(b"d")
        assert terminal.exit_status() == 0
    assert is_running(docker15, latest(docker15))


def test_no_detach_keys(docker15: Docker15) -> None:
    container = in_background_raw(docker15)
    with Terminal(docker15, "attach", "--detach-keys=", container) as terminal:
        become_raw(terminal)
        terminal.type(CTRL_P)  # a 1.5 daemon would swallow it, so there it waits for the next key
        terminal.type(CTRL_P + CTRL_Q)
        terminal.wait_for(b"^P^P^Q")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.exit_status() == 143


def test_two_at_once(docker15: Docker15) -> None:
    container = in_background(docker15)
    with (
        Terminal(docker15, "attach", container) as one,
        Terminal(docker15, "attach", container) as other,
        Terminal(docker15, "attach", container) as third,
    ):
        for terminal in (one, other, third):
            become_raw(terminal)
        one.type(b"echo a$((1 + 1))b\r")
        for terminal in (one, other, third):
            terminal.wait_for(b"a2b\r\n")
        third.type(CTRL_P + CTRL_Q)
        assert third.exit_status() == 0
        other.type(b"exit 4\r")
        assert (one.exit_status(), other.exit_status()) == (4, 4)


def test_ten_megabytes_out(docker15: Docker15) -> None:
    script = "stty -onlcr; i=0; while [ $i -lt 25 ]; do seq 100000 160000; i=$((i + 1)); done"
    with Terminal(docker15, "run", "-i", "-t", "busybox", "sh", "-c", script) as terminal:
        assert terminal.exit_status(timeout=100) == 0
    expected = b"".join(b"%d\n" % number for number in range(100000, 160001)) * 25
    assert len(expected) > 10_000_000
    assert hashlib.md5(terminal.output).digest() == hashlib.md5(expected).digest()


def test_a_paste_of_a_hundred_kilobytes(docker15: Docker15) -> None:
    script = "stty -echo; echo be''gin; md5sum"
    text = b"".join(b"line %06d of what is pasted\n" % number for number in range(3500))
    with Terminal(docker15, "run", "-i", "-t", "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"begin\r\n")
        terminal.type(text.replace(b"\n", b"\r") + CTRL_D)
        terminal.wait_for(hashlib.md5(text).hexdigest().encode())
        assert terminal.exit_status() == 0


@killers
def test_a_signal_to_docker15(docker15: Docker15, number: signal.Signals, status: int) -> None:
    """It ends docker15; the container is left alone."""
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        terminal.send_signal(number)
        assert terminal.exit_status() == status
    container = latest(docker15)
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        ask(terminal, b"echo still $((1 + 1))", b"still 2\r\n")
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0


@killers
def test_removed_after_a_signal(docker15: Docker15, number: signal.Signals, status: int) -> None:
    with Terminal(docker15, "run", "-rm", *INTERACTIVE[1:]) as terminal:
        terminal.wait_for(PROMPT)
        terminal.send_signal(number)
        assert terminal.exit_status() == status
    assert docker15("ps", "-a", "-q").stdout == b""


def test_removed_after_its_end(docker15: Docker15) -> None:
    with Terminal(docker15, "run", "-rm", *INTERACTIVE[1:]) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"exit 5\r")
        assert terminal.exit_status() == 5
    assert docker15("ps", "-a", "-q").stdout == b""


def test_not_removed_after_a_detach(docker15: Docker15) -> None:
    with Terminal(docker15, "run", "-rm", *INTERACTIVE[1:]) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(CTRL_P + CTRL_Q)
        assert terminal.exit_status() == 0
    assert is_running(docker15, latest(docker15))


def test_the_window_is_closed(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        terminal.hang_up()
        assert terminal.exit_status() == 129
    assert is_running(docker15, latest(docker15))


def test_start_a_i(docker15: Docker15) -> None:
    container = docker15("create", "-i", "-t", *SHELL).line
    for status in (6, 0):
        with Terminal(docker15, "start", "-a", "-i", container) as terminal:
            terminal.wait_for(PROMPT)
            ask(terminal, b"echo $((6 * 7))", b"42\r\n")
            terminal.type(b"exit %d\r" % status)
            assert terminal.exit_status() == status


def test_it_ends_with_its_container(docker15: Docker15) -> None:
    """Without another key: a 1.5 daemon leaves the connection open after a `-d -i -t` shell."""
    container = in_background(docker15)
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        ask(terminal, b"echo $((6 * 7))", b"42\r\n")
        terminal.type(b"exit 9\r")
        assert terminal.exit_status() == 9


def test_it_ends_with_a_container_that_is_stopped(docker15: Docker15) -> None:
    container = in_background(docker15, "busybox", "sleep", "600")
    with Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        docker15("kill", container)
        assert terminal.exit_status() == 137


def test_a_terminal_without_stdin(docker15: Docker15) -> None:
    """`run -t`: its size is the window's; Ctrl-C ends docker15, and leaves it running."""
    script = "until stty size | grep '33 101'; do sleep 0.1; done; exec sleep 600"
    arguments = ("run", "-t", "busybox", "sh", "-c", script)
    with Terminal(docker15, *arguments, rows=33, columns=101) as terminal:
        terminal.wait_for(b"33 101")
        assert not terminal.is_raw
        terminal.type(CTRL_C)
        assert terminal.exit_status() == 130
    assert is_running(docker15, latest(docker15))


def test_suspend_and_resume(docker15: Docker15) -> None:
    """SIGTSTP from outside, as Ctrl-Z goes to the container."""
    with Shell(docker15) as shell:
        shell.run(f"docker15 {shlex.join(INTERACTIVE)}")
        become_raw(shell)
        shell.wait_for(PROMPT)
        (child,) = shell.children()
        child.send_signal(signal.SIGTSTP)
        shell.wait_for(shell.PROMPT)
        assert not shell.is_raw
        shell.resize(31, 77)
        shell.run("fg")
        become_raw(shell)
        shell.await_size(31, 77)
        shell.type(b"exit 5\r")
        shell.wait_for(shell.PROMPT)
        shell.run("exit $?")
        assert shell.exit_status() == 5


def test_sizes_that_conmon_reads_at_once(podman: Podman, tmp_path: Path) -> None:
    """It uses only the first, so the last is sent again. A busy machine's does that after `fg`."""
    client = Docker15(tmp_path, podman.url)
    with (
        emptied(client),
        FaultyRelay(podman.url) as relay,
        Terminal(client, "-H", relay.url, *INTERACTIVE) as terminal,
    ):
        terminal.wait_for(PROMPT)
        argv = ["podman", "inspect", "--format", "{{.State.ConmonPid}}", latest(client)]
        conmon = int(
            subprocess.run(argv, env=podman.environ, capture_output=True, check=True).stdout
        )
        os.kill(conmon, signal.SIGSTOP)
        for rows in (30, 31):
            terminal.resize(rows, 77)
            relay.wait_for(f"/resize.*h={rows}", 30)
        os.kill(conmon, signal.SIGCONT)
        terminal.await_size(31, 77)
        terminal.type(b"exit 5\r")
        assert terminal.exit_status() == 5


def test_the_terminal_is_restored_when_suspended(docker15: Docker15) -> None:
    """By docker15 itself: a script that started it doesn't restore it, as a shell does."""
    argv = ["sh", "-c", 'sleep 0; "$@"; exit $?', "sh"]
    with Terminal(docker15, *INTERACTIVE, before=argv) as terminal:
        terminal.wait_for(PROMPT)
        (child,) = terminal.children()
        child.send_signal(signal.SIGTSTP)
        terminal.until(lambda: child.is_stopped)
        assert terminal.attributes == terminal.before
        child.send_signal(signal.SIGCONT)
        become_raw(terminal)
        terminal.type(b"exit 5\r")
        assert terminal.exit_status() == 5


def test_nothing_spins(docker15: Docker15) -> None:
    with Terminal(docker15, *INTERACTIVE) as terminal:
        terminal.wait_for(PROMPT)
        become_raw(terminal)
        assert terminal.is_idle
        terminal.type(b"exit\r")
        assert terminal.exit_status() == 0
