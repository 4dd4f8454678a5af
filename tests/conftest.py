"""What most tests work with: an engine, and a docker15 that talks to it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.cli import Docker15
from tests.engine import Engine
from tests.engines.scenarios import matrix


def pytest_configure() -> None:
    """Ignore what `nohup` and a shell's `&` have a run ignore, but not in its children too."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _ignore)


def _ignore(number: int, frame: FrameType | None) -> None:
    """A handler: unlike SIG_IGN, it does not outlive an exec."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """At the end of a run: which command works on which engine."""
    matrix.show(terminalreporter.stats, terminalreporter)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A test engine on a unix socket. It has the image busybox, and no containers."""
    with Engine() as running:
        yield running


@pytest.fixture
def docker15(engine: Engine, tmp_path: Path) -> Docker15:
    """docker15 with DOCKER_HOST set to the test engine; its home is the test's own directory."""
    return Docker15(tmp_path, engine.url)


@pytest.fixture
def lone_docker15(tmp_path: Path) -> Docker15:
    """docker15 without an engine."""
    return Docker15(tmp_path)
