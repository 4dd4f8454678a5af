"""What is a name of an image: the grammar, with the test cases of the reference package."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.api.names import EMPTY_TAG, TWO_TAGS, Name, ambiguity, problem, split

HEX = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
DIGEST = f"sha256:{HEX}"

GOOD = (
    *("busybox", "test_com", "test.com:tag", "test.com:5000", "test.com/repo:tag"),
    *("test:5000/repo", "test:5000/repo:tag", f"test:5000/repo@{DIGEST}"),
    *(f"test:5000/repo:tag@{DIGEST}", "a/b/c/d", "a_b/a__b/a-b/a---b/a.b", "0/1"),
    *("lowercase:Uppercase", "foo_bar.com:8080", "foo/foo_bar.com:8080", "Uppercase/lowercase"),
    *("xn--n3h.com/myimage:xn--n3h.com", "[2001:db8::1]:5000/repo:tag", "localhost/x"),
    *("REG.example.com/x", "sha256:" + HEX, "a" * 255, "x:" + "t" * 128, HEX[:12]),
)
BAD = (
    *(":justtag", f"@{DIGEST}", "repo@sha256:ffff", "validname@invaliddigest:" + "f" * 128 + "g"),
    *("test:5000/Uppercase/lowercase:tag", "aa/asdf$$^/aa", "a" * 256, "-a", "a-", "a..b", "a___b"),
    *("a//b", "/a", "a/", "a._b", "x:" + "t" * 129, "x:-t", "x:.t", "[fe80::1%25eth0]:5000/x"),
    *("a b", "a\n", "é", "a:é", "xn--n3h.com/Å", "-h.com/x", "h:/x", "h:p/x", "app@", "Busybox"),
)


@pytest.mark.parametrize("text", GOOD)
def test_names(text: str) -> None:
    assert problem(text) == ""


@pytest.mark.parametrize("text", [*BAD, "", " ", "app:", "app:1:2", "localhost:5000:1"])
def test_f2_invalid_names(text: str) -> None:
    assert problem(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app:", EMPTY_TAG),
        ("h:5000/app:", EMPTY_TAG),
        (f"app:@{DIGEST}", EMPTY_TAG),
        ("app:1:2", TWO_TAGS),
        ("app::", TWO_TAGS),
        ("app::1", TWO_TAGS),
        ("h:5000/team/app:1:2", TWO_TAGS),
        ("localhost:5000:1", TWO_TAGS),
        ("", ""),
        ("h:5000/app", ""),
        ("sha256:abc", ""),
        (f"app@{DIGEST}", ""),
    ],
)
def test_f2_what_would_silently_become_another_name(text: str, expected: str) -> None:
    assert ambiguity(text) == expected


@pytest.mark.parametrize("text", [f"app@{DIGEST}", f"app:1@{DIGEST}", HEX, f"{HEX}:1"])
def test_names_that_no_new_image_can_have(text: str) -> None:
    assert problem(text) == ""
    assert problem(text, is_new=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app", Name("app", "")),
        ("app:1", Name("app", "1")),
        ("h:5000/app", Name("h:5000/app", "")),
        ("h:5000/app:1", Name("h:5000/app", "1")),
        (f"app@{DIGEST}", Name("app", DIGEST)),
        (f"h:5000/app:1@{DIGEST}", Name("h:5000/app", DIGEST)),
        ("[::1]:5000/app:1", Name("[::1]:5000/app", "1")),
    ],
)
def test_split(text: str, expected: Name) -> None:
    assert split(text) == expected


# The grammar again, as a single expression, from the reference package's description.
_WORD = "[a-z0-9]+"
_PATH = rf"{_WORD}(?:(?:[._]|__|[-]+){_WORD})*"
_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
REFERENCE = re.compile(
    rf"((?:{_HOST}/)?{_PATH}(?:/{_PATH})*)(?::([0-9A-Za-z_][0-9A-Za-z_.-]{{0,127}}))?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)
PIECES = st.sampled_from(
    [*"aZ09._-:/@ \n[]é", "__", "localhost", "h.com", ":5000/", "/app", ":1", f"@{DIGEST}", "::"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=20)


@given(TEXTS)
def test_f2_a_text_is_a_name_exactly_if_the_grammar_says_so(text: str) -> None:
    match = REFERENCE.fullmatch(text)
    found = problem(text)
    if found:
        # The expression lacks what docker itself adds: no upper case in names for the index.
        assert match is None or len(match[1]) > 255 or "uppercase" in found
        return
    assert match
    assert split(text) == Name(match[1], match[3] or match[2] or "")
    assert ambiguity(text) == ""


@given(TEXTS)
def test_f2_parsing_loses_nothing(text: str) -> None:
    """The parts of an unambiguous name, joined again, are that name: none becomes another."""
    repository, tag = split(text)
    if ambiguity(text) or "@" in text:
        return
    assert (f"{repository}:{tag}" if tag else repository) == text
