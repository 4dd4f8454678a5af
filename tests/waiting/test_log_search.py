"""Looking for a line in a log, on the test engine."""

from __future__ import annotations

import contextlib
import time
from typing import NoReturn

import pytest

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.waiting import log_search
from tests.docker15 import Docker15
from tests.fake_containers import running
from tests.fake_engine import Engine

pytestmark = pytest.mark.timeout(60)
BAD = "(a|a)+$"


def test_a_line_in_pieces(docker15: Docker15) -> None:
    script = "printf rea; sleep 0.3; printf 'dy\\n'; sleep 60"
    assert docker15("run", "-d", "--wait=log:^ready$", "busybox", "sh", "-c", script).line


def test_only_this_run_counts(docker15: Docker15) -> None:
    """Lines of earlier runs in the log are ignored."""
    script = "sleep 1; echo ready; sleep 60"
    made = docker15("run", "-d", "--wait=log:ready", "busybox", "sh", "-c", script).line
    began = time.monotonic()
    assert docker15("restart", "-t", "0", "--wait=log:ready", made).line == made
    assert time.monotonic() > began + 1


def test_an_expression_that_takes_forever(docker15: Docker15) -> None:
    script = f"echo {'a' * 64}b; sleep 60"
    began = time.monotonic()
    result = docker15("run", "-d", f"--wait=log:{BAD}", "busybox", "sh", "-c", script)
    assert result.exit_status == 2
    error, *_ = result.stderr.decode().splitlines()
    assert (
        error == f"Error: --wait log: the expression takes too long on a line of the log: {BAD!r}"
    )
    assert time.monotonic() - began < 20


def test_an_unexpected_error_is_raised_by_the_wait(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the thread that reads the log: the wait would say that the container has ended."""

    def fail(*_: object) -> NoReturn:
        raise RuntimeError("a bug")

    container = running(engine, "sleep", "60")
    monkeypatch.setattr(containers, "inspect", fail)
    with contextlib.closing(App({"DOCKER_HOST": engine.url})) as app:
        search = log_search.Search(app, container.short_id, "ready", is_new=True)
        with pytest.raises(RuntimeError, match="a bug"):
            search.found()


def test_it_takes_little_memory(docker15: Docker15, engine: Engine) -> None:
    script = "yes x | head -c 60000000 | tr -d '\\n'; echo; echo end; sleep 60"
    result = docker15(
        "run", "-d", "--wait=log:^end$", "busybox", "sh", "-c", script, timeout=50, measured=True
    )
    assert result.exit_status == 0
    assert result.peak_memory < 100 * 2**20
