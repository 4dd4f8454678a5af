"""What docker15 reports about a container can be trusted, on any engine, over any connection.

That is every byte and the right status, or a line on stderr and a status other than 0. The T
numbers are those of the bugs after which the tests were written.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15, Process, held_open
from tests.fake_engine import Engine
from tests.pty import Terminal
from tests.real_engines.conftest import emptied
from tests.real_engines.servers import until
from tests.relay import Cut, Fault, FaultyRelay, Hold, Reset, Stall

pytestmark = pytest.mark.timeout(120)

LINES = "".join(f"{number}\n" for number in range(1, 20_001)).encode()
# More than the sockets in between hold: the engine is still sending it when the container ends.
LONG = "".join(f"{number}\n" for number in range(1, 80_001)).encode()
ON_TTY = LINES.replace(b"\n", b"\r\n")
COUNT = ["busybox", "seq", "1", "20000"]
# Little more than what comes before the silence, as a process that can't write would not end.
COUNT_A_LITTLE = ["busybox", "seq", "1", "4500"]
# It starts once stdin has a line, so that the stream is there first.
COUNT_LATER = ["sh", "-c", "read line; seq 1 20000"]
# Input for a process that has ended may make Podman spoil its output, so this one reads its stdin
# to the end.
COUNT_THEN_READ = ["sh", "-c", "read line; seq 1 20000; cat"]
# All streams except a 1.5 log, which is read by an attach, too.
STREAMS = r"/attach\S*stream=1|/exec/\S+/start|/logs\S*follow=1"
LEFT_OPEN = 3.0  # seconds; longer than any silence that docker15 waits for


@pytest.fixture(params=["native", "modern", "podman", "dockerd"])
def direct(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with each engine in turn, and nothing in between."""
    with ExitStack() as stack:
        if request.param in ("native", "modern"):
            api = "" if request.param == "native" else "1.52"
            url = stack.enter_context(Engine(api=api)).url
        else:
            url = request.getfixturevalue(request.param).url
        yield stack.enter_context(emptied(Docker15(tmp_path, url)))


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["direct"])


def through(stack: ExitStack, direct: Docker15, fault: Fault, match: str = STREAMS) -> FaultyRelay:
    return stack.enter_context(FaultyRelay(direct.host, fault, match=match))


def until_it_ends(process: Process, number: signal.Signals) -> None:
    """Send it the signal until it ends."""

    def ends() -> bool:
        process.deliver(number)
        return process.has_ended

    assert until(ends, 20)


def has_exec(direct: Docker15) -> bool:
    return direct("version", "--format", "{{.Server.APIVersion}}").stdout != b"1.5\n"


def left(direct: Docker15) -> list[str]:
    return direct("ps", "-a", "-q").lines


# --- T1: no silence is an end


def followers(direct: Docker15, logs: str) -> dict[str, tuple[list[str], bytes]]:
    """All commands that show output as it comes, by name, each with the output to expect."""
    shows = direct("create", *COUNT).line
    shows_on_tty = direct("create", "-t", *COUNT).line
    reads = direct("run", "-d", "-i", "busybox", *COUNT_LATER).line
    commands = {
        "run": (["run", *COUNT], LINES),
        "run -t": (["run", "-t", *COUNT], ON_TTY),
        "run -i": (["run", "-i", "busybox", *COUNT_LATER], LINES),
        "run -i -t": (["run", "-i", "-t", "busybox", *COUNT_THEN_READ], ON_TTY),
        "start -a": (["start", "-a", shows], LINES),
        "start -a of a Tty": (["start", "-a", shows_on_tty], ON_TTY),
        "attach": (["attach", reads], LINES),
        "logs -f": (["logs", "-f", logs], LONG),
    }
    if has_exec(direct):
        lives = direct("run", "-d", "busybox", "sleep", "600").line
        commands["exec"] = (["exec", lives, *COUNT[1:]], LINES)
        commands["exec -t"] = (["exec", "-t", lives, *COUNT[1:]], ON_TTY)
        commands["exec -i"] = (["exec", "-i", lives, *COUNT_LATER], LINES)
    return commands


