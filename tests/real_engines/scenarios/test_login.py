"""`docker15 login` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene


def test_login(docker15: Scene) -> None:
    result = docker15.login()
    assert (result.lines[-1], result.exit_status) == ("Login Succeeded", 0)
    ((server, entry),) = json.loads((docker15.home / ".dockercfg").read_text()).items()
    assert server.endswith("/v1/")
    assert entry["email"] == "joe@example.org"
    again = docker15("login", "-u", "joe", "-p", "wrong", *filter(None, [docker15.registry]))
    assert again.exit_status == 1
    stored = json.loads((docker15.home / ".dockercfg").read_text())
    assert stored == {server: entry}
    assert docker15("logout", *filter(None, [docker15.registry])).exit_status == 0
    assert not (docker15.home / ".dockercfg").exists()
