"""No name, whatever is in it, reaches another endpoint or adds anything to a request's head."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.api.encoding import segment, target
from docker15_cli.contract.request import Request
from docker15_cli.errors import NotFound

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    st.sampled_from("ab/.:%?#& \r\n\0\\é")
)


@given(names)
def test_a_name_stays_one_segment_of_the_path(name: str) -> None:
    try:
        quoted = segment(name, "image")
    except NotFound:
        parts = name.lstrip("/").split("/")
        assert set(parts) & {"", ".", ".."}
        return
    assert re.fullmatch(r"[A-Za-z0-9_.~%/:-]+", quoted)
    assert not set(quoted.split("/")) & {"", ".", ".."}
    assert unquote(quoted) == name.lstrip("/")


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("localhost:5000/a/b:tag", "localhost:5000/a/b:tag"),
        ("a%2Fb", "a%252Fb"),
        ("a?force=1", "a%3Fforce%3D1"),
        ("a#b", "a%23b"),
        ("a b", "a%20b"),
        ("a\r\nX: y", "a%0D%0AX%3A%20y".replace("%3A", ":")),
        ("é", "%C3%A9"),
        ("name@sha256:12", "name%40sha256:12"),
    ],
)
def test_names_are_quoted_as_by_the_original(name: str, quoted: str) -> None:
    assert segment(name, "image") == quoted


@pytest.mark.parametrize("name", ["", "/", ".", "..", "a/../b", "../images/x", "a//b", "a/"])
def test_impossible_names_of_images(name: str) -> None:
    with pytest.raises(NotFound, match="No such image: "):
        segment(name, "image")


@pytest.mark.parametrize("name", ["a/b", "id/stop", "id/../json"])
def test_impossible_names_of_containers(name: str) -> None:
    with pytest.raises(NotFound, match="No such container: "):
        segment(name, "container")


@given(st.dictionaries(names, names))
def test_a_query_is_encoded_as_a_form(query: dict[str, str]) -> None:
    expected = f"?{urlencode(query)}" if query else ""
    assert target(Request("GET", "/x", query), "/v1.5") == f"/v1.5/x{expected}"


def test_a_query_has_bytes_that_are_not_utf_8_unchanged() -> None:
    request = Request("GET", "/x", {"a": b"\xff\xe9".decode(errors="surrogateescape")})
    assert target(request, "") == "/x?a=%FF%E9"
