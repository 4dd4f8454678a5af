"""`docker15 images` and `docker15 rmi`."""

from __future__ import annotations

import json

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import ended
from tests.fake_engine import BUSYBOX, Engine

DAY = 24 * 3600
HEADER = "REPOSITORY          TAG                 ID                  CREATED             SIZE"


def test_rows(docker15: Docker15, engine: Engine) -> None:
    image = engine.state.add_image("team/app:v1", parent="busybox", size=2500, age=15 * DAY)
    loose = engine.state.add_image(size=1000, age=20 * DAY)
    header, *rows = docker15("images").lines
    assert header == HEADER
    assert [row.split()[:3] for row in rows] == [
        ["busybox", "latest", BUSYBOX[:12]],
        ["team/app", "v1", image.short_id],
        ["<none>", "<none>", loose.short_id],
    ]
    assert rows[0][60:] == "3 days ago          2.038 MB (virtual 2.038 MB)"
    assert rows[1][60:] == "2 weeks ago         2.5 kB (virtual 2.04 MB)"


def test_an_image_with_several_tags(docker15: Docker15, engine: Engine) -> None:
    engine.state.images.tag("other", "v2", BUSYBOX)
    assert docker15("images", "-q").lines == [BUSYBOX[:12]] * 2


@pytest.mark.parametrize("spelling", ["-a", "--all", "-all=1"])
def test_all(docker15: Docker15, engine: Engine, spelling: str) -> None:
    below = engine.state.add_image(age=2)
    engine.state.add_image("app", parent=below.id, age=1)
    assert below.short_id not in docker15("images", "-q").lines
    assert below.short_id in docker15("images", "-q", spelling).lines


@pytest.mark.parametrize("spelling", [["-q"], ["--quiet"], ["-aq"], ["-qa"]])
def test_quiet(docker15: Docker15, spelling: list[str]) -> None:
    assert docker15("images", *spelling).line == BUSYBOX[:12]


@pytest.mark.parametrize("spelling", ["-notrunc", "--no-trunc"])
def test_no_trunc(docker15: Docker15, spelling: str) -> None:
    assert BUSYBOX in docker15("images", spelling).lines[1]
    assert docker15("images", "-q", spelling).line == BUSYBOX


def test_one_repository(docker15: Docker15, engine: Engine) -> None:
    engine.state.add_image("app:v1")
    assert docker15("images", "busybox", "-q").line == BUSYBOX[:12]
    assert docker15("images", "nosuch").line == HEADER


def test_a_graph(docker15: Docker15, engine: Engine) -> None:
    image = engine.state.add_image("app:v1", parent="busybox")
    for spelling in ("-viz", "--viz"):
        graph = docker15("images", spelling).lines
        assert (graph[0], graph[-1]) == ("digraph docker {", "}")
        assert f' "{BUSYBOX[:12]}" -> "{image.short_id}"' in graph


def test_a_tree(docker15: Docker15, engine: Engine) -> None:
    image = engine.state.add_image("app:v1", parent="busybox")
    base, child = docker15("images", "--tree").lines
    assert BUSYBOX[:12] in base
    assert base.endswith("570190638ab6 2.038 MB Tags: busybox:latest")
    assert image.short_id in child
    assert len(child) - len(child.lstrip(" │└├─")) > len(base) - len(base.lstrip(" │└├─"))


@pytest.mark.parametrize("option", ["-viz", "--tree"])
def test_a_graph_of_one_repository(docker15: Docker15, engine: Engine, option: str) -> None:
    assert docker15("images", option, "busybox").exit_status == 2
    assert engine.requests.connections == 0


def test_formats(docker15: Docker15) -> None:
    row = json.loads(docker15("images", "--format", "api").line)
    assert (row["Repository"], row["Id"], row["Size"]) == ("busybox", BUSYBOX, 2037544)
    row = json.loads(docker15("images", "--format", "json").line)
    assert (row["Repository"], row["ID"], row["Size"]) == ("busybox", BUSYBOX[:12], "2.04MB")
    template = "{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}"
    assert docker15("images", "--format", template).line == (
        f"busybox:latest {BUSYBOX[:12]} 2.04MB"
    )


def test_a_filter_needs_an_engine_that_has_it(docker15: Docker15) -> None:
    result = docker15("images", "-f", "dangling=true")
    assert result.error == "--filter needs API 1.12 or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")


@pytest.mark.parametrize(
    "args", [["--filter", "dangling"], ["--viz", "-f", "label=x"], ["--tree", "busybox"]]
)
def test_a_bad_selection_sends_nothing(docker15: Docker15, engine: Engine, args: list[str]) -> None:
    result = docker15("images", *args)
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


# --- rmi


def test_rmi(docker15: Docker15, engine: Engine) -> None:
    image = engine.state.add_image("app:v1", parent="busybox")
    assert docker15("rmi", "app:v1").lines == [
        f"Untagged: {image.short_id}",
        f"Deleted: {image.short_id}",
    ]
    assert not engine.state.images.exists("app:v1")


def test_rmi_of_a_tag_among_others(docker15: Docker15, engine: Engine) -> None:
    engine.state.images.tag("other", "v2", BUSYBOX)
    assert docker15("rmi", "other:v2").line == f"Untagged: {BUSYBOX[:12]}"
    assert engine.state.images.exists("busybox")


def test_rmi_of_several(docker15: Docker15, engine: Engine) -> None:
    one = engine.state.add_image("one:v1", parent="busybox")
    two = engine.state.add_image("two:v1", parent="busybox")
    result = docker15("rmi", "one:v1", "nosuch", "two:v1")
    assert result.lines == [
        f"{done}: {image.short_id}" for image in (one, two) for done in ("Untagged", "Deleted")
    ]
    assert (result.error, result.exit_status) == ("No such image: nosuch", 1)


def test_rmi_of_an_id_with_several_repositories(docker15: Docker15, engine: Engine) -> None:
    engine.state.images.tag("other", "v2", BUSYBOX)
    result = docker15("rmi", BUSYBOX[:12])
    assert "Conflict" in result.error
    assert result.exit_status == 1
    for spelling in ("-f", "--force"):
        result = docker15("rmi", spelling, BUSYBOX[:12])
        assert result.error == "rmi -f needs API 1.10 or later; this engine speaks 1.5"
        assert result.exit_status == 1
    assert engine.state.images.exists("busybox")


def test_rmi_of_a_used_image(docker15: Docker15, engine: Engine) -> None:
    """A 1.5 daemon removes it."""
    ended(engine)
    assert docker15("rmi", "busybox").exit_status == 0


@pytest.mark.parametrize("name", ["..", "a/../../containers/x", ""])
def test_rmi_of_an_impossible_name(docker15: Docker15, engine: Engine, name: str) -> None:
    result = docker15("rmi", name)
    assert (result.error, result.exit_status) == (f"No such image: {name}", 1)
    assert engine.requests.connections == 0


def test_a_name_with_a_registry_and_a_tag(docker15: Docker15, engine: Engine) -> None:
    """Slashes and colons stay as they are in the path."""
    engine.state.add_image("localhost:5000/a/b:tag", parent="busybox")
    assert docker15("rmi", "localhost:5000/a/b:tag").exit_status == 0
    assert engine.requests.lines == ["DELETE /v1.5/images/localhost:5000/a/b:tag"]
