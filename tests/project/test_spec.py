"""Whatever the sources cite from the specifications in docs/spec exists.

A citation names its document: `docs/spec/engines.md §2.14`, and after the first mention in a file
`engines.md §2.14`. Within a specification a bare § is one of its own sections.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "docs" / "spec"
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")

_LINE_BREAK = re.compile(r"\s*\n[ \t]*(?:#[ \t]*)?")
_RFC = re.compile(r"RFC \d+ (?:§[\d.]+|\([^)]*\))")
_NUMBER = r"§\d+(?:\.\d+)?"
_NUMBERS = rf"{_NUMBER}(?:(?:, | and | to ){_NUMBER})*"
# A document (in Markdown perhaps a link to it), and its sections.
_CITED = re.compile(
    rf"(?P<path>docs/spec/)?\b(?P<name>[\w.-]+\.md)(?:\]\([\w./-]+\))? (?P<numbers>{_NUMBERS})"
)
_DOCUMENT = re.compile(r"\bdocs/spec/([\w.-]+\.md)")
_SECTION = re.compile(r"^## (\d+)\. ")
_ITEM = re.compile(r"^(\d+)\. ")


@functools.cache
def sections(document: str) -> frozenset[str]:
    """The numbers that can be cited: those of headings, and of items in numbered lists."""
    found = set()
    section = ""
    for line in (SPEC / document).read_text().splitlines():
        if heading := _SECTION.match(line):
            section = heading[1]
            found.add(section)
        elif item := _ITEM.match(line):
            found.add(f"{section}.{item[1]}")
    return frozenset(found)


def offences(text: str, own: str = "", *, needs_path: bool = False) -> Iterator[str]:
    """What is wrong with the citations in `text`, which belongs to the specification `own`, if any.

    With `needs_path`, the first mention of each document must have its path.
    """
    text = _RFC.sub("", _LINE_BREAK.sub(" ", text))
    known = {document for document in _DOCUMENT.findall(text) if (SPEC / document).is_file()}
    for document in sorted(set(_DOCUMENT.findall(text)) - known):
        yield f"there is no docs/spec/{document}"
    mentioned: set[str] = set()
    for cited in _CITED.finditer(text):
        name, numbers = cited["name"], cited["numbers"]
        if not (SPEC / name).is_file():
            yield f"there is no docs/spec/{name}, of which {numbers} is cited"
            continue
        yield from _missing(name, numbers)
        if needs_path and not cited["path"] and name not in mentioned:
            yield f"the first mention of {name} ({numbers}) is without docs/spec/"
        mentioned.add(name)
    bare = re.findall(_NUMBERS, _CITED.sub("", text))
    for numbers in bare:
        if own:
            yield from _missing(own, numbers)
        else:
            yield f"{numbers} names no document"
    if "§" in re.sub(_NUMBERS, "", _CITED.sub("", text)):
        yield "a § has no number"


def _missing(document: str, numbers: str) -> Iterator[str]:
    for number in re.findall(r"[\d.]+", numbers):
        if number not in sections(document):
            yield f"{document} has no §{number}"


def test_every_citation_leads_to_a_section():
    found = [
        f"{path.relative_to(ROOT)}: {offence}"
        for room in ("docker15_cli", "tests")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path != Path(__file__)
        for offence in offences(path.read_text(), needs_path=True)
    ]
    assert found == []


def test_every_citation_in_a_document_leads_to_a_section():
    decisions = sorted((ROOT / "docs").rglob("*.md"))
    found = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in [*decisions, *(ROOT / name for name in PAGES)]
        for offence in offences(path.read_text(), path.name if path.parent == SPEC else "")
    ]
    assert found == []


def test_the_numbers_of_a_document_have_no_gap():
    """If a rule were removed, another one would silently get its number."""
    for document in ("cli.md", "engines.md", "remote-api-1.5.md"):
        headings = sorted(int(number) for number in sections(document) if "." not in number)
        assert headings == list(range(1, len(headings) + 1)), document
        assert headings, document


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("see docs/spec/engines.md §2.14", ""),
        ("docs/spec/engines.md §1 to §2, then engines.md\n    # §2.3, §2.4", ""),
        ("RFC 9110 (§5 fields, §8.6 Content-Length) and RFC 8446 §5.1", ""),
        ("docs/spec/engines.md §2.99", "engines.md has no §2.99"),
        ("docs/spec/engines.md §2.3, §9", "engines.md has no §9"),
        ("docs/spec/design.md has it", "there is no docs/spec/design.md"),
        ("design.md §2", "there is no docs/spec/design.md, of which §2 is cited"),
        ("engines.md §1", "the first mention of engines.md (§1) is without docs/spec/"),
        ("a 500 (§7)", "§7 names no document"),
        ("docs/spec/cli.md § Global", "a § has no number"),
    ],
)
def test_what_counts_as_an_offence(text, offence):
    assert list(offences(text, needs_path=True)) == ([offence] if offence else [])
