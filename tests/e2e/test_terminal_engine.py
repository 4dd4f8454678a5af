"""Attached sessions in situations that only the test engine can provide."""

from __future__ import annotations

import shlex
import signal

import pytest

from tests.docker15 import Docker15
from tests.e2e.shell import shell
from tests.fake_containers import await_request, running
from tests.fake_engine import Answer, CloseAfter, Engine, Hold, Stall
from tests.fake_engine.container import Container
from tests.pty import Shell, Terminal, docker15_argv

UPGRADED = (
    b"HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
    b"Connection: Upgrade\r\nUpgrade: tcp\r\n\r\nin the packet of the head"
)


def cat_on_tty(engine: Engine) -> Container:
    """A container with a terminal that echoes."""
    return running(engine, "cat", tty=True, open_stdin=True)


def attached(docker15: Docker15, container: Container) -> Terminal:
    terminal = Terminal(docker15, "attach", container.short_id)
    terminal.until(lambda: terminal.is_raw)
    return terminal


def test_the_engine_is_killed(docker15: Docker15, engine: Engine) -> None:
    container = cat_on_tty(engine)
    with attached(docker15, container) as terminal:
        terminal.type(b"hello\r")
        terminal.wait_for(b"hello\r\nhello\r\n")
        engine.drop_connections()
        assert terminal.exit_status() == 1
        text = (
            f"Error: the engine closed the stream of {container.short_id}, which is still running"
        )
        assert terminal.wait_for(b"\r\n") == text.encode()


def test_the_engine_is_killed_before_it_has_answered_a_resize(
    docker15: Docker15, engine: Engine
) -> None:
    container = cat_on_tty(engine)
    engine.faults.arm(Stall(), "POST", "/resize")
    with attached(docker15, container) as terminal:
        await_request(engine, "/resize")
        engine.drop_connections()
        assert terminal.exit_status() == 1
    assert b"closed the stream" in terminal.output


def test_what_is_typed_just_after_the_end_is_not_waited_for(
    docker15: Docker15, engine: Engine
) -> None:
    """The terminal echoes it, but it is in no log."""
    container = cat_on_tty(engine)
    engine.faults.arm(held := Hold(), "POST", "/wait$")
    with attached(docker15, container) as terminal:
        terminal.type(b"hello\r")
        terminal.wait_for(b"hello\r\nhello\r\n")
        container.kill()
        terminal.type(b"too late\n")
        terminal.wait_for(b"too late\n")
        held.release()
        assert terminal.exit_status() == 137


@pytest.mark.parametrize("reset", [False, True])
def test_the_stream_breaks_off(docker15: Docker15, engine: Engine, reset: bool) -> None:
    container = cat_on_tty(engine)
    engine.faults.arm(CloseAfter(5, reset), "POST", "/attach$")
    with attached(docker15, container) as terminal:
        terminal.type(b"hello\r")
        assert terminal.exit_status() == 1
    assert terminal.output.endswith(
        f"helloError: the engine closed the stream of {container.short_id}, "
        "which is still running\r\n".encode()
    )


def test_the_engine_hangs(docker15: Docker15, engine: Engine) -> None:
    """Nothing is answered any more, but the user can still get out."""
    container = running(engine, "sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done")
    engine.faults.arm(Stall(), "POST", "/stop$", times=None)
    with Terminal(docker15, "attach", container.short_id) as terminal:
        await_request(engine, "/wait")
        terminal.type(b"\x03")
        await_request(engine, "/stop")
        terminal.type(b"\x03")
        assert terminal.exit_status() == 130


def test_an_engine_that_hangs_after_the_end_of_the_stream(
    docker15: Docker15, engine: Engine
) -> None:
    """While it asks whether the container is still running, Ctrl-C works."""
    container = cat_on_tty(engine)
    engine.faults.arm(CloseAfter(5), "POST", "/attach$")
    with attached(docker15, container) as terminal:
        armed = engine.faults.arm(Stall(), "GET", "/json$", times=None)
        terminal.type(b"hello")
        terminal.until(lambda: bool(armed.hits))
        terminal.send_signal(signal.SIGTERM)
        assert terminal.exit_status() == 143


