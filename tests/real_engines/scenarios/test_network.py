"""`docker15 network …` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene

NO_NETWORKS = ("1.5", "1.12")


def test_a_networks_life(docker15: Scene) -> None:
    if docker15.version in NO_NETWORKS:
        for words in (("create", "x"), ("ls",), ("rm", "x"), ("inspect", "x")):
            docker15.refused(docker15("network", *words), "1.21")
        return
    identifier = docker15("network", "create", "--internal", "--label", "of=test", "d15net").line
    try:
        assert len(identifier) == 64
        taken = docker15("network", "create", "d15net")
        assert (taken.exit_status, taken.stdout) == (1, b"")
        assert "already exists" in taken.error or "already used" in taken.error
        assert identifier[:12] in docker15("network", "ls", "-q").lines
        rows = [row.split() for row in docker15("network", "ls").lines]
        assert rows[0] == ["NETWORK", "ID", "NAME", "DRIVER", "SCOPE"]
        assert [identifier[:12], "d15net", "bridge", "local"] in rows
        template = "{{.Name}} {{.Internal}} {{.Labels}}"
        found = docker15("network", "ls", "--filter", "name=d15net", "--format", template)
        assert found.line == "d15net true of=test"
        (value,) = json.loads(docker15("network", "inspect", "d15net").stdout)
        assert (value["Id"], value["Driver"]) == (identifier, "bridge")
        assert docker15("inspect", "-f", "{{.Driver}}", "d15net").line == "bridge"
    finally:
        removed = docker15("network", "rm", "d15net", "d15nosuch")
    assert (removed.lines, removed.exit_status) == (["d15net"], 1)
    assert "d15nosuch" in removed.error
    forgiven = docker15("network", "rm", "-f", "d15nosuch")
    assert (forgiven.stdout, forgiven.exit_status) == (b"", 0)
    assert "d15nosuch" in forgiven.stderr.decode()


def test_connections(docker15: Scene) -> None:
    if docker15.version in NO_NETWORKS:
        for word in ("connect", "disconnect"):
            docker15.refused(docker15("network", word, "a", "b"), "1.21")
        return
    docker15("network", "create", "--internal", "d15net")
    try:
        # Not started, because not every machine can connect a running container.
        container = docker15("create", "busybox", "sleep", "60").line
        for words in (("connect",), ("disconnect",)):
            result = docker15("network", *words, "d15net", container)
            assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
        again = docker15("network", "disconnect", "d15net", container)
        assert again.exit_status == 1
        missing = docker15("network", "connect", "d15net", "d15nosuch")
        assert (missing.exit_status, missing.stdout) == (1, b"")
        assert "d15nosuch" in missing.error
    finally:
        docker15("network", "rm", "d15net")
