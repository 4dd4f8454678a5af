"""Data through `run` is complete: byte for byte, both ways at once, in constant memory."""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.docker15 import Docker15, held_open
from tests.e2e.shell import shell
from tests.fake_containers import STOPPABLE, await_request, ended, running
from tests.fake_engine import BUSYBOX, Engine

MIB = 1 << 20
LITTLE = 60e6  # bytes of memory


def noise(size: int, seed: int = 1) -> Iterator[bytes]:
    """The same pseudo-random bytes every time."""
    source = random.Random(seed)
    for _ in range(size // MIB):
        yield source.randbytes(MIB)


def digest(pieces: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def digested(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- bytes and memory


@pytest.mark.timeout(120)
def test_both_ways_at_once(docker15: Docker15) -> None:
    result = docker15(
        "run", "-i", "busybox", "cat", stdin=noise(64 * MIB), measured=True, timeout=100
    )
    assert len(result.stdout) == 64 * MIB
    assert digested(result.stdout) == digest(noise(64 * MIB))
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.peak_memory < LITTLE


@pytest.mark.timeout(120)
def test_a_quarter_of_a_gibibyte_out(docker15: Docker15, tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.writelines(noise(256 * MIB))
    script = f"docker15 run -v {tmp_path}:/mnt busybox cat mnt/big | sha256sum"
    result = shell(docker15, script, timeout=100)
    assert result.lines == [f"{digest(noise(256 * MIB))}  -"]
    assert result.exit_status == 0


@pytest.mark.timeout(120)
def test_memory_does_not_depend_on_the_output(docker15: Docker15, tmp_path: Path) -> None:
    with open(os.devnull, "wb") as sink:
        result = docker15(
            "run", "busybox", "head", "-c", str(256 * MIB), "/dev/zero",
            stdout=sink, measured=True, timeout=100,
        )  # fmt: skip
    assert result.exit_status == 0
    assert result.peak_memory < LITTLE


def test_a_reader_that_is_slow(docker15: Docker15) -> None:
    """The container is slowed down; nothing is lost, and nothing accumulates."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    arguments = ("run", "busybox", "seq", "1000000")
    with docker15.start(*arguments, stdout=writer, measured=True) as process:
        os.close(writer)
        found = b"".join(iter(lambda: os.read(reader, 1000), b""))
        result = process.result()
    os.close(reader)
    assert found == b"".join(b"%d\n" % number for number in range(1, 1_000_001))
    assert result.exit_status == 0
    assert result.peak_memory < LITTLE


def test_a_container_that_reads_late(docker15: Docker15) -> None:
    """Its stdin takes a pipeful; then we wait, without reading on."""
    script = "read x; echo $x; sleep 0.3; wc -c"
    stdin = iter([b"go\n", *noise(8 * MIB)])
    result = docker15("run", "-i", "busybox", "sh", "-c", script, stdin=stdin, measured=True)
    assert (result.lines, result.exit_status) == (["go", str(8 * MIB)], 0)
    assert result.peak_memory < LITTLE


def test_output_goes_on_while_stdin_is_held_back(docker15: Docker15) -> None:
    """The container reads only after it has written more than all buffers hold."""
    script = "head -c 16777216 /dev/zero; wc -c >&2"
    result = docker15("run", "-i", "busybox", "sh", "-c", script, stdin=noise(8 * MIB))
    assert result.stdout == bytes(16 * MIB) + b"%d\n" % (8 * MIB)


# --- who ends first


def test_a_reader_that_stops(docker15: Docker15) -> None:
    result = shell(docker15, "docker15 run busybox yes | head -1; echo ${PIPESTATUS[0]}")
    assert (result.stdout, result.stderr) == (b"y\n141\n", b"")


def test_a_container_that_reads_nothing(docker15: Docker15) -> None:
    result = shell(docker15, "docker15 run -i busybox sh -c 'exit 4' < /dev/zero")
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 4)


def test_a_container_that_stops_reading(docker15: Docker15) -> None:
    result = shell(docker15, "yes | docker15 run -i busybox head -1; echo ${PIPESTATUS[1]}")
    assert (result.stdout, result.stderr) == (b"y\n0\n", b"")


def test_a_container_that_ends_while_somebody_types(docker15: Docker15) -> None:
    with held_open(b"") as stdin:
        result = docker15("run", "-i", "busybox", "echo", "hi", stdin=stdin)
    assert (result.stdout, result.exit_status) == (b"hi\n", 0)


def test_output_after_the_end_of_stdin(docker15: Docker15) -> None:
    """The end of stdin is a half-close: the container can still answer."""
    script = "cat >/dev/null; sleep 0.2; echo done; exit 5"
    result = docker15("run", "-i", "busybox", "sh", "-c", script, stdin=b"abc")
    assert (result.stdout, result.exit_status) == (b"done\n", 5)


def test_outputs_that_are_closed_before_the_end(docker15: Docker15) -> None:
    script = "echo out; exec >&- 2>&-; sleep 0.3; exit 6"
    result = docker15("run", "busybox", "sh", "-c", script)
    assert (result.stdout, result.exit_status) == (b"out\n", 6)


@pytest.mark.timeout(120)
def test_many_at_once(docker15: Docker15) -> None:
    """No line is lost, and no status is wrong."""

    def run(number: int) -> tuple[bytes, int]:
        script = f"echo line {number}; printf end; exit {number}"
        result = docker15("run", "busybox", "sh", "-c", script)
        return result.stdout, result.exit_status

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(run, range(40)))
    assert found == [(b"line %d\nend" % number, number) for number in range(40)]


# --- what stdin, stdout and stderr may be


@pytest.mark.parametrize("command", ["run -i busybox cat", "run -i busybox sh -c 'cat; exit'"])
def test_stdin_closed(docker15: Docker15, command: str) -> None:
    result = shell(docker15, f"docker15 {command} <&-")
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


@pytest.mark.parametrize("redirection", ["< /dev/null", "< file", "<<< text"])
def test_stdin_redirected(docker15: Docker15, tmp_path: Path, redirection: str) -> None:
    (tmp_path / "file").write_bytes(b"in a file")
    result = shell(docker15, f"docker15 run -i busybox cat {redirection}")
    expected = {"< /dev/null": b"", "< file": b"in a file", "<<< text": b"text\n"}
    assert (result.stdout, result.exit_status) == (expected[redirection], 0)


def test_a_write_only_stdin_is_empty(docker15: Docker15) -> None:
    """As left by nohup."""
    result = shell(docker15, "docker15 run -i busybox cat 0> write-only")
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


OUTPUTS = (
    "run busybox echo hi",
    "ps",
    "images -q",
    "inspect busybox",
    "version",
    "logs ID",
    "info",
)


@pytest.mark.parametrize("command", OUTPUTS)
@pytest.mark.parametrize(
    ("redirection", "reason"),
    [("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
)
def test_stdout_that_can_not_be_written(
    docker15: Docker15, engine: Engine, command: str, redirection: str, reason: str
) -> None:
    container = ended(engine, "echo", "hi")
    command = command.replace("ID", container.short_id)
    result = shell(docker15, f"docker15 {command} {redirection}")
    assert result.error.startswith("can't write")
    assert result.error.endswith(reason)
    assert result.exit_status not in (0, 141)


@pytest.mark.parametrize("command", ["images -q", "run busybox echo hi", "inspect nosuch"])
def test_stderr_that_can_not_be_written(docker15: Docker15, command: str) -> None:
    """Nothing that it would write there matters more than its status."""
    whole = shell(docker15, f"docker15 {command}")
    for redirection in ("2> /dev/full", "2>&-"):
        result = shell(docker15, f"docker15 {command} {redirection}")
        assert (result.stdout, result.exit_status) == (whole.stdout, whole.exit_status)


@pytest.mark.parametrize("command", ["run -rm busybox", "exec ID", "logs ID"])
def test_a_containers_stderr_that_is_not_wanted(docker15: Docker15, command: str) -> None:
    """With today's engines, which separate the two streams."""
    with Engine(api="1.52") as today:
        running_on = Docker15(docker15.home, today.url)
        script = "echo bad >&2; echo good; exit 5"
        started = running_on("run", "-d", "busybox", "sh", "-c", f"({script}); sleep 60").line
        command = command.replace("ID", started)
        shown = "" if "logs" in command else f" sh -c '{script}'"
        result = shell(running_on, f"docker15 {command}{shown} 2>&-")
    assert (result.stdout, result.exit_status) == (b"good\n", 5 if shown else 0)


@pytest.mark.parametrize("command", ["ps -a --no-trunc", "images -a", "logs ID", "inspect IDS"])
def test_a_broken_pipe_ends_quietly(docker15: Docker15, engine: Engine, command: str) -> None:
    container = ended(engine, "seq", "100000")
    engine.state.add_containers(2000)
    for number in range(1000):
        engine.state.images.tag("busybox", f"v{number}", BUSYBOX)
    command = command.replace("IDS", " ".join([container.short_id] * 100))
    command = command.replace("ID", container.short_id)
    result = shell(docker15, f"docker15 {command} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}")
    assert (result.stdout, result.stderr) == (b"141\n", b"")


def test_a_socket_as_stdout(docker15: Docker15) -> None:
    ours, theirs = socket.socketpair()
    found = bytearray()

    def read() -> None:
        while data := ours.recv(65536):
            found.extend(data)

    reader = threading.Thread(target=read)
    reader.start()
    with ours, theirs:
        result = docker15("run", "busybox", "seq", "300000", stdout=theirs)
        theirs.close()
        reader.join(10)
    assert found == b"".join(b"%d\n" % number for number in range(1, 300_001))
    assert result.exit_status == 0


@pytest.mark.parametrize("blocking", [True, False])
def test_stdout_stays_blocking_or_not(docker15: Docker15, blocking: bool) -> None:
    """O_NONBLOCK belongs to the open file, which others share, and mustn't cause lost data."""
    reader, writer = os.pipe()
    os.set_blocking(writer, blocking)
    seen = []
    with docker15.start("run", "busybox", "sh", "-c", "seq 100000", stdout=writer) as process:
        found = b""
        while len(found) < 588895:  # what `seq 100000` writes
            seen.append(os.get_blocking(writer))
            found += os.read(reader, 4096)
        result = process.result()
    assert (set(seen), os.get_blocking(writer)) == ({blocking}, blocking)
    os.close(reader)
    os.close(writer)
    assert found == b"".join(b"%d\n" % number for number in range(1, 100_001))
    assert (result.exit_status, result.stderr) == (0, b"")


def test_stdin_stays_blocking_or_not(docker15: Docker15) -> None:
    reader, writer = os.pipe()
    with docker15.start("run", "-i", "busybox", "cat", stdin=reader) as process:
        os.write(writer, b"typed\n")
        process.wait_for(b"typed")
        assert os.get_blocking(reader)
        os.close(writer)
        assert process.result().exit_status == 0
    os.close(reader)


# --- signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_the_first_signal_stops_the_container(
    docker15: Docker15, engine: Engine, number: signal.Signals
) -> None:
    with docker15.start("run", "busybox", *STOPPABLE) as process:
        process.wait_for(b"ready")
        process.send_signal(number)
        result = process.result()
    assert (result.stdout, result.stderr, result.exit_status) == (b"ready\nbye\n", b"", 3)
    assert any(line.endswith("/stop?t=4") for line in engine.requests.lines)


def test_a_signal_is_not_the_containers_without_sig_proxy(
    docker15: Docker15, engine: Engine
) -> None:
    for spelling in ("-sig-proxy=false", "--sig-proxy=0"):
        with docker15.start("run", spelling, "busybox", *STOPPABLE) as process:
            process.wait_for(b"ready")
            process.send_signal(signal.SIGTERM)
            assert process.result().exit_status == 143
    assert all(container.running for container in engine.state.containers)


def test_an_ignored_signal_stays_ignored(docker15: Docker15, engine: Engine) -> None:
    """As `nohup` intends."""
    container = running(engine, "cat", open_stdin=True)
    script = f"trap '' HUP; docker15 wait {container.short_id}"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(shell, docker15, script + " & kill -HUP $!; wait $!")
        await_request(engine, "/wait")
        container.kill()
        result = waiting.result()
    assert (result.stdout, result.exit_status) == (b"137\n", 0)
