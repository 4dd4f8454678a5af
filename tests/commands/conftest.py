"""Fixtures for the tests of several commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DOCKERFILE = b"FROM busybox\nADD file /file\n"
BIG = 8 * 1024 * 1024


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A directory with a Dockerfile that adds a file."""
    root = tmp_path / "context"
    root.mkdir()
    (root / "Dockerfile").write_bytes(DOCKERFILE)
    (root / "file").write_bytes(b"data")
    return root


@pytest.fixture(scope="session")
def big() -> bytes:
    """A file's contents, of BIG bytes."""
    return os.urandom(BIG)
