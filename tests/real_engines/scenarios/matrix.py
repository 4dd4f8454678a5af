"""The matrix of commands and engines, from the reports of the scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.real_engines import modern

ENGINES = ("1.5", "podman", "1.12", "1.24", "1.30", "1.41", "1.44", "1.52")
"""The test engine, Podman, a real dockerd in four versions, and the test engine's modern face."""

MODERN = modern.NAMES
"""Today's Docker and Podman, in the newest version that they speak."""

NEWEST = "1.41"
"""The newest version of the real dockerd."""

TRANSPORTS = {"tcp": "1.52", "tls": NEWEST, "ssh": "1.52"}
"""The transports besides a unix socket, and which column's engine is behind each.

With a real one behind each, these columns would take a tenth of all tests' time. Real ones behind
ssh and TCP are in test_ssh.py and test_remote.py.
"""

FORCED = ("1.12", "1.24", "1.30", "1.44")
"""The columns in which the version is forced; elsewhere it is negotiated."""

TEST_ENGINE = {"1.5": "", "1.44": "1.52", "1.52": "1.52"}
"""The newest version of the test engine, in its columns; "" for API 1.5."""

COLUMN, HEAD, REFUSAL = "engine", "head", "refusal"  # a report's properties
_SCENARIO = re.compile(r"tests/real_engines/scenarios/test_(\w+)\.py::")
_HEADS = {
    "1.5": "1.5 (test)",
    "1.41": "1.41 (newest)",
    "1.44": "1.44 (test)",
    "1.52": "1.52 (test)",
}
_WIDTH = 15


def show(reports: Mapping[str, Iterable[object]], write: pytest.TerminalReporter) -> None:
    """Write a row per command and a column per engine, if scenarios have run."""
    cells: dict[tuple[str, str], str] = {}
    heads = dict(_HEADS)
    for command, column, cell, head in _results(reports):
        cells[command, column] = max(cell, cells.get((command, column), ""), key=_weight)
        if head:
            heads[column] = head
    for title, columns in (
        ("engines", ENGINES),
        ("engines of today", MODERN),
        ("transports", TRANSPORTS),
    ):
        commands = sorted({command for command, column in cells if column in columns})
        if commands:
            write.section(f"commands on {title}")
            _show_row(write, "command", (heads.get(column, column) for column in columns))
        for command in commands:
            _show_row(write, command, (cells.get((command, column), "") for column in columns))


def _show_row(write: pytest.TerminalReporter, first: str, cells: Iterable[str]) -> None:
    write.line("".join([first.ljust(12), *(cell.ljust(_WIDTH) for cell in cells)]).rstrip())


def _results(reports: Mapping[str, Iterable[object]]) -> Iterator[tuple[str, str, str, str]]:
    for report in (report for found in reports.values() for report in found):
        if not isinstance(report, pytest.TestReport):
            continue
        scenario = _SCENARIO.match(report.nodeid)
        properties = dict(report.user_properties)
        if scenario is None or COLUMN not in properties:
            continue
        if report.when == "call" or not report.passed:
            column, head = (str(properties.get(name, "")) for name in (COLUMN, HEAD))
            yield scenario[1].rstrip("_"), column, _cell(report, properties), head


def _cell(report: pytest.TestReport, properties: Mapping[str, object]) -> str:
    if report.failed:
        return "FAIL"
    if report.skipped:
        return "not run"
    return str(properties.get(REFUSAL) or "pass")


def _weight(cell: str) -> int:
    """The result's weight: of several scenarios of one command, the worst result is shown."""
    known = ("", "pass", "not run", "FAIL")
    return (
        known.index(cell) if cell == "FAIL" else min(2, known.index(cell) if cell in known else 2)
    )