def test_no_silence_is_an_end(direct: Docker15) -> None:
    logs = direct("run", "-d", "-i", "busybox", "sh", "-c", "seq 1 80000; read line").line
    with ExitStack() as stack:
        running: dict[str, tuple[Process, bytes]] = {}
        relays = {}
        for name, (args, expected) in followers(direct, logs).items():
            relay = relays[name] = through(stack, direct, Stall(LEFT_OPEN, after=20_000))
            # An engine may end an attach when its stdin ends.
            stdin = stack.enter_context(held_open(b"go\n")) if name == "attach" else b"go\n"
            process = direct.start(*args, host=relay.url, stdin=stdin)
            running[name] = stack.enter_context(process), expected
        assert relays["logs -f"].struck.wait(30)
        direct("attach", logs, stdin=b"go\n")  # let the followed container end now
        for name, (process, expected) in running.items():
            result = process.result(60)
            assert relays[name].struck.is_set(), name
            assert (result.exit_status, result.stderr) == (0, b""), name
            shown = result.stdout.removeprefix(b"go\r\n")  # the terminal's echo
            assert shown == expected, (name, len(shown))


def test_a_process_may_write_what_an_engine_would(direct: Docker15) -> None:
    """Podman's own messages are distinguished from it by what is running, and by the log."""
    words = "Error: write unixpacket @->/proc/self/fd/11/attach: write: broken pipe"
    shown = f"{words}\r\n".encode()
    assert direct("run", "-t", "busybox", "echo", words).stdout == shown
    script = f"echo '{words}'; read line; echo got $line"
    reader, writer = os.pipe()
    with os.fdopen(reader), os.fdopen(writer, "wb", buffering=0) as typist:
        args = ("run", "-i", "-t", "busybox", "sh", "-c", script)
        with direct.start(*args, stdin=reader) as process:
            process.wait_for(shown)  # it is still running
            typist.write(b"it\n")
            result = process.result()
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.stdout == shown + b"it\r\ngot it\r\n"


def test_ctrl_c_gets_out_of_a_silence(direct: Docker15) -> None:
    """If the container has ended, even the first Ctrl-C isn't for it."""
    with FaultyRelay(direct.host, Stall(None, after=20_000), match=STREAMS) as relay:
        args = ["run", "-cidfile", str(direct.home / "id"), *COUNT_A_LITTLE]
        with direct.start(*args, host=relay.url) as process:
            assert relay.struck.wait(20)
            direct("wait", (direct.home / "id").read_text())
            relay.wait_for("/wait")
            process.wait_for(b"\n1000\n")
            until_it_ends(process, signal.SIGINT)
            assert process.result(20).exit_status == 130


def test_the_terminal_is_the_users_again_in_a_silence(direct: Docker15) -> None:
    """If the container has ended, Ctrl-C, typed on its terminal, is for docker15."""
    with FaultyRelay(direct.host, Stall(None, after=20_000), match=STREAMS) as relay:
        args = ["-H", relay.url, "run", "-i", "-t", *COUNT_A_LITTLE]
        with Terminal(direct, *args) as terminal:
            terminal.until(lambda: terminal.is_raw)
            terminal.wait_for(b"\n1000\r\n")
            terminal.until(lambda: not terminal.is_raw)
            terminal.type(b"\x03")
            assert terminal.exit_status() == 130


# --- T2: a stream that is cut or reset


CUTS = [Cut(20_000), Reset(20_000)]


@pytest.mark.parametrize("fault", CUTS, ids=["cut", "reset"])
@pytest.mark.parametrize(
    "args",
    [
        ["run", *COUNT],
        ["run", "-t", *COUNT],
        ["run", "-i", "busybox", *COUNT_LATER],
        ["start", "-a"],
    ],
    ids=["run", "run -t", "run -i", "start -a"],
)
def test_what_was_cut_off_comes_from_the_log(
    direct: Docker15, args: list[str], fault: Fault
) -> None:
    if args[0] == "start":
        args = [*args, direct("create", *COUNT).line]
    with FaultyRelay(direct.host, fault, match=STREAMS) as relay:
        result = direct(*args, host=relay.url, stdin=b"go\n", timeout=60)
        assert relay.struck.is_set()
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.stdout == (ON_TTY if "-t" in args else LINES)


