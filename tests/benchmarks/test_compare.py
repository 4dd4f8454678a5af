"""The comparison with docker: what it removes, what it allows to differ, and why."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest

from tests import readme
from tests.benchmarks.compare import jq, normal
from tests.benchmarks.compare.lines import LINES
from tests.benchmarks.compare.model import Group, Line, Pair, Seen
from tests.benchmarks.compare.rules import RULES, explained
from tests.benchmarks.compare.world import CONTAINERS

SAME = Seen((0,), "out\n", "")


def pair(text: str, docker: Seen, ours: Seen) -> Pair:
    return Pair(Line(text, Group("any", (text,))), "dockerd", docker, ours)


def test_there_are_enough_lines_and_no_duplicates() -> None:
    texts = [(line.text, line.group.name) for line in LINES]
    assert len(texts) >= 400
    assert len(set(texts)) == len(texts)


def test_all_that_the_lines_refer_to_exists() -> None:
    assert {name for line in LINES for name in line.group.needs} <= CONTAINERS.keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_documented(rule: Any) -> None:
    assert re.search(f"^##+ {re.escape(rule.where)}$", readme.TEXT, re.MULTILINE)


def test_the_same_is_no_difference() -> None:
    assert pair("ps", SAME, SAME).differing == set()


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        (Seen((1,), "out\n", ""), {"status"}),
        (Seen((0,), "", ""), {"stdout"}),
        (Seen((0,), "out\n", "x"), {"stderr"}),
        (Seen((0,), "out\n", "", "left"), {"effect"}),
    ],
)
def test_what_differs(other: Seen, differing: set[str]) -> None:
    found = pair("ps", SAME, other)
    assert found.differing == differing
    assert not explained(found)


def test_other_words_on_stderr_are_no_difference() -> None:
    assert not pair("ps", Seen((1,), "", "a"), Seen((1,), "", "b")).differing


def test_all_that_differs_has_to_be_explained() -> None:
    usage = Seen((2,), "", "Error: no such option")
    assert explained(pair("ps --x", Seen((125,), "", "unknown flag"), usage))
    assert not explained(pair("ps --x", Seen((125,), "rows", "unknown flag"), usage))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-29T13:28:53.123456789Z", "TIME"),
        ("Up About a minute, 3 hours ago", "Up AGE, AGE"),
        ("/tmp/d15-abc_1/1/file", "/TMP/1/file"),
        (f"sha256:{'0a' * 32}", "sha256:ID"),
        ("0123456789ab", "SHORT"),
        ("123456789012", "123456789012"),
    ],
)
def test_what_is_removed(text: str, shown: str) -> None:
    assert normal.output(text, keeps_ids=False) == shown


ROWS = (
    b'{"State":"running","Names":"a b","N":[1,{"x":"\xc3\xa9"}],"P":null}\n{"State":"no","N":[]}\n'
)


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        (["-r", ".Names"], "a b\nnull\n"),
        ([".Names"], '"a b"\nnull\n'),
        (["-c", "keys"], '["N","Names","P","State"]\n["N","State"]\n'),
        (["-s", "length"], "2\n"),
        (["-c", "."], '{"State":"running","Names":"a b","N":[1,{"x":"é"}],"P":null}\n'
                      '{"State":"no","N":[]}\n'),
        (["-c", ".N"], '[1,{"x":"é"}]\n[]\n'),
        (["-c", ".N[]"], '1\n{"x":"é"}\n'),
        (["-s", "-r", ".[0].N[1].x"], "é\n"),
        (["-r", 'select(.State == "running") | .Names'], "a b\n"),
        (["-s", "-c", ".[0].N[1] | keys"], '["x"]\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_there", [True, False])
def test_jq_and_its_substitute(
    monkeypatch: pytest.MonkeyPatch, is_there: bool, command: list[str], printed: str
) -> None:
    if is_there and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    if not is_there:
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert jq.read(["jq", *command], ROWS).decode() == printed


def test_addresses_are_explained() -> None:
    shown = Seen((0,), "{a 0xc0000001c0 b}\n", "")
    assert explained(pair("inspect -f {{.X}} c", shown, Seen((0,), "{a &{1 2} b}\n", "")))
    assert not explained(pair("inspect -f {{.X}} c", shown, Seen((0,), "{a &{1 2} c}\n", "")))


def test_ids_stay_where_both_see_the_same() -> None:
    assert normal.output("0123456789ab", keeps_ids=True) == "0123456789ab"


def test_dockers_notes_about_itself_are_no_difference() -> None:
    note = "DEPRECATED: The legacy builder is deprecated and will be removed.\n\n"
    assert normal.errors(f"{note}WARNING! Using --password via the CLI is insecure. x\n") == ""
