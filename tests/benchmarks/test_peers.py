"""The table of docs/differences.md about docker on Podman is that of tests.benchmarks.peers."""

from __future__ import annotations

import re

from tests import readme
from tests.benchmarks.peers import LINES


def test_the_documented_lines_are_measured() -> None:
    table = readme.TEXT.partition("## What docker 28 gets wrong on Podman\n")[2].partition("\n## ")[
        0
    ]
    rows = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert rows
    assert set(rows) <= set(LINES)