@pytest.mark.parametrize("fault", CUTS, ids=["cut", "reset"])
def test_a_second_run_whose_stream_is_cut(direct: Docker15, fault: Fault) -> None:
    """The log is of both runs, so nothing can be taken from it."""
    for code in (0, 3):
        script = f"seq 1 20000; exit {code}"
        container = direct("run", "-d", "busybox", "sh", "-c", script).line
        direct("wait", container)
        with FaultyRelay(direct.host, fault, match=STREAMS) as relay:
            result = direct("start", "-a", container, host=relay.url, timeout=60)
        what, _, where = result.error.rpartition(": ")  # in between, it may say how it was cut
        assert what.startswith(f"the end of the output of {container} is missing")
        assert where == f"docker15 logs {container} shows all of it"
        assert LINES.startswith(result.stdout)
        assert result.exit_status == (code or 1)


@pytest.mark.parametrize("fault", CUTS, ids=["cut", "reset"])
def test_an_attach_that_is_cut(direct: Docker15, fault: Fault) -> None:
    container = direct("run", "-d", "-i", "busybox", *COUNT_LATER).line
    with FaultyRelay(direct.host, fault, match=STREAMS) as relay, held_open(b"go\n") as stdin:
        result = direct("attach", container, host=relay.url, stdin=stdin, timeout=60)
    assert f"docker15 logs {container}" in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize("fault", CUTS, ids=["cut", "reset"])
def test_an_exec_that_is_cut(direct: Docker15, fault: Fault) -> None:
    if not has_exec(direct):
        pytest.skip("API 1.5 has no exec")
    container = direct("run", "-d", "busybox", "sleep", "600").line
    with FaultyRelay(direct.host, fault, match=STREAMS) as relay:
        result = direct("exec", container, *COUNT[1:], host=relay.url, timeout=60)
    assert "is missing" in result.error
    assert result.exit_status in (
        1,
        126,
    )  # dockerd's, if it couldn't pass on an exec's output


@pytest.mark.parametrize("fault", [Cut(200), Reset(200)], ids=["cut", "reset"])
def test_a_stream_that_ends_while_its_process_runs_is_no_detach(
    direct: Docker15, fault: Fault
) -> None:
    if not has_exec(direct):
        pytest.skip("API 1.5 has no exec")
    container = direct("run", "-d", "busybox", "sleep", "600").line
    script = "seq 1 1000; sleep 600"
    with FaultyRelay(direct.host, fault, match=STREAMS) as relay:
        result = direct("exec", "-i", container, "sh", "-c", script, host=relay.url, timeout=60)
    assert result.exit_status != 0
    assert b"Detached" not in result.stderr
    assert result.stderr


# --- T3: -rm, however docker15 ends


SIGNALS = ["INT", "TERM", "HUP", "QUIT", "INT INT", "TERM TERM"]


@pytest.mark.parametrize("request_", ["/create", "/attach", "/start", "DELETE"])
def test_nothing_is_left(direct: Docker15, request_: str) -> None:
    command = ["true"] if request_ == "DELETE" else ["sleep", "600"]
    running: dict[str, tuple[FaultyRelay, Process]] = {}
    with ExitStack() as stack:
        for names in SIGNALS:
            relay = through(stack, direct, Hold(None), request_)
            process = direct.start("run", "-rm", "busybox", *command, host=relay.url)
            running[names] = relay, stack.enter_context(process)
        for names, (relay, process) in running.items():
            assert relay.met.wait(30), names
            numbers = [signal.Signals[f"SIG{name}"] for name in names.split()]
            for number in numbers:
                process.deliver(number)
            relay.release()
            if request_ == "/start" and len(numbers) == 1:  # the container ignores it
                relay.wait_for("/(kill|stop)")
                process.send_signal(numbers[0])
            result = process.result(60)
            assert result.exit_status == 128 + numbers[0], names
            assert b"Traceback" not in result.stderr, names
    assert left(direct) == []


def test_a_third_signal_does_not_wait(direct: Docker15) -> None:
    with (
        FaultyRelay(direct.host, Hold(None), match="DELETE") as relay,
        direct.start("run", "-rm", "busybox", "true", host=relay.url) as process,
    ):
        assert relay.met.wait(20)
        for _ in range(2):
            process.deliver(signal.SIGTERM)
            assert not process.has_ended
        until_it_ends(process, signal.SIGTERM)
        result = process.result(20)
    (identifier,) = left(direct)
    assert result.error == f"{identifier} may not have been removed: interrupted"
    assert result.exit_status == 143


