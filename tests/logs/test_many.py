"""`docker15 logs` of many containers, on 1.5 and on today's engines."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.docker15 import Docker15, Process, Result
from tests.fake_containers import ended
from tests.fake_engine import Engine
from tests.fake_engine.faults import Answer, CloseAfter, Stall, refusal
from tests.pty import Terminal
from tests.real_engines.servers import until

pytestmark = pytest.mark.timeout(90)
DEAD = "unix:///nosuch/engine.sock"
# Prints a message when it is stopped.
TALKER = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"


class Fleet:
    """Today's engines, and docker15 for all of them, or for one."""

    def __init__(self, home: Path, engines: list[Engine]) -> None:
        self.engines = engines
        self.docker15 = Docker15(home)

    def hosts(self) -> list[str]:
        return [word for engine in self.engines for word in ("-H", engine.url)]

    def __call__(self, *args: str, **more: Any) -> Result:
        return self.docker15(*self.hosts(), *args, **more)

    def start(self, *args: str, **more: Any) -> Process:
        return self.docker15.start(*self.hosts(), *args, **more)

    def on(self, engine: Engine, *args: str) -> Result:
        result = self.docker15(*args, host=engine.url)
        assert result.exit_status == 0, result
        return result

    def ended(self, engine: Engine, name: str, script: str, *options: str) -> None:
        self.run(engine, name, script, *options)
        self.on(engine, "wait", name)

    def run(self, engine: Engine, name: str, script: str, *options: str) -> None:
        self.on(engine, "run", "-d", "--name", name, *options, "busybox", "sh", "-c", script)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Fleet]:
    with Engine(api="1.52") as engine:
        yield Fleet(tmp_path, [engine])


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        yield Fleet(tmp_path, [stack.enter_context(Engine(api="1.52")) for _ in range(2)])


# --- what there is already


def test_in_the_order_of_the_engines_clocks(two: Fleet) -> None:
    """`b` writes its line between those of `a`, on another host."""
    first, second = two.engines
    two.run(
        first, "aa", "trap 'echo 3; echo 4 >&2; exit' TERM; echo 1; while sleep 0.1; do :; done"
    )
    assert until(lambda: two.on(first, "logs", "aa").lines == ["1"], 30)
    two.ended(second, "bb", "echo 2")
    two.on(first, "stop", "aa")
    result = two("logs", "aa", "bb")
    a, b = f"{first.url}: aa", f"{second.url}: bb"
    assert result.lines == [f"{a}: 1", f"{b}: 2", f"{a}: 3"]
    assert result.stderr.decode() == f"{a}: 4\n"
    assert result.exit_status == 0


def test_prefixes(one: Fleet, two: Fleet) -> None:
    for engine in (one.engines[0], two.engines[1]):
        one.ended(engine, "web", "echo hi")
        one.ended(engine, "db", "echo ho")
    assert one("logs", "web").lines == ["hi"]
    assert one("logs", "web", "web").lines == ["hi"]
    assert one("logs", "web", "db").lines == ["web: hi", "db: ho"]
    assert one("logs", "--filter", "name=web").lines == ["web: hi"]
    url = two.engines[1].url
    assert two("logs", "web").lines == [f"{url}: hi"]
    assert two("logs", "db", "web").lines == [f"{url}: web: hi", f"{url}: db: ho"]
    by_state = two("logs", "--filter", "status=exited")
    assert by_state.lines == [f"{url}: web: hi", f"{url}: db: ho"]


def test_options(one: Fleet) -> None:
    (engine,) = one.engines
    one.ended(engine, "aa", "seq 3; sleep 0.1; echo 4")
    one.ended(engine, "bb", "seq 100")
    assert one("logs", "--tail", "1", "aa", "bb").lines == ["aa: 4", "bb: 100"]
    assert one("logs", "--tail", "70", "aa", "bb").lines == [
        *(f"aa: {number}" for number in range(1, 5)),
        *(f"bb: {number}" for number in range(31, 101)),
    ]
    assert one("logs", "--tail", "0", "aa", "bb").lines == []
    assert one("logs", "--since", "2100000000", "aa", "bb").lines == []
    assert one("logs", "--until", "1000000000", "aa", "bb").lines == []
    stamped = one("logs", "-t", "--tail", "1", "aa", "bb").lines
    for line, expected in zip(stamped, ("aa: 4", "bb: 100"), strict=True):
        name, number = expected.split(": ")
        assert re.fullmatch(rf"{name}: \d{{4}}-\d\d-\d\dT[\d:.]+Z {number}", line)


