"""`.dockerignore`, compared with Docker's documented cases and with a slow matcher."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.archive import wildcards
from docker15_cli.archive.ignore import NO_RULE, Ignore, parse
from docker15_cli.errors import Docker15Error


def stays_at_home(text: str, path: str, always_sent: tuple[str, ...] = ()) -> bool:
    """Whether a walk from the root down to `path` leaves it out."""
    rules = parse(text, always_sent)
    return rules.ignores(matched(rules, path))


def matched(rules: Ignore, path: str) -> int:
    found = NO_RULE
    for parent in parents(path):
        found = rules.matched(parent, found)
    return found


def parents(path: str) -> list[str]:
    """`a`, `a/b`, `a/b/c`."""
    names = path.split("/")
    return ["/".join(names[: end + 1]) for end in range(len(names))]


MATCHES = [
    # what Docker's documentation says about a pattern
    ("*/temp*", "somedir/temporary.txt"),
    ("somedir/ /", "somedir/below"),  # cleaned again after the blank is removed
    ("! ../../file", "file"),  # then the ! is part of the first name
    ("*/temp*", "somedir/temp"),
    ("*/temp*", "somedir/temp/below"),
    ("*/*/temp*", "somedir/subdir/temporary.txt"),
    ("temp?", "tempa"),
    ("**/*.go", "main.go"),
    ("**/*.go", "a/b/c.go"),
    ("/foo/bar", "foo/bar"),
    ("foo/bar/", "foo/bar"),
    ("  foo  ", "foo"),
    ("foo /", "foo"),
    ("./ foo", "foo"),
    ("./foo/../bar//baz/.", "bar/baz"),
    # what Docker's implementation accepts
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
    # what only the implementation shows, as of docker 28
    ("a[^x]b", "a/b"),
    ("**file", "dir/afile"),
    ("**.go", "main.go"),
    ("**b/x", "c/ab/x"),
    ("a^b", "a^b"),
    ("^a*", "ab"),
    (r"\d\w", "1a"),
    ("**b", "a\nb"),
    ("a/**", "a/b\nc"),
    ("**/c", "a\nb/c"),
    ("a?b", "a\nb"),
]

DIFFERS = [
    ("temp?", "temp"),
    ("temp?", "somedir/tempa"),  # anchored at the root
    ("*/temp*", "temp"),
    ("*.go", "a/main.go"),
    ("/ /**", "a"),  # the second slash comes too late to be removed
    ("/ /a", "a"),
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
    (r"a\*b", "ab"),
    ("d**/b", "d\nx/b"),  # but no line break, if a wildcard is in the middle
    ("**b*", "a\n/bc"),
    ("b*/a^", "b/a^"),  # a regexp's ^
    (r"\d", "d"),
    (r"dir\bar", "dirar"),
    ("**b?", "abc"),  # nor is `**` the beginning of a name if there are others
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
        ("*\n./!x", ["x"], ["y"]),  # docker 28 looks for the ! after it has cleaned the line
        ("a\n! a/b \na/b/c", ["a/b", "a/b/d"], ["a", "a/b/c"]),
        ("a\n!a/b\na", ["a/b"], ["a"]),  # docker 28: the last one would change nothing for a
        ("a/b\n!a", ["a"], ["a/b"]),  # docker 28: a is sent anyway, so !a is not checked
        ("*\n!a\na/b", ["a", "a/c"], ["a/b", "b"]),
    ],
)
def test_the_last_match_decides(text: str, sent: list[str], kept: list[str]) -> None:
    assert [path for path in [*sent, *kept] if stays_at_home(text, path)] == kept


@pytest.mark.parametrize(
    "line",
    [
        "[",
        "[]a]",
        "[-]",
        "[x-]",
        "[-x]",
        "[a-b-c]",
        "[^",
        "[^bc",
        "a[",
        "a\\",
        "[b-a]",
        "[^b-a]",
        "!",
        "! ",
        "!/",
        "!/.",
        "!/..",
        "/!",
        r"\q",
        "[[:alpha:]]",
        r"[\w]",
        r"\é",
    ],
)
def test_what_go_refuses_is_refused_with_the_line_quoted(line: str) -> None:
    with pytest.raises(Docker15Error) as raised:
        parse(f"fine\n#\n{line}\n")
    assert str(raised.value).startswith(f".dockerignore:3: not a pattern: {line.strip()!r}: ")


def test_a_line_that_is_too_long() -> None:
    with pytest.raises(
        Docker15Error, match=r"^\.dockerignore:2: not a pattern: 'x{20}…': .* 65536"
    ):
        parse("a\n" + "x" * 65536)


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
        ("a\n!a/b", "a/b", True),
        ("a\n!a/b", "a/bc", False),
        ("a\n!a/b/c", "a/b", True),
        ("a\n!a/b/c", "a/x", False),
        ("a\n!a/*", "a", True),
        ("a\n!a/*", "a/b", False),
        ("a\n!*/x", "a", False),  # docker compares the pattern's text here, without wildcards
        ("a\n!**/c", "a/b", False),
        ("a\n!a\\/b", "a", False),
    ],
)
def test_an_ignored_directory_is_only_searched_if_a_pattern_needs_it(
    text: str, directory: str, may: bool
) -> None:
    assert parse(text).may_send_below(directory) is may


@pytest.mark.parametrize(
    ("text", "path", "matches"),
    [
        ("*a" * 10 + "*b", "a" * 40, False),
        ("*a" * 100 + "*b", "a" * 250, False),
        ("*a" * 100 + "*b", "a" * 250 + "b", True),
        ("**/" * 8 + "x", "/".join("d" * 40), False),
        ("**/a*/" * 30 + "x", "/".join("a" * 100), False),
        ("*[^b]?" * 50 + "b", "a" * 250, False),
        ("!" + "*a" * 100 + "*b/x", "a" * 250, False),
        ("***" * 10_000 + "b", "a" * 250, False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_no_pattern_takes_long(text: str, path: str, matches: bool) -> None:
    """H1: with a backtracking matcher, most of these take longer than a lifetime."""
    assert stays_at_home(text, path) is matches


def test_the_memory_of_steps_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: and the result does not depend on what was forgotten."""
    monkeypatch.setattr(wildcards, "_MOST_KNOWN", 7)
    for text, path in MATCHES:
        assert stays_at_home(text, path)
    for text, path in DIFFERS:
        assert not stays_at_home(text, path)