def test_a_create_whose_answer_is_lost(direct: Docker15) -> None:
    with FaultyRelay(direct.host, Cut(0), match="/create") as relay:
        result = direct("run", "-rm", "busybox", "true", host=relay.url)
    assert result.error.endswith("a container may have been created: see docker15 ps -a")
    assert result.exit_status == 125


# --- T4: a signal during the start


TRAPPING = ["busybox", "sh", "-c", "trap 'echo bye; exit 4' TERM; while sleep 0.1; do :; done"]


def test_a_signal_during_the_start_is_the_containers(direct: Docker15) -> None:
    def ends() -> bool:
        """A first process ignores a signal before its `trap`, so it gets another one."""
        direct("kill", "-s", "TERM", *left(direct))
        return process.has_ended

    with (
        FaultyRelay(direct.host, Hold(None), match="/start") as relay,
        direct.start("run", *TRAPPING, host=relay.url) as process,
    ):
        assert relay.met.wait(20)
        process.deliver(signal.SIGTERM)
        assert not process.has_ended
        relay.release()
        relay.wait_for(r"/(kill|stop)\?", 30)
        until(ends, 60)
        result = process.result()
    (status,) = direct("wait", *left(direct)).lines
    assert result.exit_status == int(status)


def test_a_signal_during_the_start_on_a_terminal(direct: Docker15) -> None:
    """As with a running one, docker15 ends, and the container is left."""
    with (
        FaultyRelay(direct.host, Hold(None), match="/start") as relay,
        Terminal(direct, "-H", relay.url, "run", "-i", "-t", "busybox", "sh") as terminal,
    ):
        assert relay.met.wait(20)
        terminal.send_signal(signal.SIGTERM)
        relay.release()
        assert terminal.exit_status() == 143
    assert len(direct("ps", "-q").lines) == 1


def test_a_second_signal_does_not_wait_for_the_start(direct: Docker15) -> None:
    with (
        FaultyRelay(direct.host, Hold(None), match="/start") as relay,
        direct.start("run", *TRAPPING, host=relay.url) as process,
    ):
        assert relay.met.wait(20)
        for _ in range(2):
            process.deliver(signal.SIGTERM)
        result = process.result(20)
        (identifier,) = left(direct)
    assert result.stderr.decode() == f"{identifier} may still start\n"
    assert result.exit_status == 143


def test_a_signal_during_the_create(direct: Docker15) -> None:
    with (
        FaultyRelay(direct.host, Hold(0.5), match="/create") as relay,
        direct.start("run", "busybox", "true", host=relay.url) as process,
    ):
        assert relay.met.wait(20)
        process.deliver(signal.SIGINT)
        result = process.result(20)
    (identifier,) = left(direct)
    assert result.stderr.decode() == f"{identifier} was created, but not started\n"
    assert result.exit_status == 130


def test_a_signal_during_docker15_create(direct: Docker15) -> None:
    with (
        FaultyRelay(direct.host, Hold(0.5), match="/create") as relay,
        direct.start("create", "busybox", "true", host=relay.url) as process,
    ):
        assert relay.met.wait(20)
        process.deliver(signal.SIGINT)
        result = process.result(20)
    assert (result.exit_status, result.lines) == (130, left(direct))


def test_a_start_whose_answer_is_lost(direct: Docker15) -> None:
    with FaultyRelay(direct.host, Cut(0), match="/start") as relay:
        result = direct("run", "busybox", "true", host=relay.url)
    (identifier,) = left(direct)
    assert result.error.endswith(f"; {identifier} may have been started")
    assert result.exit_status == 125


# --- T5: what fails in the background


def test_the_id_of_what_failed_to_start(direct: Docker15, engine_name: str) -> None:
    if engine_name == "native":  # which accepts any command
        with FaultyRelay(direct.host, Cut(0), match="/start") as relay:
            result = direct("run", "-d", "busybox", "true", host=relay.url)
        (identifier,) = left(direct)
        assert (result.stdout, result.exit_status) == (b"", 125)
        assert result.error.startswith(f"{identifier}: ")
        return
    result = direct("run", "-d", "busybox", "/nosuch")
    assert (result.exit_status, result.lines) == (127, left(direct))
    assert "/nosuch" in result.error
    result = direct("run", "-d", "-rm", "busybox", "/nosuch")
    assert result.exit_status == 127
    assert len(left(direct)) == 1


