"""Several engines at once: `-H` more than once, or DOCKER_HOSTS."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from docker15_cli.cli.command import REFUSED
from docker15_cli.cli.command_table import COMMANDS
from tests.docker15 import TIMEOUT, Docker15, Result
from tests.fake_engine import Engine
from tests.fake_engine.faults import Answer, Fault
from tests.fake_engine.http import Connection
from tests.real_engines.servers import until
from tools.docs.introspect import load

DEAD = "unix:///nosuch/engine.sock"
LISTINGS = ("ps -a -q", "images", "history busybox", "search b", "top C", "info", "version")
ALL_HOSTS = ("kill", "pull", "rm", "stop")


class Fleet:
    """Two engines, and docker15 for both; the container `c` is on the second."""

    def __init__(self, docker15: Docker15, first: Engine, second: Engine) -> None:
        self.docker15 = docker15
        self.first = first
        self.second = second
        self.c = self.on(second, "run", "-d", "busybox", "sh", "-c", "echo said; sleep 600").line

    def on(self, engine: Engine, *args: str) -> Result:
        """Run it on one engine only."""
        return self.docker15(*args, host=engine.url)

    def hosts(self, *more: str) -> list[str]:
        addresses = (self.first.url, self.second.url, *more)
        return [word for address in addresses for word in ("-H", address)]

    def __call__(self, *args: str) -> Result:
        return self.docker15(*self.hosts(), *args)

    def with_a_dead_one(self, *args: str) -> Result:
        return self.docker15("-H", DEAD, *self.hosts(), *args)

    def containers(self, engine: Engine) -> list[str]:
        return self.on(engine, "ps", "-a", "-q").lines


@pytest.fixture
def fleet(lone_docker15: Docker15) -> Iterator[Fleet]:
    with ExitStack() as stack:
        first, second = stack.enter_context(Engine()), stack.enter_context(Engine())
        yield Fleet(lone_docker15, first, second)


def columns(line: str) -> list[str]:
    return line.split()


# --- tables and formats


def test_a_table_has_a_column_for_the_host(fleet: Fleet) -> None:
    also = fleet.on(fleet.first, "run", "-d", "busybox", "true").line
    header, first, second = fleet("ps", "-a").lines
    assert columns(header)[:3] == ["HOST", "ID", "IMAGE"]
    assert columns(first)[:2] == [fleet.first.url, also]
    assert columns(second)[:2] == [fleet.second.url, fleet.c]
    assert header.index("ID") == second.index(fleet.c)


def test_ids_are_not_labelled(fleet: Fleet) -> None:
    assert fleet("ps", "-q").lines == [fleet.c]


def test_formats_name_the_host(fleet: Fleet) -> None:
    assert fleet("ps", "--format", "{{.Host}} {{.ID}}").line == f"{fleet.second.url} {fleet.c}"
    assert json.loads(fleet("ps", "--format", "json").line)["Host"] == fleet.second.url
    header, row = fleet("ps", "--format", "table {{.ID}}\t{{.Host}}").lines
    assert columns(header) == ["CONTAINER", "ID", "HOST"]
    assert columns(row) == [fleet.c, fleet.second.url]
    assert fleet("images", "--format", "{{.Host}}").lines == [fleet.first.url, fleet.second.url]


def test_one_host_has_a_field_but_no_column(fleet: Fleet) -> None:
    alone = fleet.on(fleet.second, "ps")
    assert alone.lines[0].startswith("ID ")
    assert fleet.on(fleet.second, "ps", "--format", "{{.Host}}").line == fleet.second.url
    assert "Host" not in json.loads(fleet.on(fleet.second, "ps", "--format", "json").line)


def test_other_output_has_a_heading(fleet: Fleet) -> None:
    assert fleet("info").lines == [
        *(f"Host: {fleet.first.url}", "Containers: 0", "Images: 1"),
        *(f"Host: {fleet.second.url}", "Containers: 1", "Images: 1"),
    ]
    version = fleet("version").lines
    assert [line for line in version if line.startswith("Host: ")] == [
        f"Host: {fleet.first.url}",
        f"Host: {fleet.second.url}",
    ]
    assert sum(line.startswith("Client version") for line in version) == 1
    found = fleet("version", "--format", "{{.Host}} {{.Server.Version}}").lines
    assert found == [f"{fleet.first.url} 0.6.3", f"{fleet.second.url} 0.6.3"]


def test_search_counts_the_results_of_all(fleet: Fleet) -> None:
    result = fleet("search", "nothing")
    assert result.lines[0] == 'Found 0 results matching your query ("nothing")'
    assert columns(result.lines[1])[0] == "HOST"


# --- a container is on one of them


def test_the_host_that_has_it_answers(fleet: Fleet) -> None:
    (inspected,) = json.loads(fleet("inspect", fleet.c).stdout)
    assert next(iter(inspected)) == "Host"
    assert (inspected["Host"], inspected["ID"][:12]) == (fleet.second.url, fleet.c)
    assert fleet("inspect", "-f", "{{.Host}}", fleet.c).line == fleet.second.url
    assert fleet("logs", fleet.c).line == f"{fleet.second.url}: said"
    fleet.on(fleet.second, "run", "-d", "busybox", "touch", "file")
    made = fleet.on(fleet.second, "ps", "-a", "-l", "-q").line
    fleet.on(fleet.second, "wait", made)
    assert all(line.startswith(f"{fleet.second.url}: ") for line in fleet("diff", made).lines)


@pytest.mark.usefixtures("ps")
def test_the_host_where_it_is_running_answers(fleet: Fleet) -> None:
    assert columns(fleet("top", fleet.c).lines[1])[0] == fleet.second.url


@pytest.mark.parametrize("command", ["inspect", "logs", "diff", "top", "history"])
def test_what_none_of_them_has_is_an_error(fleet: Fleet, command: str) -> None:
    result = fleet(command, "nosuch")
    assert (result.exit_status, result.stdout.strip(b"[]\n")) == (1, b"")
    assert "nosuch" in result.error
    assert result.error.endswith(" (on none of 2 engines)")


def test_one_name_of_several_is_missing(fleet: Fleet) -> None:
    result = fleet("inspect", "nosuch", fleet.c)
    assert len(json.loads(result.stdout)) == 1
    assert result.exit_status == 1
    assert result.error == "No such image or container: nosuch (on none of 2 engines)"


# --- a dead one


@pytest.mark.parametrize("command", LISTINGS)
def test_a_dead_engine_is_one_line_and_the_others_are_shown(fleet: Fleet, command: str) -> None:
    args = command.replace("C", fleet.c).split()
    if command == "top C":  # its shell is about to run sleep
        assert until(lambda: b"sleep" in fleet(*args).stdout, 30)
    alive, result = fleet(*args), fleet.with_a_dead_one(*args)
    assert result.stdout == alive.stdout
    assert (alive.exit_status, result.exit_status) == (0, 1)
    assert result.error.startswith(f"can't connect to the engine at {DEAD}: ")


@pytest.mark.parametrize("command", ["logs", "diff", "inspect"])
def test_a_dead_engine_that_might_have_the_container(fleet: Fleet, command: str) -> None:
    result = fleet.with_a_dead_one(command, fleet.c)
    assert fleet.second.url.encode() in result.stdout or command == "diff"
    assert result.error.startswith(f"can't connect to the engine at {DEAD}: ")
    assert result.exit_status == 1
    assert len(fleet.with_a_dead_one(command, "nosuch").stderr.splitlines()) == 2


def test_a_bad_address_is_a_usage_error(fleet: Fleet) -> None:
    result = fleet.docker15(*fleet.hosts("tcp://host:port"), "ps")
    assert (result.exit_status, result.stdout) == (2, b"")


# --- streams


def test_events_come_as_they_happen(fleet: Fleet) -> None:
    with fleet.docker15.start(*fleet.hosts(), "events", "--since", "1h") as process:
        process.wait_for(b" start\n")
        made = fleet.on(fleet.first, "create", "busybox", "true").line
        process.wait_for(f"{made}: (from busybox:latest) create\n".encode())
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.exit_status == 130
    hosts = {line.partition(": ")[0] for line in result.lines}
    assert hosts == {fleet.first.url, fleet.second.url}


def test_events_in_json(fleet: Fleet) -> None:
    fleet.on(fleet.first, "create", "busybox", "true")
    result = fleet("events", "--since", "1h", "--until", "0s", "--format", "json")
    hosts = {json.loads(line)["Host"] for line in result.lines}
    assert hosts == {fleet.first.url, fleet.second.url}


def test_logs_are_followed(fleet: Fleet) -> None:
    """A 1.5 engine's stream is a session, here without a terminal and signals."""
    with fleet.docker15.start(*fleet.hosts(), "logs", "-f", fleet.c) as process:
        process.wait_for(f"{fleet.second.url}: said\n".encode())
        fleet.on(fleet.second, "kill", fleet.c)
        result = process.result()
    assert (result.exit_status, result.stderr) == (0, b"")


