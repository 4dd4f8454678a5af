"""`docker15 system df`: docker's sums, and what -v shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.jsontypes import JsonObject
from docker15_cli.usage.disk import summary
from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.fixture(params=["1.52", "1.44"])
def docker15(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15, with both layouts of the answer."""
    with Engine(api="1.52") as engine:
        yield Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": request.param})


def fill(docker15: Docker15) -> None:
    docker15("volume", "create", "data")
    docker15("run", "--name", "job", "-v", "data:/data", "busybox", "sh", "-c", "echo 1 > /file")
    docker15("commit", "job", "app:v1")
    docker15("run", "-d", "--name", "web", "busybox", "sleep", "60")


def test_the_table(docker15: Docker15) -> None:
    fill(docker15)
    rows = [line.split(maxsplit=1) for line in docker15("system", "df").lines]
    assert rows[0] == ["TYPE", rows[0][1]]
    assert rows[0][1].split() == ["TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
    cells = {line.split("  ")[0]: line[20:].split() for line in docker15("system", "df").lines}
    assert cells["Images"][:2] == ["2", "1"]
    assert cells["Containers"][:2] == ["2", "1"]
    assert cells["Local Volumes"] == ["1", "1", "12B", "0B", "(0%)"]
    assert cells["Build Cache"] == ["0", "0", "0B", "0B"]


def test_formats(docker15: Docker15) -> None:
    fill(docker15)
    rows = [json.loads(line) for line in docker15("system", "df", "--format", "json").lines]
    assert [sorted(row) for row in rows] == [
        ["Active", "Reclaimable", "Size", "TotalCount", "Type"]
    ] * 4
    assert [row["Type"] for row in rows] == [
        *("Images", "Containers", "Local Volumes", "Build Cache"),
    ]
    types = docker15("system", "df", "--format", "{{.Type}}: {{.TotalCount}}")
    assert types.lines[0] == "Images: 2"
    (value,) = docker15("system", "df", "-v", "--format", "json").lines
    assert sorted(json.loads(value)) == ["BuildCache", "Containers", "Images", "Volumes"]
    names = docker15("system", "df", "-v", "--format", "{{range .Containers}}{{.Names}} {{end}}")
    assert names.line.split() == ["web", "job"]
    bad = docker15("system", "df", "-v", "--format", "{{.Nosuch}}")
    assert (bad.exit_status, bad.stdout) == (2, b"")


def test_each_object(docker15: Docker15) -> None:
    fill(docker15)
    lines = docker15("system", "df", "-v").lines
    titles = [line for line in lines if "usage:" in line]
    assert titles == [
        *("Images space usage:", "Containers space usage:", "Local Volumes space usage:"),
        "Build cache usage: 0B",
    ]
    (volume,) = [line.split() for line in lines if line.startswith("data ")]
    assert volume == ["data", "1", "12B"]
    assert {line.split()[0] for line in lines[3:5]} == {"app", "busybox"}


def test_several_engines_have_a_column(docker15: Docker15) -> None:
    with Engine(api="1.52") as second:
        hosts = ("-H", docker15.host, "-H", second.url)
        lines = docker15(*hosts, "system", "df").lines
        assert lines[0].split()[:2] == ["HOST", "TYPE"]
        assert [line.split()[0] for line in lines[1:]] == [docker15.host] * 4 + [second.url] * 4
        sections = docker15(*hosts, "system", "df", "-v").lines
        assert len([line for line in sections if line.startswith("HOST ")]) == 4
        values = [
            json.loads(line)
            for line in docker15(*hosts, "system", "df", "-v", "--format", "json").lines
        ]
        assert [value["Host"] for value in values] == [docker15.host, second.url]


def test_docker_s_arithmetic() -> None:
    found: dict[str, list[JsonObject]] = {
        "Images": [
            {"Id": "a", "Size": 600, "SharedSize": 100, "Containers": 1},
            {"Id": "b", "Size": 500, "SharedSize": 100},
        ],
        "Containers": [
            {"State": "running", "SizeRw": 70},
            {"State": "exited", "SizeRw": 30},
            {"State": "created"},
        ],
        "Volumes": [
            {"Name": "a", "UsageData": {"RefCount": 1, "Size": 10}},
            {"Name": "b", "UsageData": {"RefCount": 0, "Size": 5}},
            {"Name": "c", "UsageData": {"RefCount": -1, "Size": -1}},
            {"Name": "d"},
        ],
        "BuildCache": [{"Size": 8, "InUse": True}, {"Size": 4, "Shared": True}, {"Size": 2}],
    }
    rows = [tuple(row.values())[1:] for row in summary(1000, found)]
    assert rows == [(2, 1, 1000, 500), (3, 1, 100, 30), (4, 1, 15, 5), (3, 1, 10, 2)]
    assert summary(0, found)[0]["Size"] == 900
    assert [row["Size"] for row in summary(0, {key: [] for key in found})] == [0, 0, 0, 0]


def test_before_1_25(tmp_path: Path) -> None:
    with Engine(api="1.52", minimum="1.24") as engine:
        old = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": "1.24"})
        result = old("system", "df")
        assert result.error == "system df needs API 1.25 or later; this engine speaks 1.24"