# --- T7: a log that is followed


def test_a_log_that_has_ended_is_not_followed(direct: Docker15) -> None:
    container = direct("run", "-d", *COUNT).line
    direct("wait", container)
    with FaultyRelay(direct.host) as relay:
        assert direct("logs", "-f", container, host=relay.url).stdout == LINES
        assert not any("follow=1" in line for line in relay.requests)


def test_each_line_of_a_followed_log_comes_once(direct: Docker15) -> None:
    """Even if several clients follow it, from different lines on."""
    followed: dict[str, list[str]] = {
        "all": [], "5": ["--tail", "5"], "0": ["--tail", "0"], "100000": ["--tail", "100000"],
    }  # fmt: skip
    script = "seq 1 10; read line; seq 11 30000 | head -n 19990; sleep 1; seq 1 30000 >&2"
    container = direct("run", "-d", "-i", "busybox", "sh", "-c", script).line
    assert until(lambda: len(direct("logs", container).lines) == 10, 20)
    with ExitStack() as stack:
        processes = {
            tail: stack.enter_context(direct.start("logs", "-f", *options, container))
            for tail, options in followed.items()
        }
        for tail, process in processes.items():
            if tail != "0":
                process.wait_for(b"10\n")
        direct("attach", container, stdin=b"go\n")
        results = {tail: process.result(60) for tail, process in processes.items()}
    written = [str(number) for number in range(1, 20_001)]
    errors = [str(number) for number in range(1, 30_001)]
    for tail, result in results.items():
        assert result.exit_status == 0
        shown = sorted([*result.lines, *result.stderr.decode().splitlines()], key=int)
        if tail == "0":  # it may only begin to follow after everything was written
            assert set(shown) <= {*written, *errors}
        else:
            skipped = 5 if tail == "5" else 0
            assert shown == sorted([*written[skipped:], *errors], key=int), tail


# --- T8: the end of a stdin that is not a terminal


@pytest.mark.parametrize(
    ("stdin", "command", "shown", "status"),
    [
        (b"", ["sh"], b"", 0),
        (b"hi\n", ["cat"], b"hi\r\nhi\r\n", 0),
        (b"hi", ["cat"], b"hihi", 0),
        (b"exit 7\n", ["sh"], b"exit 7\r\n", 7),
        (b"echo yes\nexit 7", ["sh"], b"yes\r\n", 7),
    ],
)
def test_the_end_of_stdin_is_typed_as_ctrl_d(
    direct: Docker15, stdin: bytes, command: list[str], shown: bytes, status: int
) -> None:
    result = direct("run", "-rm", "-i", "-t", "busybox", *command, stdin=stdin)
    assert (result.exit_status, result.stderr) == (status, b"")
    assert shown in result.stdout
    container = direct("create", "-i", "-t", "busybox", *command).line
    result = direct("start", "-a", "-i", container, stdin=stdin)
    assert (result.exit_status, result.stderr) == (status, b"")
    if has_exec(direct):
        lives = direct("run", "-d", "busybox", "sleep", "600").line
        result = direct("exec", "-i", "-t", lives, *command, stdin=stdin)
        assert (result.exit_status, result.stderr) == (status, b"")


def test_an_attach_that_only_watches_does_not_end_the_shell(direct: Docker15) -> None:
    """The end of an attach's stdin is not typed: others may still use it."""
    container = direct("run", "-d", "-i", "-t", "busybox", "sh").line
    with (
        FaultyRelay(direct.host) as relay,
        direct.start("attach", container, stdin=b"", host=relay.url) as onlooker,
        held_open(b"echo yes\n") as open_,
    ):
        relay.wait_for("/attach")
        with direct.start("attach", container, stdin=open_) as typing:
            typing.wait_for(b"yes\r\n")
            onlooker.wait_for(b"yes\r\n")
            state = json.loads(direct("inspect", container).stdout)[0]["State"]
            assert state["Running"]
            assert direct("attach", container, stdin=b"exit 5\n").exit_status == 5
            assert typing.result(30).exit_status == 5
        assert onlooker.result(30).exit_status == 5
