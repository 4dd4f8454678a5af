"""`docker15 tag`."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.mark.parametrize(
    ("args", "query"),
    [
        (("tagged",), "repo=tagged"),
        (("tagged", "v1"), "repo=tagged&tag=v1"),
        (("tagged:v1",), "repo=tagged&tag=v1"),
        (("localhost:5000/a/b",), "repo=localhost%3A5000%2Fa%2Fb"),
        (("localhost:5000/a/b:v1",), "repo=localhost%3A5000%2Fa%2Fb&tag=v1"),
        (("-f", "tagged"), "force=1&repo=tagged"),
    ],
)
def test_request(docker15: Docker15, engine: Engine, args: tuple[str, ...], query: str) -> None:
    result = docker15("tag", "busybox", *args)
    assert (result.exit_status, result.stdout, result.stderr) == (0, b"", b"")
    assert engine.requests.lines == [f"POST /v1.5/images/busybox/tag?{query}"]


def test_the_image_has_the_name(docker15: Docker15) -> None:
    docker15("tag", "busybox", "joe/app:v1")
    row = docker15("images", "joe/app").lines[1]
    assert row.split()[:2] == ["joe/app", "v1"]


def test_a_missing_image(docker15: Docker15) -> None:
    result = docker15("tag", "nosuch", "x")
    assert (result.error, result.exit_status) == ("Image does not exist: nosuch", 1)


def test_two_tags_are_one_too_many(docker15: Docker15, engine: Engine) -> None:
    result = docker15("tag", "busybox", "a:b", "c")
    assert result.exit_status == 2
    assert b"Conflicting tags: a:b and c" in result.stderr
    assert len(engine.requests) == 0


@pytest.mark.parametrize("image", ["a b", "ü", "a?b", "a#b", "a%2fb", "a\r\nX: y"])
def test_an_odd_name_only_reaches_this_endpoint(
    docker15: Docker15, engine: Engine, image: str
) -> None:
    assert docker15("tag", image, "x").exit_status == 1
    (request,) = engine.requests
    assert request.target.startswith("/v1.5/images/")
    assert request.target.endswith("/tag?repo=x")
    assert request.header("X") is None
