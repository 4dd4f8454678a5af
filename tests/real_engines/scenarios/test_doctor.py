"""`docker15 doctor` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_doctor(docker15: Scene) -> None:
    result = docker15("doctor")
    assert (result.exit_status, result.stderr) == (0, b"")
    spoken = docker15("version").lines[-1].removeprefix("API version in use: ")
    assert f", API {spoken.partition(' ')[0]} (" in result.lines[1]
