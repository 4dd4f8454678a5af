"""`docker15 volume …` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene

NO_VOLUMES = ("1.5", "1.12")
TEST_ENGINE = ("1.44", "1.52")


def test_what_is_in_a_volume(docker15: Scene) -> None:
    if docker15.version in NO_VOLUMES:
        for words in (("export", "x"), ("import", "x"), ("cp", "--to", docker15.host, "x")):
            docker15.refused(docker15("volume", *words, stdin=b"x"), "1.21")
        return
    if docker15.version in TEST_ENGINE:
        return  # its containers have no volumes
    fill = "echo x > /d/x; mkdir /d/sub; chown 12:34 /d/sub"
    run = ("run", "-rm", "-v", "d15full:/d", "busybox", "sh", "-c")
    try:
        assert docker15(*run, fill).exit_status == 0
        archive = docker15("volume", "export", "d15full")
        assert (archive.stderr, archive.exit_status) == (b"", 0)
        docker15("volume", "rm", "d15full")
        assert docker15("volume", "import", "d15full", stdin=archive.stdout).line == "d15full"
        assert docker15(*run, "cd /d; cat x; stat -c %u:%g sub").lines == ["x", "12:34"]
        copied = docker15("volume", "cp", "-q", "--to", docker15.host, "d15full")
        assert (copied.exit_status, copied.stdout) == (1, b"")
        assert "source and target are the same engine" in copied.error
    finally:
        docker15("volume", "rm", "d15full")


def test_a_volumes_life(docker15: Scene) -> None:
    if docker15.version in NO_VOLUMES:
        for words in (("create", "x"), ("ls",), ("rm", "x"), ("inspect", "x")):
            docker15.refused(docker15("volume", *words), "1.21")
        return
    made = docker15("volume", "create", "--label", "of=test", "d15data")
    try:
        assert made.line == "d15data"
        assert docker15("volume", "create", "d15data").line == "d15data"
        assert docker15("volume", "create", "--name", "d15data").line == "d15data"
        assert docker15("volume", "create", "--name", "d15data", "d15data").exit_status == 2
        assert "d15data" in docker15("volume", "ls", "-q").lines
        title, *rows = docker15("volume", "ls").lines
        assert title.split() == ["DRIVER", "VOLUME", "NAME"]
        assert ["local", "d15data"] in [row.split() for row in rows]
        found = docker15("volume", "ls", "--filter", "label=of=test", "--format", "{{.Name}}")
        assert found.line == "d15data"
        (value,) = json.loads(docker15("volume", "inspect", "d15data").stdout)
        assert (value["Name"], value["Driver"], value["Labels"]) == (
            *("d15data", "local"),
            {"of": "test"},
        )
        assert docker15("inspect", "-f", "{{.Driver}}", "d15data").line == "local"
        container = docker15("run", "-d", "-v", "d15data:/data", "busybox", "sleep", "60").line
        in_use = docker15("volume", "rm", "d15data")
        assert (in_use.exit_status, in_use.stdout) == (1, b"")
        docker15("rm", "-f", container)
    finally:
        removed = docker15("volume", "rm", "d15data", "d15nosuch")
    assert (removed.lines, removed.exit_status) == (["d15data"], 1)
    assert "d15nosuch" in removed.error
    forced = docker15("volume", "rm", "-f", "d15nosuch")
    if docker15.version == "1.24":
        docker15.refused(forced, "1.25")
    else:
        assert forced.exit_status == 0
