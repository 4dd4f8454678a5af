"""`docker15 top`."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, ended, running
from tests.fake_engine import Engine
from tests.fake_engine.faults import refusal
from tests.real_engines.servers import until

pytestmark = pytest.mark.usefixtures("ps")


def test_the_table(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "61")
    header, row = docker15("top", container.short_id).lines
    assert header == "PID                 TTY                 TIME                CMD"
    assert row.split()[1:] == ["?", "00:00:00", "sleep"]
    assert engine.requests.lines == ["GET /_ping", f"GET /v1.5/containers/{container.short_id}/top"]


def test_words_beyond_the_titles_have_their_own_columns(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "61")
    header, row = docker15("top", container.short_id, "-o", "pid,args").lines
    assert header == "PID                 COMMAND"
    assert row.endswith("sleep               61")


@pytest.mark.parametrize(
    "options", [("aux",), ("-o", "pid,args"), ("-aux", "--sort", "pid"), ("--", "-h")]
)
def test_what_follows_the_container_goes_to_ps(
    docker15: Docker15, engine: Engine, options: tuple[str, ...]
) -> None:
    """docker15 treats none of it as its own option."""
    docker15("top", running(engine).short_id, *options)
    query = parse_qs(urlsplit(engine.requests[-1].target).query)
    assert query == {"ps_args": [" ".join(options)]}


def test_a_stopped_container(docker15: Docker15, engine: Engine) -> None:
    """A 1.5 daemon sends only the titles."""
    result = docker15("top", ended(engine).short_id)
    assert len(result.lines) == 1
    assert result.exit_status == 0


def test_options_that_ps_does_not_have(docker15: Docker15, engine: Engine) -> None:
    result = docker15("top", running(engine).short_id, "--nosuch")
    assert result.error.startswith("Error trying to use lxc-ps: exit status 1")
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_a_missing_container(docker15: Docker15) -> None:
    result = docker15("top", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)


# --- without a container


def test_all_running_containers(docker15: Docker15, engine: Engine) -> None:
    first, second = running(engine, "sleep", "61"), running(engine, "sleep", "62")
    ended(engine)
    header, *rows = docker15("top").lines
    assert header.split() == ["NAME", "PID", "TTY", "TIME", "COMMAND"]
    names = [row.split()[0] for row in rows]
    assert sorted(names) == sorted(one.short_id for one in (first, second))
    assert all(row.split()[-1] == "sleep" for row in rows)


def test_nothing_runs(docker15: Docker15) -> None:
    assert docker15("top").line == "NAME"


def test_of_several_engines(docker15: Docker15, engine: Engine) -> None:
    """One table, busiest first, although their columns have different names."""
    running(engine, "sleep", "61")
    with Engine(api="1.52") as modern:
        for name, script in (("idle", "exec sleep 62"), ("busy", "while :; do :; done")):
            argv = ("run", "-d", "--name", name, "busybox", "sh", "-c", script)
            assert docker15(*argv, host=modern.url).exit_status == 0
        hosts = ("-H", engine.url, "-H", modern.url, "-H", "unix:///nosuch/socket")

        def names() -> list[str]:
            return [row.split()[1] for row in docker15(*hosts, "top").lines]

        assert until(lambda: names()[1] == "busy", 20)
        result = docker15(*hosts, "top")
    header, busy, idle, old = (line.split() for line in result.lines)
    assert header == [
        *("HOST", "NAME", "USER", "PID", "PPID", "%CPU", "STIME", "TTY", "TIME", "COMMAND")
    ]
    assert (busy[:2], idle[:2]) == ([modern.url, "busy"], [modern.url, "idle"])
    assert old == [engine.url, old[1], "-", old[3], "-", "-", "-", *old[7:9], "sleep"]
    assert result.error.startswith("can't connect to the engine at unix:///nosuch/socket: ")
    assert result.exit_status == 1


def test_one_of_them_ends_meanwhile(docker15: Docker15, engine: Engine) -> None:
    first, second = running(engine, "sleep", "61"), running(engine, "sleep", "62")
    engine.faults.arm(refusal(404, "No such container"), "GET", f"/{first.id}/top$")
    assert [row.split()[0] for row in docker15("top").lines] == ["NAME", second.short_id]
    engine.faults.arm(refusal(500, "no ps"), "GET", f"/{first.id}/top$")
    result = docker15("top")
    assert len(result.lines) == 2
    assert (result.error, result.exit_status) == (f"{first.short_id}: no ps", 1)