def test_an_upgraded_answer(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "60")
    engine.faults.arm(Answer(UPGRADED), "POST", "/attach$")
    result = docker15("attach", container.short_id)
    assert (result.stdout, result.exit_status) == (b"in the packet of the head", 1)
    assert result.error.endswith(f"the stream of {container.short_id}, which is still running")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"404 Oops\r\nContent-Length: 13\r\n\r\nNo such one.\n", "No such one."),
        (b"500 Oops\r\nContent-Length: 100\r\n\r\nit is br", "it is br"),
        (b"500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nbroken\r\n0\r\n\r\n", "broken"),
        (b"409 Conflict\r\nContent-Length: 18\r\n\r\n{\"message\":\"busy\"}", "busy"),
    ],
)  # fmt: skip
def test_an_error_instead_of_a_stream(
    docker15: Docker15, engine: Engine, answer: bytes, message: str
) -> None:
    container = cat_on_tty(engine)
    engine.faults.arm(Answer(b"HTTP/1.1 " + answer), "POST", "/attach$")
    with Terminal(docker15, "attach", container.short_id) as terminal:
        assert terminal.exit_status() == 1
        assert terminal.output == f"Error: {message}\r\n".encode()


def test_input_never_travels_with_the_head(docker15: Docker15, engine: Engine) -> None:
    """The 1.5 daemon would lose it, and so does the test engine."""
    for _ in range(5):
        assert docker15("run", "-i", "busybox", "cat", stdin=b"all of it").stdout == b"all of it"


def test_a_size_that_is_refused_is_sent_again(docker15: Docker15, engine: Engine) -> None:
    """The container may not be running yet: later engines say so, 1.5 always answers 500."""
    container = cat_on_tty(engine)
    with attached(docker15, container) as terminal:
        await_request(engine, "/resize")
        sizes = [line for line in engine.requests.lines if "/resize" in line]
        assert sizes[0].endswith("/resize?h=25&w=80")  # one more row, so that everything is redrawn
        terminal.resize(33, 101)
        terminal.until(lambda: engine.requests.lines[-1].endswith("/resize?h=33&w=101"))
        terminal.send_signal(signal.SIGTERM)
        assert terminal.exit_status() == 143


@pytest.mark.parametrize("how", ["attach {}", "start -a {}"])
def test_a_pipe_that_breaks_leaves_an_older_container_running(
    docker15: Docker15, engine: Engine, how: str
) -> None:
    container = running(engine, "yes")
    result = shell(docker15, f"docker15 {how.format(container.short_id)} | head -1")
    assert (result.stdout, result.exit_status) == (b"y\n", 141)
    assert container.running


def test_a_pipe_that_breaks_without_sig_proxy(docker15: Docker15) -> None:
    result = shell(docker15, "docker15 run --sig-proxy=false busybox yes | head -1")
    assert (result.stdout, result.exit_status) == (b"y\n", 141)
    assert len(docker15("ps", "-q").lines) == 1


def test_nohup_on_a_terminal(docker15: Docker15) -> None:
    """It leaves a stdin that can't be read, which counts as its end."""
    with Shell(docker15) as terminal:
        command = shlex.join(docker15_argv("run", "-i", "busybox", "sh", "-c", "cat; echo end"))
        terminal.run(f"nohup {command} > out; rev out; exit")
        terminal.wait_for(b"dne\r\n")
        assert terminal.exit_status() == 0


def test_waiting_does_not_use_the_processor(docker15: Docker15, engine: Engine) -> None:
    """With a reader that reads nothing, and input that never comes."""
    with Terminal(docker15, "run", "busybox", "yes", redirect="| sleep 600") as terminal:
        await_request(engine, "/wait")
        running, reader = terminal.children()
        assert running.is_idle
        reader.send_signal(signal.SIGTERM)
        terminal.exit_status()


def test_debug_messages_start_on_new_lines(docker15: Docker15) -> None:
    """T11: even while the terminal is raw, and a newline alone doesn't return the cursor."""
    with Terminal(docker15, "-D", "run", "-i", "-t", "busybox", "sh") as terminal:
        terminal.wait_for(b"/wait")
        terminal.type(b"exit 3\r")
        terminal.wait_for(b"< 200 OK")
        assert terminal.exit_status() == 3
    assert b"\n" not in terminal.output.replace(b"\r\n", b"")
