"""The translations for images (docs/spec/engines.md §2.12, §2.20)."""

from __future__ import annotations

import pytest

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker
from docker15_cli.dialects.base import Dialect
from docker15_cli.dialects.podman import podman

PODMAN = podman("1.41")
DOCKER = docker.docker("1.41")
MODERN = pytest.mark.parametrize("dialect", [PODMAN, DOCKER], ids=["podman", "docker"])


@MODERN
def test_images_have_a_row_per_tag(dialect: Dialect) -> None:
    image = {
        "Id": "sha256:" + "1" * 64,
        "RepoTags": ["docker.io/library/busybox:latest", "localhost:5000/team/app:v1"],
        "Created": 5,
        "Size": 2131015,
        "VirtualSize": 2131015,
    }
    untagged = {"Id": "sha256:" + "2" * 64, "RepoTags": None, "Created": 9, "Size": 7}
    rows = dialect.answer(operations.IMAGE_LIST, [image, untagged], Request("GET", "/images/json"))
    names = [(found.get("Repository"), found.get("Tag"), found["Id"][0]) for found in rows]
    assert names == [
        (None, None, "2"),
        ("busybox", "latest", "1"),
        ("localhost:5000/team/app", "v1", "1"),
    ]
    assert [found["VirtualSize"] for found in rows] == [7, 2131015, 2131015]


@MODERN
@pytest.mark.parametrize("tags", [["<none>:<none>"], [], None])
def test_an_untagged_image_has_no_repository(dialect: Dialect, tags: list[str] | None) -> None:
    image = {"Id": "1" * 64, "RepoTags": tags, "Created": 5, "Size": 7}
    (found,) = dialect.answer(operations.IMAGE_LIST, [image], Request("GET", "/images/json"))
    assert "Repository" not in found


@MODERN
def test_images_are_filtered_here(dialect: Dialect) -> None:
    images = [
        {"Id": name * 64, "RepoTags": [f"{repository}:v1"], "Created": 1, "Size": 1}
        for name, repository in (("a", "busybox"), ("b", "busyarm"), ("c", "other"))
    ]
    request = Request("GET", "/images/json", {"filter": "busy*"})
    assert dialect.request(operations.IMAGE_LIST, request).query == {}
    rows = dialect.answer(operations.IMAGE_LIST, images, request)
    assert sorted(found["Repository"] for found in rows) == ["busyarm", "busybox"]
    tagged = Request("GET", "/images/json", {"filter": "busybox:v1"})
    (found,) = dialect.answer(operations.IMAGE_LIST, images, tagged)
    assert found["Repository"] == "busybox"
    whole = Request("GET", "/images/json", {"filter": "docker.io/library/busybox"})
    (found,) = dialect.answer(operations.IMAGE_LIST, images, whole)
    assert found["Repository"] == "busybox"


@MODERN
def test_an_images_usage(dialect: Dialect) -> None:
    """Engines that don't know it say -1, or nothing."""
    image = {"Id": "1" * 64, "Created": 1, "Size": 9, "SharedSize": 4, "Containers": -1}
    (found,) = dialect.answer(operations.IMAGE_LIST, [image], Request("GET", "/images/json"))
    assert (found.get("SharedSize"), found.get("Containers")) == (4, None)


@MODERN
def test_an_images_digest_is_that_of_its_repository(dialect: Dialect) -> None:
    digest = "sha256:" + "e" * 64
    image = {
        "Id": "1" * 64,
        "RepoTags": ["docker.io/library/busybox:1", "app:1"],
        "RepoDigests": [f"docker.io/library/busybox@{digest}"],
        "Created": 1,
        "Size": 1,
    }
    rows = dialect.answer(operations.IMAGE_LIST, [image], Request("GET", "/images/json"))
    assert [found.get("Digests") for found in rows] == [[digest], None]


@MODERN
def test_an_image_that_only_has_digests(dialect: Dialect) -> None:
    """F4: a row for its repository, as in docker; Podman lists the digest among the tags."""
    one, other = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
    image = {
        "Id": "1" * 64,
        "RepoTags": [f"localhost:5000/team/app@{one}", "app:1"],
        "RepoDigests": [f"localhost:5000/team/app@{one}", f"localhost:5000/team/app@{other}"],
        "Created": 1,
        "Size": 1,
    }
    rows = dialect.answer(operations.IMAGE_LIST, [image], Request("GET", "/images/json"))
    assert [(row["Repository"], row.get("Tag"), row.get("Digests")) for row in rows] == [
        ("app", "1", None),
        ("localhost:5000/team/app", None, [one, other]),
    ]


@MODERN
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("app", ["app:1", "app:2"]),
        ("app:2", ["app:2"]),
        ("app:*", ["app:1", "app:2"]),
        ("*", ["app:1", "app:2"]),
        ("*/*", ["team/app"]),
        ("team/app", ["team/app"]),
        ("team/app@sha256:aaa", ["team/app"]),
        ("team/app@*", ["team/app"]),
        ("app@sha256:aaa", []),
        ("team/app@sha256:bbb", []),
    ],
)
def test_what_finds_an_image(dialect: Dialect, wanted: str, found: list[str]) -> None:
    """F4: as with dockerd's own filter, which only counts the references that match."""
    image = {"Id": "1" * 64, "RepoTags": ["app:1", "app:2"], "Created": 1}
    request = Request("GET", "/images/json", {"filter": wanted})
    rows = dialect.answer(
        operations.IMAGE_LIST, [{**image, "RepoDigests": ["team/app@sha256:aaa"]}], request
    )
    names = [":".join(filter(None, (row["Repository"], row.get("Tag")))) for row in rows]
    assert names == found


@MODERN
def test_a_removal_is_reported_as_by_1_5(dialect: Dialect) -> None:
    answer = [{"Untagged": "docker.io/library/x:v1"}, {"Deleted": "sha256:" + "f" * 64}]
    told = dialect.answer(operations.IMAGE_REMOVE, answer, Request("DELETE", "/images/x:v1"))
    assert told == [{"Untagged": "x:v1"}, {"Deleted": "f" * 12}]
