"""normalize(): from Go's and today's spelling of options to click's."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.cli.go_flags import normalize
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.types import Size, parse_bool
from docker15_cli.errors import UsageError


@click.command()
@switch("-i", "--interactive", help="")
@switch("-t", "--tty", help="")
@switch("-a", "--all", help="")
@switch("-q", "--quiet", help="")
@switch("-rm", "--rm", help="")
@switch("-notrunc", "--no-trunc", help="")
@click.option("-p", "--publish", multiple=True)
@click.option("-n", "--last", type=int)
@click.option("-cidfile", "--cidfile")
@click.option("-dns", "--dns", multiple=True)
@click.option("-d", "--detach", is_flag=True)
@click.option("-sinceId", "--since", "since")
@click.argument("rest", nargs=-1)
def example(**values: object) -> None:
    """Some options of every kind."""


def norm(*args: str, options_first: bool = False) -> list[str]:
    return normalize(args, example.params, options_first)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        # any number of dashes (the result has the first declared spelling), both spellings
        (["-notrunc"], ["-notrunc", "true"]),
        (["--notrunc"], ["-notrunc", "true"]),
        (["--no-trunc"], ["--no-trunc", "true"]),
        (["-no-trunc"], ["--no-trunc", "true"]),
        (["-sinceId", "x"], ["-sinceId", "x"]),
        (["--since=x"], ["--since", "x"]),
        # values with and without `=`
        (["-cidfile=F"], ["-cidfile", "F"]),
        (["-cidfile", "F"], ["-cidfile", "F"]),
        (["--cidfile=F"], ["-cidfile", "F"]),
        (["--cidfile", "F"], ["-cidfile", "F"]),
        (["-cidfile="], ["-cidfile", ""]),
        (["-cidfile=a=b"], ["-cidfile", "a=b"]),
        (["-cidfile", "-rm"], ["-cidfile", "-rm"]),
        (["-cidfile", "--"], ["-cidfile", "--"]),
        # switches with a boolean
        (["-rm"], ["-rm", "true"]),
        (["-rm=false"], ["-rm", "false"]),
        (["--rm=0"], ["-rm", "0"]),
        (["-i=false"], ["-i", "false"]),
        # combined short options; a declared long name wins
        (["-it"], ["-i", "true", "-t", "true"]),
        (["-aq"], ["-a", "true", "-q", "true"]),
        (["-p80"], ["-p", "80"]),
        (["-p=80"], ["-p", "80"]),
        (["-itp80"], ["-i", "true", "-t", "true", "-p", "80"]),
        (["-itp", "80"], ["-i", "true", "-t", "true", "-p", "80"]),
        (["-n5"], ["-n", "5"]),
        (["-n-1"], ["-n", "-1"]),
        (["-it=false"], ["-i", "true", "-t", "false"]),
        (["-dns", "8.8.8.8"], ["-dns", "8.8.8.8"]),
        (["-d"], ["-d"]),
        # help
        (["-h"], ["--help"]),
        (["--help"], ["--help"]),
        (["-help"], ["--help"]),
    ],
)
def test_spellings(given_: list[str], expected: list[str]) -> None:
    assert norm(*given_) == [*expected, "--"]


def test_options_may_stand_anywhere() -> None:
    assert norm("a", "-q", "b", "-n", "2") == ["-q", "true", "-n", "2", "--", "a", "b"]


def test_options_end_at_the_first_argument_where_the_rest_is_the_containers() -> None:
    found = norm("-i", "image", "-t", "--", "-x", options_first=True)
    assert found == ["-i", "true", "--", "image", "-t", "--", "-x"]


def test_double_dash_ends_the_options() -> None:
    assert norm("-q", "--", "-a", "--", "x") == ["-q", "true", "--", "-a", "--", "x"]


def test_a_lone_dash_is_an_argument() -> None:
    assert norm("-", "-q") == ["-q", "true", "--", "-"]


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (["--al"], "no such option: --al; did you mean --all?"),
        (["-cidfil=x"], "no such option: -cidfil"),
        (["-iz"], "no such option: -iz"),
        (["-zi"], "no such option: -zi"),
        (["--it"], "no such option: --it"),
        (["-cidfile"], "option -cidfile needs a value"),
        (["-p"], "option -p needs a value"),
        (["-itp"], "option -p needs a value"),
        (["--publishe", "80"], "no such option: --publishe; did you mean --publish?"),
    ],
)
def test_unknown_options(given_: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        norm(*given_)
    assert str(caught.value).startswith(message)


words = st.text(alphabet="-=aitqnpdzrm80 x", max_size=8) | st.sampled_from(
    ["-it", "-rm", "--rm=false", "-p80", "--", "-", "-cidfile=x", "-h", "", "image"]
)


@given(st.lists(words, max_size=6), st.booleans())
def test_nothing_is_lost_unless_it_is_refused(args: list[str], options_first: bool) -> None:
    """The result is options that click knows, `--`, and the given arguments, in order."""
    try:
        found = norm(*args, options_first=options_first)
    except UsageError:
        return
    known = {name for param in example.params for name in param.opts} | {"--help"}
    at = 0
    while found[at] != "--":
        assert found[at] in known
        at += 2 if _takes_value(found[at]) else 1
    rest = iter(args)
    assert all(word in rest for word in found[at + 1 :])


def _takes_value(name: str) -> bool:
    params = {option: param for param in example.params for option in param.opts}
    param = params.get(name)
    return isinstance(param, click.Option) and not param.is_flag


@given(st.lists(words, max_size=6))
def test_options_first_keeps_the_rest_as_it_is(args: list[str]) -> None:
    assert norm("image", *args, options_first=True) == ["--", "image", *args]


@given(st.lists(words, max_size=6))
def test_it_is_idempotent(args: list[str]) -> None:
    """Its own output is left as it is: a value that looks like an option isn't one any more."""
    try:
        once = norm(*args)
    except UsageError:
        return
    if any(_takes_value(word) for word in once[: once.index("--")]):
        return  # `-rm true` would be a switch and an argument
    assert norm(*once) == once


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_true(text: str) -> None:
    assert parse_bool(text, "-x") is True


@pytest.mark.parametrize("text", ["0", "f", "F", "FALSE", "false", "False"])
def test_false(text: str) -> None:
    assert parse_bool(text, "-x") is False


@pytest.mark.parametrize("text", ["yes", "on", "", "2", "tRUE"])
def test_a_bad_boolean_names_the_option(text: str) -> None:
    with pytest.raises(UsageError, match=r"^-rm takes true or false"):
        parse_bool(text, "-rm")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("524288", 524288),
        ("512k", 512 * 1024),
        ("512K", 512 * 1024),
        ("512m", 512 * 1024**2),
        ("512MB", 512 * 1024**2),
        ("2GiB", 2 * 1024**3),
        ("1.5g", 3 * 1024**3 // 2),
        (".5k", 512),
        ("1.0001k", 1024),
        ("1t", 1024**4),
        ("10b", 10),
    ],
)
def test_sizes(text: str, expected: int) -> None:
    assert _size(text) == expected


@pytest.mark.parametrize("text", ["", "m", "-1", "1.5.g", ".g", "1e3", "1x", "٣"])
def test_bad_sizes(text: str) -> None:
    with pytest.raises(UsageError, match=r"^-m takes bytes"):
        _size(text)


def _size(text: str) -> object:
    seen: list[object] = []

    @click.command()
    @click.option("-m", type=Size())
    def command(m: int) -> None:
        seen.append(m)

    CliRunner().invoke(command, ["-m", text], catch_exceptions=False, standalone_mode=False)
    return seen[0]
