"""`docker15 build`: sending the context, and what a terminal shows of that and of the steps."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.docker15 import Docker15, Process
from tests.fake_containers import await_request
from tests.fake_engine import Engine, Hold, Stall, refusal
from tests.pty import Terminal
from tests.real_engines.servers import until

LARGE = 50 * 1024 * 1024  # bytes; much more than a socket buffers


def test_a_refusal_while_it_is_sent_is_reported(
    docker15: Docker15, engine: Engine, context: Path
) -> None:
    (context / "large").write_bytes(bytes(LARGE))
    engine.faults.arm(refusal(500, "disk full"), "POST", "/build")
    result = docker15("build", str(context))
    assert (result.error, result.exit_status) == ("disk full", 1)


def has_read(process: Process, path: Path) -> bool:
    """Whether it has read some of this file, after listing the context to know its size."""
    proc = Path(f"/proc/{process.pid}")
    return any(
        fd.resolve() == path and "pos:\t0\n" not in (proc / "fdinfo" / fd.name).read_text()
        for fd in (proc / "fd").iterdir()
    )


@pytest.mark.parametrize("change", ["shorter", "gone"])
def test_a_context_that_changes_is_not_built(
    docker15: Docker15, engine: Engine, context: Path, change: str
) -> None:
    (context / "large").write_bytes(bytes(LARGE))
    (context / "last").touch()
    reading = Hold()
    engine.faults.arm(reading, "POST", "/build")
    with docker15.start("build", "-t", "mine", str(context)) as process:
        assert until(lambda: has_read(process, context / "large"), 30)
        if change == "gone":
            (context / "last").unlink()
        else:
            os.truncate(context / "large", 1)
        reading.release()
        result = process.result()
    named = "last" if change == "gone" else "large"
    assert f"{context}/{named}" in result.error
    assert (result.exit_status, result.stdout) == (1, b"")
    assert "mine" not in engine.state.images.repositories


def test_constant_memory(docker15: Docker15, engine: Engine, context: Path) -> None:
    small = docker15("build", str(context), measured=True).peak_memory
    with (context / "large").open("wb") as file:
        file.truncate(8 * LARGE)
    large = docker15("build", str(context), measured=True).peak_memory
    assert large - small < 8 * 1024 * 1024


@pytest.mark.parametrize("size", [0, LARGE])
def test_ctrl_c_ends_it_at_once(
    docker15: Docker15, engine: Engine, context: Path, size: int
) -> None:
    """While it is being sent, and while the engine is silent."""
    (context / "large").write_bytes(bytes(size))
    engine.faults.arm(Stall(), "POST", "/build")
    with docker15.start("build", str(context)) as process:
        await_request(engine, "/build")
        process.send_signal(signal.SIGINT)
        result = process.result(5)
    assert (result.exit_status, result.stdout, result.stderr) == (130, b"", b"")


# --- on a terminal


def test_a_terminal_counts_the_upload(docker15: Docker15, engine: Engine, context: Path) -> None:
    (context / "large").write_bytes(bytes(LARGE))
    with Terminal(docker15, "build", str(context)) as terminal:
        assert terminal.exit_status() == 0
        assert terminal.lines[0] == "Uploading context 52.43 MB"
        assert terminal.lines[1] == "Step 1 : FROM busybox"
    assert terminal.output.count(b"Uploading") < 100


def test_ctrl_c_on_a_terminal(docker15: Docker15, engine: Engine, context: Path) -> None:
    (context / "large").write_bytes(bytes(LARGE))
    engine.faults.arm(Stall(), "POST", "/build")
    with Terminal(docker15, "build", str(context)) as terminal:
        terminal.wait_for(b"Uploading context")
        terminal.type(b"\x03")
        assert terminal.exit_status(5) == 130
        assert terminal.screen.cursor.x == 0


def test_what_steps_print_does_not_control_the_terminal(
    docker15: Docker15, engine: Engine, context: Path
) -> None:
    (context / "Dockerfile").write_text(
        r"""FROM busybox
RUN printf '\033[2J\033]0;title\007caf\303\251 10%%\r20%%\n'
"""
    )
    with Terminal(docker15, "build", str(context)) as terminal:
        assert terminal.exit_status() == 0
        assert "20%]0;titlecafé 10%" in terminal.lines  # the carriage return is kept
    assert b"\x1b[2J" not in terminal.output
    assert b"title\x07" not in terminal.output
