"""The logs of many containers, on several engines, over restarts of both."""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15, Process
from tests.real_engines import rootfs
from tests.real_engines.conftest import emptied, require
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine
from tests.real_engines.servers import until

pytestmark = pytest.mark.timeout(300)

# Writes `RUN NUMBER` to both streams; each of its runs has another name.
LOGGER = """
trap 'exit 0' TERM
read run < /proc/sys/kernel/random/uuid
n=0
while :; do
    n=$((n + 1))
    echo "$run $n"
    [ $((n % 5)) = 0 ] && echo "$run $((n / 5))" >&2
    sleep 0.01
done
"""
SPOKEN = 40  # lines that a run writes at least before it is ended


class Fleet:
    """A Podman and a dockerd that can be restarted, and docker15 for both."""

    def __init__(self, home: Path, podman: Podman, dockerd: Dockerd) -> None:
        self.podman = podman
        self.dockerd = dockerd
        self.docker15 = Docker15(home)
        self.hosts = ["-H", podman.url, "-H", dockerd.url]

    def on(self, engine: PrivateEngine, *args: str) -> list[str]:
        result = self.docker15(*args, host=engine.url, timeout=60)
        assert result.exit_status == 0, result
        return result.lines

    def run(self, engine: PrivateEngine, name: str) -> None:
        options = ("-d", "--name", name, "--label", "role=logger", "--restart", "always")
        self.on(engine, "run", *options, "busybox", "sh", "-c", LOGGER)

    def has_spoken(self, engine: PrivateEngine, name: str) -> None:
        """Wait until it has written some more lines."""
        before = len(self.on(engine, "logs", name))
        assert until(lambda: len(self.on(engine, "logs", name)) > before + SPOKEN, 60)

    def silence(self) -> None:
        for engine in (self.podman, self.dockerd):
            self.on(engine, "stop", "-t", "5", *self.on(engine, "ps", "-q"))


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, rootfs_tar: Path
) -> Iterator[tuple[Podman, Dockerd]]:
    """Engines that no other test uses, because they are restarted."""
    require(Podman.missing() or Dockerd.missing() or rootfs.missing())
    directory = tmp_path_factory.mktemp("restarted")
    with Podman(directory / "podman") as podman, Dockerd(directory / "dockerd") as dockerd:
        podman.import_busybox(rootfs_tar)
        dockerd.import_busybox(rootfs_tar)
        yield podman, dockerd


