"""What most tests work with: an engine, and a docker15 that talks to it."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import hypothesis
import pytest

from tests import coverage_by_room, leftovers
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.in_process import InProcess
from tests.real_engines import modern
from tests.real_engines.conftest import require_program
from tests.real_engines.scenarios import matrix

hypothesis.settings.register_profile("ci", deadline=None)  # a busy machine is not a defect
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    coverage_by_room.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Ignore the signals that `nohup` and a shell's `&` ignore, but not in child processes."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _ignore)
    if not hasattr(config, "workerinput"):
        _begin(config)
    coverage_by_room.begin(config)


def _begin(config: pytest.Config) -> None:
    """Once per run, not in xdist's workers: clean up after it, and show failures at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.add_cleanup(leftovers.begin())
    config.add_cleanup(modern.end_all)  # the last one added is done first
    if config.option.basetemp is None:
        config.option.basetemp = f"{tempfile.gettempdir()}/pytest"
    config.pluginmanager.register(_Failures(config))


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: tests spend more time waiting for engines than computing."""
    return 2 * len(os.sched_getaffinity(0))


class _Failures:
    """Names a test as soon as it fails: the dots don't, and the summary is minutes away."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None and self._config.get_verbosity() <= 0:
            terminal.write(f"\n{report.when} of {report.nodeid} failed\n")


def _ignore(number: int, frame: FrameType | None) -> None:
    """A handler: unlike SIG_IGN, it does not survive an exec."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show, at the end of a run, which command works on which engine."""
    matrix.show(terminalreporter.stats, terminalreporter)


@pytest.fixture
def tmp_path() -> Path:
    """A directory for this test alone, inside the one that leftovers.py removes.

    For each new directory, pytest's own fixture lists all existing ones.
    """
    return Path(tempfile.mkdtemp(prefix="test-")).resolve()


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A test engine on a unix socket. It has the image busybox, and no containers."""
    with Engine() as running:
        yield running


@pytest.fixture
def ps() -> None:
    """The machine's own ps, which engines call to list a container's processes."""
    require_program("ps", "procps")


@pytest.fixture
def docker15_class() -> type[Docker15]:
    """How docker15 runs in a directory's tests."""
    return InProcess


@pytest.fixture
def docker15(docker15_class: type[Docker15], engine: Engine, tmp_path: Path) -> Docker15:
    """docker15 with DOCKER_HOST set to the test engine; its home is the test's directory."""
    return docker15_class(tmp_path, engine.url)


@pytest.fixture
def lone_docker15(docker15_class: type[Docker15], tmp_path: Path) -> Docker15:
    """docker15 without an engine."""
    return docker15_class(tmp_path)
