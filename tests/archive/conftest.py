"""Where archives are extracted to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive.unpacking import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
