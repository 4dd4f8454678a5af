"""`.dockerignore` against Docker's documented cases, and against a slow matcher."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.archive.ignore import NO_RULE, Ignore, parse
from docker15_cli.errors import Docker15Error


def stays_at_home(text: str, path: str, always_sent: tuple[str, ...] = ()) -> bool:
    """Whether a walk from the root down to `path` leaves it out."""
    rules = parse(text, always_sent)
    return rules.ignores(rule_for(rules, path))


def rule_for(rules: Ignore, path: str) -> int:
    rule = NO_RULE
    for parent in parents(path):
        rule = rules.rule(parent, rule)
    return rule


def parents(path: str) -> list[str]:
    """`a`, `a/b`, `a/b/c`."""
    names = path.split("/")
    return ["/".join(names[: end + 1]) for end in range(len(names))]


MATCHES = [
    # what Docker's documentation tells of a pattern
    ("*/temp*", "somedir/temporary.txt"),
    ("*/temp*", "somedir/temp"),
    ("*/temp*", "somedir/temp/below"),
    ("*/*/temp*", "somedir/subdir/temporary.txt"),
    ("temp?", "tempa"),
    ("**/*.go", "main.go"),
    ("**/*.go", "a/b/c.go"),
    ("/foo/bar", "foo/bar"),
    ("foo/bar/", "foo/bar"),
    ("  foo  ", "foo"),
    ("./foo/../bar//baz/.", "bar/baz"),
    # what its implementation accepts
    ("**", "dir/file"),
    ("**/", "dir/file"),
    ("**/**", "dir/file"),
    ("dir/**", "dir/file"),
    ("dir/**", "dir/dir2/file"),
    ("**/dir", "dir/file"),
    ("**/dir2/*", "dir/dir2/file"),
    ("**file", "dir/dir/file"),
    ("**/file*txt", "dir/dir/file.txt"),
    ("**/**/*.txt", "file.txt"),
    ("a**/*.txt", "a/dir/dir/file.txt"),
    ("a/*.txt**", "a/file.txt"),
    ("a[b-d]e", "ace"),
    ("a[^b-d]e", "aze"),
    (".*", ".foo"),
    ("a(b)c/def", "a(b)c/def"),
    ("a.|)$(}+{bc", "a.|)$(}+{bc"),
    (r"a\*b", "a*b"),
    (r"a\\", "a\\"),
    (r"[\]a]", "]"),
    (r"[\-x]", "-"),
    ("[a-ζ]*", "α"),
    ("a?b", "a☺b"),
    ("a*b?c*x", "abxbbxdbxebxczzx"),
    ("a\nb", "a"),
    ("\ufefffirst", "first"),
    ("crlf\r\n", "crlf"),
    ("[^b-a]", "x"),  # an empty range: all but nothing
]

DIFFERS = [
    ("temp?", "temp"),
    ("temp?", "somedir/tempa"),  # anchored at the root
    ("*/temp*", "temp"),
    ("*.go", "a/main.go"),
    (".", "anything"),  # Docker ignores it, for historical reasons
    ("..", "anything"),
    ("/", "anything"),
    ("#comment", "#comment"),
    (r"\#name", "name"),
    ("a/*.txt", "a/dir/file.txt"),
    ("abc/**", "abc"),
    ("abc.def", "abcZdef"),
    ("a[b-d]e", "ae"),
    ("**/.foo", "bar.foo"),
    ("a?b", "a/b"),
    ("a*b", "a/b"),
    ("a[^x]b", "a/b"),
    ("[b-a]", "b"),
    (r"a\*b", "ab"),
    ("foo", "foobar"),
    ("foo/bar", "bar"),
    ("Foo", "foo"),
]


@pytest.mark.parametrize(("text", "path"), MATCHES)
def test_a_pattern_matches(text: str, path: str) -> None:
    assert stays_at_home(text, path)


@pytest.mark.parametrize(("text", "path"), DIFFERS)
def test_a_pattern_does_not_match(text: str, path: str) -> None:
    assert not stays_at_home(text, path)


@pytest.mark.parametrize(
    ("text", "sent", "kept"),
    [
        ("*.md\n!README.md", ["README.md", "a/x.md"], ["x.md"]),
        ("*.md\n!README*.md\nREADME-secret.md", ["README.md"], ["README-secret.md", "x.md"]),
        ("*.md\nREADME-secret.md\n!README*.md", ["README.md", "README-secret.md"], ["x.md"]),
        ("docs\n!docs/README.md", ["docs/README.md"], ["docs", "docs/other"]),
        ("docs/*\n!docs/README.md", ["docs", "docs/README.md"], ["docs/other"]),
        ("**\n!util/docker/web", ["util/docker/web/foo"], ["util/docker/x"]),
        ("**\n!util/docker/web\nutil/docker/web/foo", [], ["util/docker/web/foo"]),
        ("!x\nx", [], ["x"]),
        ("a\n! a/b \na/b/c", ["a/b", "a/b/d"], ["a", "a/b/c"]),
        ("a\n!a/b\na", [], ["a/b"]),  # the last one matches its parent
    ],
)
def test_the_last_that_matches_decides(text: str, sent: list[str], kept: list[str]) -> None:
    assert [path for path in [*sent, *kept] if stays_at_home(text, path)] == kept


@pytest.mark.parametrize(
    "line",
    ["[", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[^", "[^bc", "a[", "a\\", "!", "! ", "!/"],
)
def test_what_go_refuses_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Docker15Error) as raised:
        parse(f"fine\n#\n{line}\n")
    assert str(raised.value).startswith(f".dockerignore:3: {line.strip()!r} is no pattern: ")


def test_what_is_always_sent() -> None:
    always_sent = (".dockerignore", "sub[1]/Docker*file")
    for path in always_sent:
        assert stays_at_home("**", path)
        assert not stays_at_home("**", path, always_sent)
    assert stays_at_home("**", "sub[1]/Dockerxfile", always_sent)


@pytest.mark.parametrize(
    ("text", "directory", "may"),
    [
        ("a", "a", False),
        ("a\n!b", "a", False),
        ("a\n!a/b", "a", True),
        ("a\n!a/b", "a/b", False),
        ("a\n!a/b/c", "a/b", True),
        ("a\n!a/b/c", "a/x", False),
        ("a\n!*/x?/c", "a/xy", True),
        ("a\n!**/c", "a/b", True),
        ("a\n!b**", "a", True),  # it can not; the walk is for nothing, and that is all
        ("!a/b\na", "a", False),  # what comes before can't take back
        ("a\n!a[/]b", "a", False),
        ("a\n!a\\/b", "a", True),
    ],
)
def test_only_where_something_may_be_sent_is_walked(text: str, directory: str, may: bool) -> None:
    rules = parse(text)
    assert rules.may_send_below(rule_for(rules, directory), directory) is may


# -- a slow reference: character by character, and every line for every parent

NAMES = st.text("ab.", min_size=1, max_size=3).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(
    st.sampled_from(["a", "b", ".", "*", "**", "?", "/", "[ab]", "[^a]", "\\*", "**/"]),
    min_size=1,
    max_size=6,
).map("".join)
LINES = st.tuples(st.sampled_from(["", "!"]), PATTERNS).filter(
    lambda line: line[0] == "" or line[1].strip("/")  # !/ is refused
)
TEXTS = st.lists(LINES.map("".join), max_size=5).map("\n".join)


def reference(text: str, path: str) -> bool:
    ignored = False
    for line in text.split("\n"):
        pattern = posixpath.normpath(line.removeprefix("!")).lstrip("/")
        if line and any(matches(pattern, parent) for parent in parents(path)):
            ignored = not line.startswith("!")
    return ignored


def matches(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern.startswith("**"):
        rest = pattern[2:].removeprefix("/")
        starts = [0, *(at + 1 for at, character in enumerate(text) if character == "/")]
        return not rest or any(matches(rest, text[at:]) for at in starts)
    if pattern[0] == "*":
        end = text.find("/") if "/" in text else len(text)
        return any(matches(pattern[1:], text[at:]) for at in range(end + 1))
    if not text:
        return False
    if pattern[0] == "[":
        members, _, rest = pattern[1:].partition("]")
        found = text[0] in members.removeprefix("^")
        return text[0] != "/" and found is not members.startswith("^") and matches(rest, text[1:])
    if pattern[0] == "\\":
        return pattern[1] == text[0] and matches(pattern[2:], text[1:])
    same = text[0] != "/" if pattern[0] == "?" else text[0] == pattern[0]
    return same and matches(pattern[1:], text[1:])


@given(TEXTS, PATHS)
def test_as_the_reference_has_it(text: str, path: str) -> None:
    assert stays_at_home(text, path) == reference(text, path)


@given(TEXTS, PATHS)
def test_no_parent_of_what_is_sent_is_left_out_of_the_walk(text: str, path: str) -> None:
    rules = parse(text)
    if not rules.ignores(rule_for(rules, path)):
        for parent in parents(path)[:-1]:
            rule = rule_for(rules, parent)
            assert not rules.ignores(rule) or rules.may_send_below(rule, parent)