def test_a_line_without_a_newline_is_a_line(fleet: Fleet) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
    fleet.second.faults.arm(Answer(head + b"one\nno end"), "POST", "/attach")
    host = fleet.second.url
    assert fleet("logs", fleet.c).lines == [f"{host}: one", f"{host}: no end"]


def test_a_reader_that_goes_away(fleet: Fleet) -> None:
    made = fleet.on(fleet.second, "run", "-d", "busybox", "seq", "200000").line
    fleet.on(fleet.second, "wait", made)
    result = fleet.docker15(*fleet.hosts(), "logs", made, read=1000)
    assert (result.exit_status, result.stderr) == (141, b"")


# --- which engines are asked


def test_addresses_from_the_environment(fleet: Fleet) -> None:
    listed = {"DOCKER_HOSTS": f"{fleet.first.url}, {fleet.second.url}"}
    assert len(fleet.docker15("images", "-q", env=listed).lines) == 2
    assert len(fleet.docker15("-H", fleet.first.url, "images", "-q", env=listed).lines) == 1
    single = {"DOCKER_HOSTS": fleet.first.url}
    assert fleet.docker15("ps", env=single).lines[0].startswith("ID ")


def test_an_engine_that_is_named_twice_is_asked_once(fleet: Fleet) -> None:
    url = fleet.first.url
    assert len(fleet.docker15("-H", url, "-H", url, "images", "-q").lines) == 1


