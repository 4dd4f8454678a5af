"""`docker15 info` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_info(docker15: Scene) -> None:
    docker15.ended("true")
    lines = docker15("info").lines
    assert lines[0] == "Containers: 1"
    assert lines[1].startswith("Images: ")
