"""Fixtures for the tests of several commands."""

from __future__ import annotations

from pathlib import Path

import pytest

DOCKERFILE = b"FROM busybox\nADD file /file\n"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A directory with a Dockerfile that adds a file."""
    root = tmp_path / "context"
    root.mkdir()
    (root / "Dockerfile").write_bytes(DOCKERFILE)
    (root / "file").write_bytes(b"data")
    return root
