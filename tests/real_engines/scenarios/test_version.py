"""`docker15 version` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_version(docker15: Scene) -> None:
    lines = docker15("version").lines
    assert lines[0].startswith("Client version: ")
    assert lines[4].startswith("Server version: ")
    in_use = lines[-1].removeprefix("API version in use: ")
    spoken = "1.5 (podman" if docker15.version == "podman" else docker15.version
    assert in_use.startswith((f"{spoken} ", f"{spoken}:"))