def test_inspect_as_run_names_the_engine(fleet: Fleet) -> None:
    result = fleet("inspect", "--as-run", fleet.c)
    assert result.exit_status == 0
    assert result.stderr.startswith(f"{fleet.second.url}: # this engine does not report".encode())
    assert result.lines == [
        f"docker15 -H {fleet.second.url} run -d busybox sh -c 'echo said; sleep 600'"
    ]


# --- what changes something


@pytest.mark.parametrize(
    "name", [name for name in sorted(COMMANDS) if load(name).multi_engine == REFUSED]
)
def test_commands_that_refuse_several_engines(fleet: Fleet, name: str) -> None:
    to = ("--to", "unix:///nosuch") if name in ("image cp", "volume cp") else ()
    result = fleet(name, *to, *("x:/x", "y", "z")[: _arguments(name)])
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.decode().splitlines() == [
        f"Error: {name} works with one engine, but 2 were given: choose one with -H",
        f"See `docker15 {name} --help`.",
    ]


def _arguments(name: str) -> int:
    """As many arguments as the command needs."""
    pairs = ("cp", "exec", "network connect", "network disconnect", "rename", "tag")
    return {"login": 0, "load": 0, "insert": 3, **dict.fromkeys(pairs, 2)}.get(name, 1)


def test_a_graph_of_images_is_only_for_one_engine(fleet: Fleet) -> None:
    result = fleet("images", "--tree")
    assert b"-viz and --tree work with only one engine" in result.stderr
    assert result.exit_status == 2


@pytest.mark.parametrize("name", ALL_HOSTS)
def test_it_needs_all_hosts(fleet: Fleet, name: str) -> None:
    result = fleet(name, fleet.c)
    assert b"2 were given: choose one with -H, or add --all-hosts" in result.stderr
    assert result.exit_status == 2
    assert fleet.containers(fleet.second) == [fleet.c]


def test_all_hosts(fleet: Fleet) -> None:
    also = fleet.on(fleet.first, "run", "-d", "busybox", "sleep", "600").line
    stopped = fleet("stop", "--all-hosts", "-t", "0", fleet.c, also)
    assert set(stopped.lines) == {f"{fleet.second.url}: {fleet.c}", f"{fleet.first.url}: {also}"}
    assert (stopped.exit_status, stopped.stderr) == (0, b"")
    removed = fleet("rm", "--all-hosts", fleet.c, "nosuch")
    assert removed.lines == [f"{fleet.second.url}: {fleet.c}"]
    assert removed.error.endswith("nosuch (on none of 2 engines)")
    assert removed.exit_status == 1
    assert (fleet.containers(fleet.first), fleet.containers(fleet.second)) == ([also], [])


def test_pull_on_all_hosts(fleet: Fleet) -> None:
    result = fleet("pull", "--all-hosts", "127.0.0.1:1/nosuch")
    assert result.exit_status == 1
    assert {line.split(": ")[1] for line in result.stderr.decode().splitlines()} == {
        fleet.first.url,
        fleet.second.url,
    }


# --- at once


class AllAtOnce(Fault):
    """Holds up all answers until that many engines have been asked."""

    def __init__(self, engines: int) -> None:
        self._barrier = threading.Barrier(engines)

    def before(self, connection: Connection) -> bool:
        self._barrier.wait(TIMEOUT)
        return False


def test_they_are_asked_at_once(lone_docker15: Docker15) -> None:
    with ExitStack() as stack:
        engines = [stack.enter_context(Engine()) for _ in range(8)]
        fault = AllAtOnce(len(engines))
        for engine in engines:
            engine.faults.arm(fault)
        hosts = [word for engine in engines for word in ("-H", engine.url)]
        result = lone_docker15(*hosts, "images", "--format", "{{.Host}}")
    assert result.lines == [engine.url for engine in engines]
