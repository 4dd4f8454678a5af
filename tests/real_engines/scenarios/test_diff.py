"""`docker15 diff` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_diff(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "mkdir new; echo x > new/file")
    changes = docker15("diff", container).lines
    assert {"A /new", "A /new/file"} <= set(changes)
    missing = docker15("diff", "nosuch")
    assert missing.error == "No such container: nosuch"
    assert missing.exit_status == 1
