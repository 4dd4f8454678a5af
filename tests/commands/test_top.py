"""`docker15 top`."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, ended, running
from tests.fake_engine import Engine

pytestmark = pytest.mark.usefixtures("ps")


def test_the_table(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "61")
    header, row = docker15("top", container.short_id).lines
    assert header == "PID                 TTY                 TIME                CMD"
    assert row.split()[1:] == ["?", "00:00:00", "sleep"]
    assert engine.requests.lines == ["GET /_ping", f"GET /v1.5/containers/{container.short_id}/top"]


def test_words_beyond_the_titles_are_columns_of_their_own(
    docker15: Docker15, engine: Engine
) -> None:
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
    """docker15 takes nothing of it for an option of its own."""
    docker15("top", running(engine).short_id, *options)
    query = parse_qs(urlsplit(engine.requests[-1].target).query)
    assert query == {"ps_args": [" ".join(options)]}


def test_one_that_has_ended(docker15: Docker15, engine: Engine) -> None:
    """A 1.5 daemon gives the titles."""
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
