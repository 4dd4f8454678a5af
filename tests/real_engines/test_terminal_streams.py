"""An attached session whose container has no terminal, while the user may have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker15 import Docker15, sleeps
from tests.e2e.shell import shell as run_script
from tests.pty import Shell, Terminal
from tests.real_engines.test_containers import docker15 as docker15
from tests.real_engines.test_terminal import (
    CTRL_C,
    CTRL_D,
    CTRL_Z,
    become_raw,
    in_background,
    is_running,
    latest,
)

pytestmark = pytest.mark.timeout(120)


def test_ctrl_d_is_the_end_of_stdin(docker15: Docker15) -> None:
    with Terminal(docker15, "run", "-i", "busybox", "cat") as terminal:
        terminal.type(b"hello\n")
        terminal.wait_for(b"hello\r\nhello\r\n")  # the echo, and cat
        assert not terminal.is_raw
        terminal.type(CTRL_D)
        assert terminal.exit_status() == 0


def test_ctrl_c_goes_to_the_container(docker15: Docker15) -> None:
    """As SIGINT, or, with 1.5, as a stop; the status is the container's."""
    script = "trap 'echo got; exit 9' INT TERM; echo be''gin; while :; do sleep 0.1; done"
    with Terminal(docker15, "run", "-i", "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"begin")
        terminal.type(CTRL_C)
        terminal.wait_for(b"got\r\n")
        assert terminal.exit_status() == 9


@pytest.mark.parametrize("options", [(), ("-rm",)], ids=["", "rm"])
def test_a_second_ctrl_c_gets_out(docker15: Docker15, options: tuple[str, ...]) -> None:
    script = "trap '' INT TERM; echo be''gin; while :; do sleep 0.1; done"
    with Terminal(docker15, "run", "-i", *options, "busybox", "sh", "-c", script) as terminal:
        terminal.wait_for(b"begin")
        terminal.type(CTRL_C)
        terminal.wait_for(b"^C")
        # Two signals that are pending at the same time would be one.
        terminal.until(lambda: sleeps(terminal.pid))
        terminal.type(CTRL_C)
        assert terminal.exit_status() == 130
    assert len(docker15("ps", "-a", "-q").lines) == (0 if options else 1)


def test_ctrl_z_and_fg(docker15: Docker15) -> None:
    with Shell(docker15) as shell:
        shell.run_in_front("docker15 run -i busybox cat")
        shell.type(b"one\r")
        shell.wait_for(b"one\r\none\r\n")
        shell.type(CTRL_Z)
        shell.wait_for(shell.PROMPT)
        shell.foreground()
        shell.type(b"two\r")
        shell.wait_for(b"two\r\ntwo\r\n")
        shell.type(CTRL_D)
        shell.wait_for(shell.PROMPT)
        shell.run("exit $?")
        assert shell.exit_status() == 0


def test_a_job_in_the_background(docker15: Docker15) -> None:
    """It may not read the terminal, but its output appears, and what is typed goes to bash."""
    script = "echo be''gin; cat; echo end"
    with Shell(docker15) as shell:
        shell.run(f'docker15 run -i busybox sh -c "{script}" &')
        shell.wait_for(b"begin\r\n")
        shell.run("echo a$((1 + 1))b")
        shell.wait_for(b"a2b\r\n")
        shell.run("jobs -r")
        shell.wait_for(b"Running")
        shell.foreground()
        shell.type(b"typed\r")
        shell.wait_for(b"typed\r\ntyped\r\n")
        shell.type(CTRL_Z)
        shell.wait_for(shell.PROMPT)
        shell.run("bg")
        shell.wait_for(shell.PROMPT)
        shell.run("echo c$((1 + 2))d")  # goes to bash again
        shell.wait_for(b"c3d\r\n")
        shell.foreground()
        shell.type(CTRL_D)
        shell.wait_for(b"end\r\n")
        shell.run("exit $?")
        assert shell.exit_status() == 0


def test_ctrl_c_without_sig_proxy(docker15: Docker15) -> None:
    script = "echo be''gin; exec sleep 600"
    arguments = ("run", "-i", "--sig-proxy=false", "busybox", "sh", "-c", script)
    with Terminal(docker15, *arguments) as terminal:
        terminal.wait_for(b"begin")
        terminal.type(CTRL_C)
        assert terminal.exit_status() == 130
    assert is_running(docker15, latest(docker15))


@pytest.mark.parametrize("redirect", ["</dev/null", "<&-", "<<<''", "< <(sleep 600)"], ids=repr)
def test_the_terminals_output_without_its_input(docker15: Docker15, redirect: str) -> None:
    """Attaching to a Tty with any kind of stdin: the end of stdin doesn't end the session."""
    container = in_background(docker15, "busybox", "cat")
    with Shell(docker15) as shell, Terminal(docker15, "attach", container) as terminal:
        become_raw(terminal)
        shell.run(f"docker15 attach {container} {redirect}; echo status=$?")

        def is_attached() -> bool:
            terminal.type(b"hello\r")
            return b"hello" in shell.output

        shell.until(is_attached)
        terminal.type(CTRL_D)
        assert terminal.exit_status() == 0
        shell.wait_for(b"status=0\r\n")
        shell.wait_for(shell.PROMPT)
        shell.run("exit")
        assert shell.exit_status() == 0


def test_the_end_of_a_container_is_no_input_error(docker15: Docker15) -> None:
    """Podman writes a message to stderr then, as if it came from the container."""
    arguments = ("-i", "busybox", "sh", "-c", "echo out; exit 3")
    created = [docker15("create", *arguments).line for _ in range(2)]
    for command in (
        *(("run", *arguments),) * 2,
        *(("start", "-a", "-i", name) for name in created),
    ):
        with Path("/dev/zero").open("rb") as zeros:
            result = docker15(*command, stdin=zeros)
        assert (result.stdout, result.stderr, result.exit_status) == (b"out\n", b"", 3)


def test_a_pipe_that_breaks_ends_the_container(docker15: Docker15) -> None:
    """As SIGPIPE ends a local program: unknown to anybody, it would fill the disk with its log."""
    result = run_script(docker15, "docker15 run busybox yes | head -1")
    assert (result.stdout, result.stderr, result.exit_status) == (b"y\n", b"", 141)
    assert docker15("ps", "-q").lines == []
    assert len(docker15("ps", "-a", "-q").lines) == 1


def test_a_pipe_that_breaks_gives_the_container_time_to_stop(docker15: Docker15) -> None:
    """The time is that of `--stop-timeout`, where the engine has it, or else a second."""
    is_native = docker15("version", "--format", "{{.Server.APIVersion}}").line == "1.5"
    words = 'trap "sleep 2; exit 7" TERM; while echo y; do sleep 0.1; done'
    option = "" if is_native else "--stop-timeout 20"
    result = run_script(docker15, f"docker15 run {option} busybox sh -c '{words}' | head -1")
    assert (result.stdout, result.stderr, result.exit_status) == (b"y\n", b"", 141)
    ended = docker15("ps", "-l", "-q").line
    assert docker15("wait", ended).line == ("137" if is_native else "7")