# -- a slow reference: character by character, every line for every parent

NAMES = st.text("ab.", min_size=1, max_size=3).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(
    st.sampled_from(["a", "b", ".", "*", "**", "?", "/", "[ab]", "[^a]", "\\*", "**/"]),
    min_size=1,
    max_size=6,
).map("".join)
LINES = st.tuples(st.sampled_from(["", "!"]), PATTERNS).filter(
    lambda line: line[0] == "" or posixpath.normpath(line[1]).strip("/")  # !/ and !/. are refused
)
TEXTS = st.lists(LINES.map("".join), max_size=5).map("\n".join)


def reference(text: str, path: str) -> bool:
    """Pattern by pattern; one that would change nothing is not checked, as in docker."""
    lines = text.split("\n") if text else []
    above, ignored = [False] * len(lines), False
    for parent in parents(path):
        ignored = False
        for number, line in enumerate(lines):
            negated = line.startswith("!")
            pattern = posixpath.normpath(line.removeprefix("!")).lstrip("/")
            asks = negated is ignored
            above[number] = above[number] or (asks and fits(pattern, parent))
            if above[number]:
                ignored = not negated
    return ignored


def fits(pattern: str, text: str) -> bool:
    """With docker's short cut for a leading `**` without other wildcards."""
    ending = pattern.removeprefix("**")
    if pattern != ending and not set(ending) & set("*?[]\\"):
        return text.endswith(ending) or f"/{text}" == ending
    return matches(pattern, text)


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
        return found is not members.startswith("^") and matches(rest, text[1:])
    if pattern[0] == "\\":
        return pattern[1] == text[0] and matches(pattern[2:], text[1:])
    same = text[0] != "/" if pattern[0] == "?" else text[0] == pattern[0]
    return same and matches(pattern[1:], text[1:])


@given(TEXTS, PATHS)
def test_the_result_is_that_of_the_reference(text: str, path: str) -> None:
    assert stays_at_home(text, path) == reference(text, path)
