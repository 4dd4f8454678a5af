"""`docker15 inspect` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene


def test_inspect(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "exit 7")
    result = docker15("inspect", container, "nosuch", "busybox")
    assert result.exit_status == 1
    has_networks = docker15.version not in ("1.5", "1.12")
    kinds = "object" if has_networks else "image or container"
    assert result.error == f"No such {kinds}: nosuch"
    inspected, image = json.loads(result.stdout)
    assert inspected["State"]["ExitCode"] == 7
    assert inspected["Config"]["Cmd"] == ["sh", "-c", "exit 7"]
    assert (image.get("Id") or image["id"]).removeprefix("sha256:")
    assert docker15("inspect", "-f", "{{.State.Running}}", container).line == "false"