def test_lines_are_not_broken(one: Fleet) -> None:
    (engine,) = one.engines
    script = "yes x | tr -d '\\n' | head -c 40000; echo; printf 'no end'"
    one.ended(engine, "aa", script)
    one.ended(engine, "bb", "printf 'b\\r\\n\\001\\033[5m\\n'", "-t")
    result = one("logs", "aa", "bb")
    assert result.stdout == b"".join(
        (b"aa: " + b"x" * 40000 + b"\n", b"aa: no end\n", b"bb: b\r\r\n", b"bb: \x01\x1b[5m\r\n")
    )


def test_a_missing_container(one: Fleet, two: Fleet) -> None:
    one.ended(one.engines[0], "aa", "echo hi")
    result = one("logs", "nosuch", "aa")
    assert (result.lines, result.exit_status) == (["aa: hi"], 1)
    assert result.error == "No such container: nosuch"
    two.ended(two.engines[0], "aa", "echo hi")
    result = two("logs", "nosuch", "aa")
    assert (result.lines, result.exit_status) == ([f"{two.engines[0].url}: aa: hi"], 1)
    assert result.error == "No such container: nosuch (on none of 2 engines)"


def test_a_dead_engine_is_one_line(two: Fleet) -> None:
    first, second = two.engines
    two.ended(first, "aa", "echo hi")
    two.ended(second, "aa", "echo ho")
    result = two.docker15("-H", DEAD, *two.hosts(), "logs", "aa")
    assert result.lines == [f"{first.url}: hi", f"{second.url}: ho"]
    assert result.error.startswith(f"can't connect to the engine at {DEAD}: ")
    assert result.exit_status == 1


def test_an_engine_that_dies_in_the_middle(two: Fleet) -> None:
    first, second = two.engines
    for engine in two.engines:
        two.ended(engine, "aa", "seq 1000")
    first.faults.arm(CloseAfter(2000, reset=True), "GET", "/logs$")
    result = two("logs", "aa")
    lines = [line for line in result.lines if line.startswith(second.url)]
    assert lines == [f"{second.url}: {number}" for number in range(1, 1001)]
    assert first.url in result.error
    assert result.exit_status == 1


def test_a_log_that_can_not_be_read(one: Fleet) -> None:
    (engine,) = one.engines
    one.ended(engine, "aa", "echo hi")
    one.ended(engine, "bb", "echo ho")
    engine.faults.arm(
        refusal(501, "configured logging driver does not support reading"), "GET", "/logs$"
    )
    result = one("logs", "aa", "bb")
    assert len(result.lines) == 1
    assert result.error.endswith(": configured logging driver does not support reading")
    assert result.exit_status == 1
    bad = b"HTTP/1.1 200 OK\r\n\r\n\x01\0\0\0\0\0\0\x05what\n"
    engine.faults.arm(Answer(bad), "GET", "/logs$", times=2)
    result = one("logs", "aa", "bb")
    assert all(
        "can't read the container's log" in line for line in result.stderr.decode().splitlines()
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("logs", "Missing argument 'CONTAINER'."),
        ("logs -f --tail 2", "Missing argument 'CONTAINER'."),
        (
            "logs c --filter label=x",
            "--filter takes the place of containers' names: leave one out",
        ),
        ("logs --filter label", "--filter takes KEY=VALUE: 'label'"),
        ("logs -F --until 5m c", "-F never ends: leave out --until, or use -f"),
        ("logs --tail x c d", "--tail takes a number of lines, or all: 'x'"),
    ],
)
def test_wrong_usage(two: Fleet, command: str, why: str) -> None:
    result = two(*command.split())
    assert result.stderr.decode().splitlines() == [
        f"Error: {why}",
        "See `docker15 logs --help`.",
    ]
    assert result.exit_status == 2
    assert all(engine.requests.connections == 0 for engine in two.engines)


