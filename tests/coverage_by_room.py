"""`--coverage`: the branch coverage of docker15_cli, by room, held to the floors of setup.cfg.

It is measured in the processes that run tests and in those that forking.py forks for them, but not
in an executable that a test starts, which is there to show its memory, imports or first moments.
"""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import forking

_PASSED_ON = "COVERAGE_PROCESS_CONFIG"  # makes Python start coverage
_PARTS = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "maxfail")
_HIT, _POSSIBLE = ("covered_lines", "covered_branches"), ("num_statements", "num_branches")
_ALL = "all"


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--coverage", action="store_true", help="show branch coverage, by room")
    parser.addini("coverage_floor", "per cent over all, for a whole run", default="0")
    parser.addini("room_coverage_floor", "per cent of each room", default="0")


def begin(config: pytest.Config) -> None:
    """Before any test, in each process that runs tests or has others run them."""
    is_worker = hasattr(config, "workerinput")
    if config.option.coverage and not is_worker:
        config.pluginmanager.register(RoomCoverage(config))
    if is_worker or not config.getoption("numprocesses", None):
        forking.coverage_config = os.environ.pop(_PASSED_ON, "")
    if forking.coverage_config:
        config.pluginmanager.register(OwnCoverage(is_worker))


class OwnCoverage:
    """The coverage of one process that runs tests."""

    def __init__(self, is_worker: bool) -> None:
        import coverage

        self._coverage = coverage.Coverage.current()
        self._is_worker = is_worker

    def pytest_sessionfinish(self) -> None:
        """Before xdist hears that the worker is done: it is killed soon after that."""
        forking.end()
        if self._is_worker and self._coverage is not None:
            self._coverage.stop()
            self._coverage.save()
            self._coverage._auto_save = False  # else a late thread could truncate the file


class RoomCoverage:
    """Starts with the run, and at its end shows what is in the files of all processes."""

    def __init__(self, config: pytest.Config) -> None:
        import coverage

        self._config = config
        self._directory = Path(tempfile.gettempdir()) / "coverage"
        self._directory.mkdir()
        self._coverage = coverage.Coverage(data_file=str(self._directory / "data"))
        self._coverage.start()
        self._rows: list[tuple[str, float, float]] = []
        self._unreadable: list[str] = []  # a truncated file, of a process that was killed

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """After xdist's workers have ended, before the summary."""
        yield
        forking.end()
        self._coverage.stop()
        if session.exitstatus == pytest.ExitCode.INTERRUPTED:
            return
        self._coverage.save()
        self._rows = list(self._measured())
        is_low = any(percent < floor for _, percent, floor in self._rows)
        if is_low and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _measured(self) -> Iterator[tuple[str, float, float]]:
        """Each room with its percentage and its floor; the last row is the total."""
        rooms: dict[str, Counter[str]] = {}
        for path, summary in self._summaries().items():
            for room in (path.parent.name, _ALL):
                counted = {key: summary.get(key, 0) for key in (*_HIT, *_POSSIBLE)}
                rooms.setdefault(room, Counter()).update(counted)
        for room, counts in sorted(rooms.items(), key=lambda row: (row[0] == _ALL, row[0])):
            hit, possible = (sum(counts[key] for key in keys) for keys in (_HIT, _POSSIBLE))
            yield room, 100 * hit / possible, self._floor(room)

    def _floor(self, room: str) -> float:
        name = "coverage_floor" if room == _ALL else "room_coverage_floor"
        is_held = self._is_whole and not self._unreadable
        return float(self._config.getini(name)) if is_held else 0

    def _summaries(self) -> dict[Path, dict[str, int]]:
        with warnings.catch_warnings(record=True) as caught:
            self._coverage.combine()
        self._unreadable = [str(each.message) for each in caught]
        written = self._directory / "report.json"
        self._coverage.json_report(outfile=str(written))
        files: dict[str, Any] = json.loads(written.read_text())["files"]
        return {Path(name): found["summary"] for name, found in files.items()}

    @property
    def _is_whole(self) -> bool:
        """Whether all tests were selected: some of them cover only some of the code."""
        is_all = self._config.args_source is pytest.Config.ArgsSource.TESTPATHS
        return is_all and not any(self._config.getoption(name, None) for name in _PARTS)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("branch coverage, per cent")
        for room, percent, floor in self._rows:
            note = f"  FAIL: under {floor:g}" if percent < floor else ""
            terminalreporter.line(f"{room:16}{percent:6.1f}{note}")
        for warning in self._unreadable:
            terminalreporter.line(f"incomplete, and not held to a floor: {warning}")
