"""debian/: what has to be as it is elsewhere. docs/releasing.md says how the package is tried."""

from __future__ import annotations

import re
from pathlib import Path

from tools.dependencies import declared

DEBIAN = Path(__file__).parents[2] / "debian"


def test_the_other_distribution_will_do() -> None:
    (line,) = (DEBIAN / "py3dist-overrides").read_text().splitlines()
    name, *packages = re.split(r" \| | ", line)
    assert name in {re.split("[<>=]", requirement)[0] for requirement in declared()}
    assert packages == ["python3-requests-unixsocket", "python3-requests-unixsocket2"]