def test_a_filter_that_nothing_matches(one: Fleet, two: Fleet) -> None:
    for fleet in (one, two):
        result = fleet("logs", "--filter", "label=x", "--filter", "label=y=z")
        assert result.stderr == b"no container matches --filter\n"
        assert result.exit_status == 0


# --- engines without timestamps


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Fleet]:
    """A 1.5 engine and one of today's."""
    with Engine() as engine, Engine(api="1.52") as modern:
        yield Fleet(tmp_path, [engine, modern])


def test_an_engine_without_times_comes_first(old: Fleet) -> None:
    native, modern = old.engines
    old.ended(modern, "aa", "seq 2")
    made = [old.on(native, "run", "-d", "busybox", "seq", number).line for number in ("2", "3")]
    for container in made:
        old.on(native, "wait", container)
    result = old("logs", "aa", *made)
    assert result.lines == [
        *(f"{native.url}: {made[0]}: {number}" for number in range(1, 3)),
        *(f"{native.url}: {made[1]}: {number}" for number in range(1, 4)),
        *(f"{modern.url}: aa: {number}" for number in range(1, 3)),
    ]
    tail = old("logs", "--tail", "1", *made)
    assert tail.lines == [f"{native.url}: {made[0]}: 2", f"{native.url}: {made[1]}: 3"]


def test_they_are_followed_too(old: Fleet) -> None:
    native, modern = old.engines
    made = old.on(native, "run", "-d", "busybox", "sh", "-c", TALKER).line
    old.run(modern, "aa", TALKER)
    with old.start("logs", "-f", "aa", made) as process:
        process.wait_for(f"{native.url}: {made}: ready\n".encode())
        process.wait_for(f"{modern.url}: aa: ready\n".encode())
        old.on(native, "stop", made)
        process.wait_for(f"{native.url}: {made}: bye\n".encode())
        old.on(modern, "stop", "aa")
        result = process.result()
    assert result.lines[-1] == f"{modern.url}: aa: bye"
    assert (len(result.lines), result.exit_status, result.stderr) == (4, 0, b"")


@pytest.mark.parametrize(
    ("option", "what", "version"),
    [
        ("-F", "logs --follow-name", "1.11"),
        ("-t", "logs --timestamps", "1.11"),
        ("--since=10m", "logs --since", "1.19"),
        ("--filter=label=x", "--filter", "1.12"),
    ],
)
def test_an_option_that_it_lacks_is_one_line(
    old: Fleet, option: str, what: str, version: str
) -> None:
    native, modern = old.engines
    old.ended(modern, "aa", "echo hi", "-l", "x")
    argv = ["logs", option, *([] if "filter" in option else ["aa"])]
    with old.start(*argv) as process:
        process.wait_for(b"hi\n")
        if option == "-F":
            process.send_signal(signal.SIGINT)
        result = process.result()
    text = f"{what} needs API {version} or later; this engine speaks 1.5"
    assert result.error == f"{native.url}: {text}"
    assert result.exit_status == (130 if option == "-F" else 1)


# --- new output


def test_each_until_it_ends(two: Fleet) -> None:
    for engine in two.engines:
        two.run(engine, "aa", TALKER)
    first, second = two.engines
    with two.start("logs", "-f", "--tail", "1", "aa") as process:
        for engine in two.engines:
            process.wait_for(f"{engine.url}: ready\n".encode())
        two.on(first, "stop", "aa")
        process.wait_for(f"{first.url}: bye\n".encode())
        two.on(second, "stop", "aa")
        result = process.result()
    assert sorted(result.lines) == sorted(
        f"{engine.url}: {text}" for engine in two.engines for text in ("ready", "bye")
    )
    assert (result.exit_status, result.stderr) == (0, b"")


def test_a_slow_engine_does_not_hold_up_others(two: Fleet) -> None:
    first, second = two.engines
    for engine in two.engines:
        two.run(engine, "aa", TALKER)
    first.faults.arm(Stall(), "GET", "/logs$", times=None)
    with two.start("logs", "-f", "aa") as process:
        process.wait_for(f"{second.url}: ready\n".encode())
        process.send_signal(signal.SIGINT)
        assert process.result().exit_status == 130


