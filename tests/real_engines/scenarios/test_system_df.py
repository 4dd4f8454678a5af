"""`docker15 system df` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene


def test_system_df(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "echo new > /new")
    result = docker15("system", "df")
    if docker15.version in ("1.5", "1.12", "1.24"):
        docker15.refused(result, "1.25")
        return
    rows = {line[:20].strip(): line[20:].split() for line in result.lines}
    assert rows["TYPE"] == ["TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
    assert rows["Containers"][:2] == ["1", "0"]
    assert rows["Images"][:2] == ["1", "1"]
    assert "-" not in rows["Images"][3]
    (value,) = docker15("system", "df", "-v", "--format", "json").lines
    found = json.loads(value)
    assert [row["Repository"] for row in found["Images"]] == ["busybox"]
    assert [row["ID"][:12] for row in found["Containers"]] == [container]
    assert "Containers space usage:" in docker15("system", "df", "-v").lines
