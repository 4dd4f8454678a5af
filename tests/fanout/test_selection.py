"""`--filter` instead of names, on one engine and on several."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.fanout.test_verbs import DEAD, RUNNING, Fleet
from tests.pty import Terminal

WEB = ("--filter", "label=role=web")


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """Two engines, each with two webs and a db, and one of them also with a stopped web."""
    with ExitStack() as stack:
        made = Fleet(tmp_path, [stack.enter_context(Engine(api="1.52")) for _ in range(2)])
        for name, role in (("web1", "web"), ("web2", "web"), ("db", "db")):
            run = ("run", "-d", "--all-hosts", "--name", name, "--label", f"role={role}", *RUNNING)
            assert made(*run).exit_status == 0
        ended = ("run", "--name", "ended", "--label", "role=web", "busybox", "true")
        assert made.docker15(*ended, host=made.engines[0].url).exit_status == 0
        yield made


@pytest.fixture
def docker15(fleet: Fleet) -> Docker15:
    """docker15 for the first engine alone."""
    fleet.docker15.host = fleet.engines[0].url
    return fleet.docker15


def names(docker15: Docker15, *args: str) -> list[str]:
    return sorted(docker15("ps", "--format", "{{.Names}}", *args).lines)


@pytest.mark.parametrize("verb", ["stop -t 5", "kill", "restart -t 5", "pause", "wait"])
def test_commands_for_running_containers(docker15: Docker15, verb: str) -> None:
    expected = docker15("ps", "-q", *WEB).lines
    assert len(expected) == 2
    if verb == "wait":
        docker15("stop", *WEB)
        assert docker15("wait", *WEB).stderr == b"no container matches --filter\n"
        return
    result = docker15(*verb.split(), *WEB)
    assert (result.lines, result.stderr, result.exit_status) == (expected, b"", 0)
    state = {"stop": "exited", "kill": "exited", "pause": "paused"}.get(verb.split()[0], "running")
    states = docker15("ps", "-a", "--format", "{{.Names}} {{.State}}", "-f", "name=web").lines
    assert sorted(states) == [f"web1 {state}", f"web2 {state}"]
    assert "db" in names(docker15)
    assert docker15("unpause", *WEB).lines == (expected if verb == "pause" else [])


def test_start_is_for_stopped_containers_too(docker15: Docker15) -> None:
    docker15("kill", *WEB)
    assert len(docker15("start", *WEB, "--filter", "name=web").lines) == 2
    assert names(docker15) == ["db", "web1", "web2"]


def test_a_given_status(docker15: Docker15) -> None:
    docker15("pause", "web1")
    assert len(docker15("pause", *WEB, "--filter", "status=running").lines) == 1
    assert len(docker15("kill", *WEB, "--filter", "status!=paused").lines) == 0
    assert len(docker15("kill", *WEB).lines) == 2


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["label!=role=web"], ["db"]),
        (["label!=role"], []),
        (["name!=^web"], ["db", "ended"]),
        (["name!=^web", "label=role=web"], ["ended"]),
        (["status!=running"], ["ended"]),
        (["network!=bridge"], []),
    ],
)
def test_negations(docker15: Docker15, filters: list[str], expected: list[str]) -> None:
    given = [word for text in filters for word in ("--filter", text)]
    assert names(docker15, "-a", *given) == expected
    found = docker15("inspect", "--format", "{{.Name}}", *given)
    assert sorted(line.lstrip("/") for line in found.lines) == expected


def test_a_limit_counts_what_is_left(docker15: Docker15) -> None:
    assert names(docker15, "-n", "1", "-f", "name!=ended", "-f", "name!=db") == ["web2"]


def test_inspect_of_several_engines(fleet: Fleet) -> None:
    found = json.loads(fleet("inspect", *WEB).stdout)
    hosts = [each["Host"] for each in found]
    assert sorted(hosts) == sorted([fleet.engines[0].url] * 3 + [fleet.engines[1].url] * 2)


def test_exec_in_each(fleet: Fleet, docker15: Docker15) -> None:
    result = docker15("exec", *WEB, "echo", "-n", "hi")
    assert sorted(result.lines) == ["web1: hi", "web2: hi"]
    failed = docker15("exec", *WEB, "sh", "-c", "echo out; echo err >&2; exit 7")
    assert failed.exit_status == 7
    assert sorted(failed.lines) == ["web1: out", "web2: out"]
    assert sorted(failed.stderr.decode().splitlines()) == ["web1: err", "web2: err"]
    several = fleet("exec", "--all-hosts", *WEB, "echo", "hi")
    expected = {f"{each.url} {name}: hi" for each in fleet.engines for name in ("web1", "web2")}
    assert set(several.lines) == expected
    assert docker15("exec", *WEB, "-it", "sh").exit_status == 2
    missing = docker15("exec", *WEB)
    assert missing.exit_status == 2
    assert missing.stderr.startswith(b"Error: Missing argument 'COMMAND...'.\n")


def test_one_engine_is_dead(fleet: Fleet) -> None:
    result = fleet.docker15(*fleet.hosts(), "-H", DEAD, "stop", "-t", "5", "--all-hosts", *WEB)
    assert result.exit_status == 1
    assert result.error.startswith(f"can't connect to the engine at {DEAD}")
    assert len(result.lines) == 4


def test_names_together_with_a_filter(docker15: Docker15) -> None:
    for words in (("stop", *WEB, "web1"), ("inspect", *WEB, "web1"), ("rm", *WEB, "x")):
        result = docker15(*words)
        assert b"--filter takes the place of containers' names: leave one out" in result.stderr
        assert result.exit_status == 2


@pytest.mark.parametrize(
    "pair",
    [
        *("image!=x", "name!=(", "nothing", "", "name=", "label!=", "label = ", "=x"),
        *("status!=bogus", "status!="),
    ],
)
def test_a_bad_filter(docker15: Docker15, pair: str) -> None:
    """An empty one, as from an unset variable, would mean all containers."""
    result = docker15("kill", "--filter", pair)
    assert len(docker15("ps", "-q").lines) == 3
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"Error: --filter ")


def test_before_filters_and_labels(tmp_path: Path) -> None:
    with Engine() as engine:
        docker15 = Docker15(tmp_path, engine.url)
        for words, version in ((WEB, "1.12"), (("--filter", "label!=a"), "1.18")):
            result = docker15("kill", *words)
            assert f"needs API {version} or later" in result.error
            assert result.exit_status == 1


# --- what is removed is shown first


def test_rm_in_a_script(docker15: Docker15) -> None:
    result = docker15("rm", "-f", *WEB, stdin=b"")
    assert (len(result.lines), result.stderr) == (3, b"")
    assert names(docker15, "-a") == ["db"]


@pytest.mark.parametrize(("answer", "left"), [("y", 2), ("n", 7), ("", 7)])
def test_rm_at_a_terminal(fleet: Fleet, answer: str, left: int) -> None:
    words = (*fleet.hosts(), "rm", "-f", "--all-hosts", *WEB)
    with Terminal(fleet.docker15, *words, rows=40, columns=140) as terminal:
        terminal.wait_for(b"Are you sure you want to continue? [y/N] ")
        shown = terminal.output
        assert shown.startswith(b"WARNING! This will remove:")
        assert [shown.count(name) for name in (b"web1", b"web2", b"ended")] == [2, 2, 1]
        terminal.type(f"{answer}\r".encode())
        assert terminal.exit_status() == 0
    assert len(fleet("ps", "-a", "-q").lines) == left


def test_rm_at_a_terminal_without_a_question(docker15: Docker15) -> None:
    with Terminal(docker15, "rm", "-f", "-y", *WEB) as terminal:
        assert terminal.exit_status() == 0
    assert names(docker15, "-a") == ["db"]
