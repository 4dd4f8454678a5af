"""`docker15 pull` on every engine, from a registry that requires a login."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_push_and_pull(docker15: Scene) -> None:
    name = f"{docker15.registry}/team1/app".lstrip("/")
    assert docker15("tag", "busybox", name).exit_status == 0
    assert docker15.login().exit_status == 0
    moved = name if docker15.is_native else f"{name}:latest"  # with 1.5, all of the repository
    assert docker15("push", "-q", name).line == moved
    assert docker15("rmi", name).exit_status == 0
    pulled = docker15("pull", name)
    assert (pulled.stderr, pulled.exit_status) == (b"", 0)
    assert docker15("run", name, "echo", "pulled").line == "pulled"
