"""`docker15 push` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_without_a_login(docker15: Scene) -> None:
    name = f"{docker15.registry}/team1/secret".lstrip("/")
    assert docker15("tag", "busybox", name).exit_status == 0
    result = docker15("push", name)
    assert result.exit_status == 1
    assert "log in with `docker15 login" in result.error


def test_what_is_missing(docker15: Scene) -> None:
    result = docker15("push", "team1/nosuch")
    assert result.exit_status == 1
    assert "nosuch" in result.error
