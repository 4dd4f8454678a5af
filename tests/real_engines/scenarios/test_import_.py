"""`docker15 import` on every engine."""

from __future__ import annotations

from pathlib import Path

from tests.real_engines.scenarios.scene import Scene


def test_import(docker15: Scene, rootfs_tar: Path) -> None:
    imported = docker15("import", "-", "mine", "v1", stdin=rootfs_tar.read_bytes())
    assert imported.exit_status == 0
    assert docker15("images", "-q", "mine").line == imported.lines[0][:12]
    assert docker15("run", "mine:v1", "echo", "works").line == "works"


def test_empty_input_is_not_an_image(docker15: Scene) -> None:
    result = docker15("import", "-", "mine", stdin=b"")
    assert (result.exit_status, result.stdout) == (1, b"")
    assert docker15("images", "-q", "mine").lines == []
