"""`docker15 images` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene, normal


def test_images(docker15: Scene) -> None:
    image = docker15("images", "-q").line
    assert docker15("tag", "busybox", "joe/app", "v1").exit_status == 0
    header, *rows = docker15("images").lines
    assert header.split() == ["REPOSITORY", "TAG", "ID", "CREATED", "SIZE"]
    assert {tuple(row.split()[:3]) for row in rows} == {
        ("busybox", "latest", image),
        ("joe/app", "v1", image),
    }
    assert docker15("images", "-q", "joe/*").line == image
    assert docker15("images", "-q", "nosuch").lines == []


def test_as_a_graph_and_as_a_tree(docker15: Scene) -> None:
    image = docker15("images", "-q").line
    graph = normal(docker15("images", "-viz").stdout.decode(), MINE=image)
    assert graph[0] == "digraph docker {"
    assert ' base -> "MINE" [style=invis]' in graph
    assert any(line.startswith(r' "MINE" [label="MINE\nbusybox:latest"') for line in graph)
    tree = docker15("images", "--tree").line
    assert image in tree
    assert "busybox:latest" in tree