@pytest.mark.parametrize("options", [["-f"], ["-F"], ["-f", "--filter", "name=a"]])
def test_a_signal_ends_it_at_once(two: Fleet, options: list[str]) -> None:
    two.run(two.engines[0], "aa", TALKER)
    names = [] if "--filter" in options else ["aa", "bb"]
    with two.start("logs", *options, *names) as process:
        process.wait_for(b": aa: ready\n")
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.result().exit_status == 143
    assert time.monotonic() - begin < 10  # the followed log would never end


@pytest.mark.parametrize("follow", [[], ["-f"], ["-F"]])
def test_a_broken_pipe_ends_quietly(two: Fleet, follow: list[str]) -> None:
    for engine in two.engines:
        two.run(engine, "aa", "seq 20000; exec sleep 600")
    result = two("logs", *follow, "aa", read=1000)
    assert (result.exit_status, result.stderr) == (141, b"")


def test_a_broken_pipe_ends_it_although_nothing_comes(two: Fleet) -> None:
    for engine in two.engines:
        two.run(engine, "aa", "echo hi; exec sleep 600")
    result = two("logs", "-F", "aa", read=len(f"{two.engines[0].url}: hi\n"))
    assert (len(result.lines), result.exit_status, result.stderr) == (1, 141, b"")


# --- -F


def test_over_restarts(one: Fleet) -> None:
    (engine,) = one.engines
    one.run(engine, "aa", TALKER)
    with one.start("logs", "-F", "aa") as process:
        for count in range(1, 4):
            process.wait_for(b"ready\nbye\n" * (count - 1) + b"ready\n")
            one.on(engine, "restart", "aa")
        process.wait_for(b"ready\nbye\n" * 3 + b"ready\n")  # else its trap may not be set
        one.on(engine, "stop", "aa")
        assert until(lambda: process.stdout.count(b"bye\n") == 4, 30)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.lines == ["ready", "bye"] * 4
    assert result.stderr == b""


def test_another_container_of_the_same_name(one: Fleet) -> None:
    (engine,) = one.engines
    one.run(engine, "aa", "echo first; exec sleep 600")
    identifier = one.on(engine, "ps", "-q").line
    one.run(engine, "bb", "echo beside; exec sleep 600")
    with one.start("logs", "-F", "--tail", "1", identifier, "bb") as process:
        process.wait_for(b": beside\n")
        for text in ("second", "third"):
            one.on(engine, "rm", "-f", "aa")
            one.run(engine, "aa", f"echo new; echo {text}; exec sleep 600")
            process.wait_for(f": {text}\n".encode())
        one.on(engine, "stop", "-t", "0", "aa")
        one.on(engine, "rename", "aa", "old")
        one.run(engine, "aa", "echo fourth; exec sleep 600")
        process.wait_for(b"fourth\n")
        process.send_signal(signal.SIGINT)
        result = process.result()
    texts = [line.partition(": ")[2] for line in result.lines if line.startswith(identifier)]
    assert texts == ["first", "new", "second", "new", "third", "fourth"]
    assert result.stderr == b""


def test_a_container_that_does_not_exist_yet(two: Fleet) -> None:
    first, second = two.engines
    two.run(second, "bb", "echo beside; exec sleep 600", "--wait=log:beside")
    with two.start("logs", "-F", "--tail", "0", "aa", "bb") as process:
        process.wait_for(b"No such container: aa (on none of 2 engines)\n", "stderr")
        two.run(first, "aa", "echo hi; exec sleep 600")
        process.wait_for(f"{first.url}: aa: hi\n".encode())
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.lines == [f"{first.url}: aa: hi"]


def test_containers_that_match_later(one: Fleet) -> None:
    (engine,) = one.engines
    with one.start("logs", "-F", "--filter", "label=role=web") as process:
        for name in ("aa", "bb"):
            one.run(engine, name, f"echo {name}; exec sleep 600", "-l", "role=web")
            process.wait_for(f"{name}: {name}\n".encode())
        one.on(engine, "rename", "aa", "cc")
        one.on(engine, "rm", "-f", "bb")
        one.run(engine, "bb", "echo again; exec sleep 600", "-l", "role=web")
        process.wait_for(b"bb: again\n")
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.lines == ["aa: aa", "bb: bb", "bb: again"]
    assert result.stderr == b""


