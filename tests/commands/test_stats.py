"""`docker15 stats`: docker's arithmetic, the screen, and containers that come and go."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from docker15_cli.contract.shapes import Stats
from docker15_cli.usage.figures import Processor, figures
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.fake_engine.faults import Stall
from tests.pty import Child, Terminal
from tests.real_engines.servers import until

ENTER, LEAVE = b"\033[?1049h\033[?25l", b"\033[?25h\033[?1049l"
TITLES = "CONTAINER ID NAME CPU % MEM USAGE / LIMIT MEM % NET I/O BLOCK I/O PIDS"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(api="1.52") as running:
        yield running


@pytest.fixture
def docker15(engine: Engine, tmp_path: Path) -> Docker15:
    return Docker15(tmp_path, engine.url)


def run(docker15: Docker15, name: str) -> str:
    return docker15("run", "-d", "--name", name, "busybox", "sleep", "60").line


# --- arithmetic


def test_cgroup_v1() -> None:
    """As answered by dockerd 20.10."""
    sample: Stats = {
        "cpu_stats": {
            "cpu_usage": {"total_usage": 3000, "percpu_usage": [1000, 2000]},
            "system_cpu_usage": 80_000,
        },
        "precpu_stats": {"cpu_usage": {"total_usage": 1000}, "system_cpu_usage": 40_000},
        "memory_stats": {
            "usage": 1000,
            "limit": 4000,
            "stats": {"total_inactive_file": 200, "inactive_file": 50},
        },
        "blkio_stats": {
            "io_service_bytes_recursive": [
                {"op": "Read", "value": 10},
                {"op": "Write", "value": 20},
                {"op": "Total", "value": 30},
                {"op": "Read", "value": 1},
            ]
        },
        "networks": {"eth0": {"rx_bytes": 5, "tx_bytes": 6}, "eth1": {"rx_bytes": 1}},
        "pids_stats": {"current": 3},
    }
    found = figures(sample, None)
    assert tuple(found) == (10.0, 800, 4000, 6, 6, 11, 20, 3)
    assert found.memory_share == 20.0
    assert figures(sample, Processor(2000, 60_000)).cpu == 10.0
    assert figures(sample, Processor(3000, 80_000)).cpu == 0.0
    assert figures(sample, Processor(9000, 90_000)).cpu == 0.0


def test_cgroup_v2() -> None:
    sample: Stats = {
        "cpu_stats": {
            "cpu_usage": {"total_usage": 500},
            "system_cpu_usage": 1000,
            "online_cpus": 4,
        },
        "precpu_stats": {"cpu_usage": {"total_usage": 0}, "system_cpu_usage": 0},
        "memory_stats": {"usage": 1000, "stats": {"inactive_file": 1000}},
        "blkio_stats": {"io_service_bytes_recursive": None},
    }
    found = figures(sample, None)
    assert (found.cpu, found.memory, found.limit, found.memory_share) == (None, 1000, 0, 0.0)
    assert figures(sample, Processor(0, 500)).cpu == 400.0


def test_a_stopped_container_uses_nothing() -> None:
    assert figures({}, None) == (0.0, 0, 0, 0, 0, 0, 0, 0)
    old: Stats = {"network": {"rx_bytes": 7, "tx_bytes": 8}}
    assert figures(old, None)[3:5] == (7, 8)


# --- once


def test_once(docker15: Docker15) -> None:
    container = run(docker15, "web")
    title, row = docker15("stats", "--no-stream").lines
    assert " ".join(title.split()) == TITLES
    assert row.split() == [
        *(container, "web", "50.00%", "2MiB", "/", "8GiB", "0.02%"),
        *("2kB", "/", "1kB", "8.19kB", "/", "24.6kB", "2"),
    ]


def test_docker_s_row(docker15: Docker15) -> None:
    container = run(docker15, "web")
    row = json.loads(docker15("stats", "--no-stream", "--format", "json", "web").line)
    assert row == {
        "BlockIO": "8.19kB / 24.6kB",
        "CPUPerc": "50.00%",
        "Container": "web",
        "ID": container,
        "MemPerc": "0.02%",
        "MemUsage": "2MiB / 8GiB",
        "Name": "web",
        "NetIO": "2kB / 1kB",
        "PIDs": "2",
    }
    sample = json.loads(docker15("stats", "--no-stream", "--format", "api", "web").line)
    assert {"cpu_stats", "memory_stats"} <= sample.keys()
    found = docker15("stats", "--no-stream", "--no-trunc", "--format", "{{.ID}} {{.CPUPerc}}")
    assert found.line == f"{docker15('inspect', '-f', '{{.Id}}', 'web').line} 50.00%"


def test_which_containers(docker15: Docker15) -> None:
    for name in ("one", "two"):
        run(docker15, name)
    docker15("create", "--name", "made", "busybox", "true")

    def names(*words: str) -> list[str]:
        return docker15("stats", "--no-stream", "--format", "{{.Name}}", *words).lines

    assert names() == ["two", "one"]
    assert names("--sort", "name") == ["one", "two"]
    assert names("-a", "--sort", "cpu") == ["one", "two", "made"]
    assert names("-a", "--sort", "mem") == ["one", "two", "made"]
    assert names("one", "made", "one") == ["one", "made"]
    docker15("kill", "one", "two")
    assert docker15("stats", "--no-stream").lines[1:] == []


def test_before_1_19_there_are_only_streams(tmp_path: Path) -> None:
    with Engine(api="1.52", minimum="1.17") as engine:
        old = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": "1.17"})
        run(old, "web")
        run(old, "other")
        found = old("stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}}")
        assert found.lines == ["other 50.00%", "web 50.00%"]


def test_a_missing_container(docker15: Docker15) -> None:
    run(docker15, "web")
    result = docker15("stats", "--no-stream", "--format", "{{.Name}}", "nosuch", "web")
    assert (result.exit_status, result.lines) == (1, ["web"])
    assert result.error == "No such container: nosuch"
    for words in (("--no-stream",), ()):
        alone = docker15("stats", *words, "nosuch")
        assert (alone.exit_status, alone.stdout) == (1, b"")


def test_refusals(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    for words in (("--sort", "x"), ("--format", "{{.X}}")):
        result = docker15("stats", *words)
        assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0
    with Engine() as old:
        result = Docker15(tmp_path, old.url)("stats")
        assert result.error == "stats needs API 1.17 or later; this engine speaks 1.5"


# --- in a pipe


def test_a_pipe_gets_row_after_row(docker15: Docker15) -> None:
    run(docker15, "web")
    with docker15.start("stats", "--format", "json") as process:
        process.wait_for(b'"Name":"web"')
        run(docker15, "late")
        process.wait_for(b'"Name":"late"')
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.exit_status == 128 + signal.SIGINT
    assert json.loads(result.lines[0])["CPUPerc"] == "50.00%"
    assert b"\033" not in result.stdout


def test_it_ends_with_the_reader_and_with_the_last_named_one(docker15: Docker15) -> None:
    run(docker15, "web")
    with docker15.start("stats", read=10) as process:
        assert process.result().exit_status == 128 + signal.SIGPIPE
    with docker15.start("stats", "web") as process:
        process.wait_for(b"web")
        docker15("rm", "-f", "web")
        assert process.result().exit_status == 0


# --- on a terminal


def shows(terminal: Terminal, *names: str) -> bool:
    return [line.split()[1] for line in terminal.lines[1:] if line] == list(names)


def interrupted(terminal: Terminal) -> None:
    terminal.type(b"\x03")
    assert terminal.exit_status() == 128 + signal.SIGINT
    assert terminal.output.count(ENTER) == terminal.output.count(LEAVE)
    assert terminal.output.rindex(LEAVE) > terminal.output.rindex(ENTER)


def test_a_screen_is_never_blank(docker15: Docker15) -> None:
    """Byte by byte, from the first frame on, the titles and both rows are always shown."""
    for name in ("one", "two"):
        run(docker15, name)
    with Terminal(docker15, "stats", columns=120) as terminal:
        terminal.until(lambda: terminal.output.count(b"\033[H") > 3)
        interrupted(terminal)
    seen = bytes(terminal.output)
    begin, end = seen.index(b"\033[J"), seen.index(LEAVE)
    screen = pyte.Screen(120, 24)
    stream = pyte.ByteStream(screen)
    stream.feed(seen[:begin])
    for at in range(begin, end):
        stream.feed(seen[at : at + 1])
        title, *rows = (line.rstrip() for line in screen.display)
        assert title.startswith("CONTAINER ID   NAME ")
        assert [row.split()[1] for row in rows if row] == ["two", "one"]
        assert all("MiB" in row or "--" in row for row in rows if row)


def test_the_last_frame_stays(docker15: Docker15) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats", columns=120) as terminal:
        terminal.until(lambda: "50.00%" in terminal.lines[1])
        interrupted(terminal)
    left = bytes(terminal.output).rpartition(LEAVE)[2].decode()
    assert "CONTAINER ID" in left
    assert "50.00%" in left


def test_containers_come_and_go(docker15: Docker15) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats", columns=120) as terminal:
        terminal.until(lambda: shows(terminal, "web"))
        run(docker15, "late")
        terminal.until(lambda: shows(terminal, "late", "web"))
        docker15("kill", "web")
        terminal.until(lambda: shows(terminal, "late"))
        interrupted(terminal)


def test_a_window_that_is_resized(docker15: Docker15) -> None:
    for name in ("one", "two", "three"):
        run(docker15, name)
    with Terminal(docker15, "stats", columns=120) as terminal:
        terminal.until(lambda: shows(terminal, "three", "two", "one"))
        terminal.resize(3, 50)
        terminal.until(lambda: terminal.lines[2] == "… 2 more")
        assert "BLOCK" not in terminal.lines[0]
        terminal.resize(24, 120)
        terminal.until(lambda: shows(terminal, "three", "two", "one"))
        assert "BLOCK" in terminal.lines[0]
        interrupted(terminal)


def test_a_format_on_a_screen(docker15: Docker15) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats", "--format", "table {{.Name}}\t{{.CPUPerc}}") as terminal:
        terminal.until(
            lambda: [line.split() for line in terminal.lines[:2]][1] == ["web", "50.00%"]
        )
        assert terminal.lines[0].split() == ["NAME", "CPU", "%"]
        interrupted(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_however_it_ends_the_terminal_is_as_before(
    docker15: Docker15, number: signal.Signals
) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats") as terminal:
        terminal.wait_for(b"web")
        terminal.send_signal(number)
        assert terminal.exit_status() == 128 + number
        assert LEAVE in terminal.output


def test_an_engine_that_ends(tmp_path: Path) -> None:
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        run(docker15, "web")
        terminal = Terminal(docker15, "stats")
        terminal.wait_for(b"web")
    with terminal:
        assert terminal.exit_status() == 1
        assert b"Error: " in bytes(terminal.output).rpartition(LEAVE)[2]


def test_suspending_restores_the_terminal(docker15: Docker15) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats") as terminal:
        terminal.wait_for(b"web")
        terminal.send_signal(signal.SIGTSTP)
        terminal.wait_for(LEAVE)
        terminal.until(lambda: Child(terminal.pid).is_stopped)
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for(ENTER)
        terminal.wait_for(b"web")
        interrupted(terminal)


def test_without_a_capable_terminal_tables_follow_each_other(docker15: Docker15) -> None:
    run(docker15, "web")
    with Terminal(docker15, "stats", before=["env", "TERM=dumb"]) as terminal:
        terminal.wait_for(b"50.00%")
        terminal.wait_for(b"50.00%")
        terminal.type(b"\x03")
        assert terminal.exit_status() == 128 + signal.SIGINT
        assert b"\033" not in terminal.output


def test_several_engines(docker15: Docker15, engine: Engine) -> None:
    with Engine(api="1.52") as second:
        run(docker15, "here")
        docker15("run", "-d", "--name", "there", "busybox", "sleep", "60", host=second.url)
        hosts = ("-H", engine.url, "-H", second.url)
        title, *rows = docker15(*hosts, "stats", "--no-stream").lines
        assert " ".join(title.split()) == f"HOST {TITLES}"
        assert [[row.split()[0], row.split()[2]] for row in rows] == [
            [engine.url, "here"],
            [second.url, "there"],
        ]
        one = docker15(*hosts, "stats", "--no-stream", "--format", "{{.Host}} {{.Name}}", "there")
        assert one.line == f"{second.url} there"
        with Terminal(docker15, *hosts, "stats", columns=160) as terminal:
            terminal.until(
                lambda: [line.split()[2:3] for line in terminal.lines[1:3]] == [["here"], ["there"]]
            )
            interrupted(terminal)


def test_an_engine_that_is_lost_and_comes_back(
    docker15: Docker15, engine: Engine, tmp_path: Path
) -> None:
    """Meanwhile it has a line instead of rows, and the others go on."""
    run(docker15, "here")
    socket = tmp_path / "far.sock"
    hosts = ("-H", engine.url, "-H", f"unix://{socket}")

    def runs_there(far: Engine) -> None:
        docker15("run", "-d", "--name", "there", "busybox", "sleep", "60", host=far.url)

    with Engine(socket, api="1.52") as far:
        runs_there(far)
        terminal = Terminal(docker15, *hosts, "stats", columns=160)
        terminal.until(lambda: "there" in terminal.lines[2])
    with terminal:
        socket.unlink(missing_ok=True)
        terminal.until(
            lambda: "here" in terminal.lines[1] and "no such socket" in terminal.lines[2]
        )
        with Engine(socket, api="1.52") as far:
            runs_there(far)
            terminal.until(lambda: "there" in terminal.lines[2] and not terminal.lines[3])
            interrupted(terminal)


def test_a_lost_engine_is_a_line_between_tables(
    docker15: Docker15, engine: Engine, tmp_path: Path
) -> None:
    run(docker15, "here")
    with Engine(tmp_path / "far.sock", api="1.52") as far:
        hosts = ("-H", engine.url, "-H", far.url, "-H", "unix:///nosuch/socket")
        process = docker15.start(*hosts, "stats", "--format", "{{.Name}}")
        process.wait_for(b"here\n")
    with process:
        process.wait_for(b"far.sock", "stderr")
        before = len(process.stdout)
        assert until(lambda: len(process.stdout) > before + 20, 30)
        process.send_signal(signal.SIGINT)
        result = process.result()
    first, second = result.stderr.decode().splitlines()
    assert first.startswith("Error: can't connect to the engine at unix:///nosuch/socket: ")
    assert second.startswith("Error: ")
    assert result.exit_status == 130


def test_a_slow_engine_does_not_hold_up_others(docker15: Docker15, engine: Engine) -> None:
    run(docker15, "here")
    with Engine(api="1.52") as slow:
        slow.faults.arm(Stall(), times=None)
        hosts = ("-H", engine.url, "-H", slow.url)
        with docker15.start(*hosts, "stats", "--format", "{{.Name}}") as process:
            process.wait_for(b"here\n")
            process.send_signal(signal.SIGINT)
            assert process.result().exit_status == 130


def test_memory_does_not_grow(docker15: Docker15) -> None:
    """What is stored for a container is dropped when the container is gone."""
    from docker15_cli.app import App, GlobalOptions
    from docker15_cli.transport.options import ConnectionOptions
    from docker15_cli.usage.watch import Watch

    app = App({}, options=GlobalOptions(ConnectionOptions(host=docker15.host)))
    watch = Watch(app, [], all_=False)
    for name in ("one", "two"):
        run(docker15, name)
    assert [row["Name"] for row in watch.rows(one_shot=True)] == ["two", "one"]
    assert len(watch._before) == 2
    docker15("rm", "-f", "one", "two")
    assert watch.rows(one_shot=True) == []
    assert watch._before == {}
