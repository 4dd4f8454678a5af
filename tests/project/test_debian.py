"""debian/: what must match other files. docs/releasing.md says how to test the package."""

from __future__ import annotations

import re
from pathlib import Path

from tools.dependencies import declared

DEBIAN = Path(__file__).parents[2] / "debian"


def test_the_alternative_dependency_is_accepted() -> None:
    (line,) = (DEBIAN / "py3dist-overrides").read_text().splitlines()
    name, *packages = re.split(r" \| | ", line)
    assert name in {re.split("[<>=]", requirement)[0] for requirement in declared()}
    assert packages == ["python3-requests-unixsocket", "python3-requests-unixsocket2"]