def counted(process: Process) -> list[int]:
    return [int(line) for line in process.stdout.decode().split("\n")[:-1]]


def test_over_lost_connections(one: Fleet) -> None:
    """No line is lost or repeated, although many have the same time."""
    (engine,) = one.engines
    one.run(engine, "aa", "for n in $(seq 400); do echo $n; sleep 0.005; done; exec sleep 600")
    with one.start("logs", "-F", "aa") as process:
        for number in range(8):
            before = len(counted(process))
            assert until(lambda count=before: len(counted(process)) > count, 30)  # type: ignore[misc]
            engine.drop_connections(reset=number % 2 == 0)
        assert until(lambda: counted(process)[-1:] == [400], 60)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.lines == [str(number) for number in range(1, 401)]
    assert result.stderr == b""  # nothing is lost


def test_a_host_that_comes_back(two: Fleet, tmp_path: Path) -> None:
    """It is down when docker15 starts, comes up, dies, and comes back."""
    socket = tmp_path / "late.sock"
    two.run(two.engines[0], "aa", "echo beside; exec sleep 600")
    hosts = ["-H", f"unix://{socket}", "-H", two.engines[0].url]
    with two.docker15.start(*hosts, "logs", "-F", "aa") as process:
        process.wait_for(b"beside\n")
        for text in ("first", "second"):
            process.wait_for(b"again\nError: can't connect"[6 * (text == "first") :], "stderr")
            with Engine(socket, api="1.52") as engine:
                two.run(engine, "aa", f"echo {text}; exec sleep 600")
                process.wait_for(f"{socket}: {text}\n".encode())
            socket.unlink(missing_ok=True)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert len(result.lines) == 3
    errors = result.stderr.decode().splitlines()
    assert [line for line in errors if not line.startswith("Error: can't connect")] == [
        f"unix://{socket} answers again"
    ] * 2


def test_an_engine_that_refuses_for_a_while(one: Fleet) -> None:
    (engine,) = one.engines
    one.run(engine, "aa", "echo hi; exec sleep 600")
    engine.faults.arm(refusal(500, "busy"), "GET", "/logs$", times=3)
    with one.start("logs", "-F", "aa") as process:
        process.wait_for(b"hi\n", timeout=30)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.error == "aa: busy"


# --- on a terminal


def test_colours_and_control_characters(one: Fleet) -> None:
    (engine,) = one.engines
    one.ended(engine, "aa", "printf '\\033[31mred\\033[2J\\rbb: fake\\n'")
    one.ended(engine, "bb", "echo plain")
    with Terminal(one.docker15, *one.hosts(), "logs", "aa", "bb") as terminal:
        out = terminal.wait_for(b"plain\r\n")
        assert terminal.exit_status() == 0
    assert b"\x1b[31mred[2J bb: fake\x1b[0m" in out
    assert re.search(rb"\x1b\[\d+maa: \x1b\[0m\x1b\[31mred", out)
    assert re.search(rb"\x1b\[\d+mbb: \x1b\[0m", out)
    assert b"\x1b[2J" not in out


# --- resources


def test_fifty_hosts_in_constant_memory(tmp_path: Path) -> None:
    """Their lines are read no faster than our output is read."""
    with ExitStack() as stack:
        engines = [stack.enter_context(Engine(api="1.52")) for _ in range(50)]
        for engine in engines:
            ended(engine, "sh", "-c", "yes $(seq 20) | head -c 500000")
        fleet, argv = Fleet(tmp_path, engines), ("logs", "--filter", "status=exited")
        small = fleet(*argv, "--tail", "1", measured=True)
        assert len(small.lines) == len(engines)
        large = fleet(*argv, measured=True, timeout=80)
    assert len(large.stdout) > 50 * 500000
    assert large.peak_memory - small.peak_memory < 25 * 10**6