@pytest.fixture
def fleet(engines: tuple[Podman, Dockerd], tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(tmp_path, *engines)
    with ExitStack() as stack:
        for engine in engines:
            stack.enter_context(emptied(Docker15(tmp_path, engine.url)))
        yield made


def by_source(output: bytes) -> dict[str, list[str]]:
    """`HOST: NAME` → its lines, in order."""
    found = defaultdict(list)
    for line in output.decode().splitlines():
        source, _, text = line.rpartition(": ")
        found[source].append(text)
    return found


def check_numbers(lines: list[str]) -> int:
    """Check that each run's numbers are 1, 2, 3…; return the number of runs."""
    runs = defaultdict(list)
    for line in lines:
        run, _, number = line.partition(" ")
        runs[run].append(int(number))
    for numbers in runs.values():
        assert numbers == list(range(1, len(numbers) + 1))
    return len(runs)


def has_shown_all(
    process: Process, fleet: Fleet, logs: Mapping[str, tuple[PrivateEngine, str]]
) -> bool:
    """Whether these logs were shown completely: engine and container, by what is before a line."""
    shown = by_source(process.stdout)
    return all(
        shown[source][-1:] == fleet.on(engine, "logs", "--tail", "9", name)[-1:]
        for source, (engine, name) in logs.items()
    )


def test_over_restarts(fleet: Fleet) -> None:
    """Every line is shown once, in each container's order."""
    podman, dockerd = fleet.podman, fleet.dockerd
    names: dict[str, PrivateEngine] = {"p1": podman, "d1": dockerd, "d2": dockerd}
    logs = {f"{engine.url}: {name}": (engine, name) for name, engine in names.items()}
    for name, engine in names.items():
        fleet.run(engine, name)
    argv = (*fleet.hosts, "logs", "-F", "--filter", "label=role=logger")
    with fleet.docker15.start(*argv) as process:
        for _ in range(2):
            for name, engine in names.items():
                fleet.has_spoken(engine, name)
                fleet.on(engine, "restart", "-t", "5", name)
        podman.restart(lambda: process.wait_for(b"can't connect", "stderr"))
        for name, engine in names.items():
            fleet.has_spoken(engine, name)
        dockerd.restart()
        fleet.has_spoken(dockerd, "d1")
        fleet.silence()
        assert until(lambda: has_shown_all(process, fleet, logs), 60)
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert result.exit_status == 130
    shown = by_source(result.stdout)
    for name, engine in names.items():
        source = f"{engine.url}: {name}"
        assert check_numbers(shown[source]) == (3 if engine is podman else 4)
        kept = fleet.docker15("logs", name, host=engine.url)
        assert shown[source] == kept.lines
        errors = by_source(result.stderr)[source]
        assert errors == kept.stderr.decode().splitlines()
        assert check_numbers(errors) == check_numbers(shown[source])


def test_over_new_containers_of_a_name(fleet: Fleet) -> None:
    """Removed by force and run again: all lines of each are shown, and no error."""
    engines = (fleet.podman, fleet.dockerd)
    for engine in engines:
        fleet.run(engine, "again")
    argv = (*fleet.hosts, "logs", "-F", "again")
    with fleet.docker15.start(*argv) as process:
        for _ in range(2):
            for engine in engines:
                fleet.has_spoken(engine, "again")
                fleet.on(engine, "rm", "-f", "again")
                fleet.run(engine, "again")
        for engine in engines:
            fleet.has_spoken(engine, "again")
        fleet.silence()
        logs = {engine.url: (engine, "again") for engine in engines}
        assert until(lambda: has_shown_all(process, fleet, logs), 60)
        time.sleep(2)  # time enough for a line that comes twice, or for an error
        process.send_signal(signal.SIGINT)
        result = process.result()
    shown = by_source(result.stdout)
    for engine in engines:
        assert check_numbers(shown[engine.url]) == 3
        kept = fleet.docker15("logs", "again", host=engine.url).lines
        assert shown[engine.url][-len(kept) :] == kept
    assert not [line for line in result.stderr.decode().splitlines() if line.startswith("Error")]


@pytest.mark.parametrize("name", ["podman", "dockerd"])
def test_of_terminals(fleet: Fleet, name: str) -> None:
    """Podman puts a timestamp before each piece, even in the middle of a line."""
    engine: PrivateEngine = getattr(fleet, name)
    script = (
        "echo one; printf 'begin '; sleep 1; echo end; head -c 40000 /dev/zero | tr '\\0' x; echo"
    )
    for container in ("t1", "t2"):
        fleet.on(engine, "run", "-d", "-t", "--name", container, "busybox", "sh", "-c", script)
    expected = ["one", "begin end", "x" * 40000]
    for options in (["-f"], [], ["--tail", "3"]):
        result = fleet.docker15("logs", *options, "t1", "t2", host=engine.url)
        for container in ("t1", "t2"):
            assert by_source(result.stdout)[container] == expected, options


@pytest.mark.parametrize("name", ["podman", "dockerd"])
def test_removed_while_it_is_followed(fleet: Fleet, name: str) -> None:
    """Podman's follow can't be trusted, and its log is gone; the message says so."""
    engine: PrivateEngine = getattr(fleet, name)
    for container in ("r1", "r2"):
        fleet.run(engine, container)
    with fleet.docker15.start("logs", "-f", "r1", "r2", host=engine.url) as process:
        process.wait_for(b"r1: ")
        process.wait_for(b"r2: ")
        fleet.on(engine, "rm", "-f", "r1", "r2")
        result = process.result()
    if name == "dockerd":
        assert (result.exit_status, b"Error" in result.stderr) == (0, False)
    else:
        errors = [line for line in result.stderr.decode().splitlines() if "Error" in line]
        assert result.exit_status == (1 if errors else 0)
        assert all("removed with its log" in line for line in errors)
