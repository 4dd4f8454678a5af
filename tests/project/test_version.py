"""The version is in docker15_cli/__init__.py; docs/releasing.md lists where it is repeated."""

from __future__ import annotations

import email.utils
import re
from pathlib import Path

from docker15_cli import __version__

ROOT = Path(__file__).parents[2]
_RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) — (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_PACKAGE = re.compile(r"^docker15 \((\S+)\) .*?\n -- [^\n]*>  ([^\n]*)$", re.MULTILINE | re.DOTALL)
_OF_DOCKER15 = re.compile(r"docker15[_-]\d|Docker15 version \d")
releases = _RELEASE.findall((ROOT / "CHANGELOG.md").read_text())


def test_the_newest_of_the_changelog_is_this_one() -> None:
    assert releases[0][0] == __version__
    assert releases == sorted(releases, key=_number, reverse=True)


def test_the_package_for_debian_has_the_same_versions_and_days() -> None:
    packages = _PACKAGE.findall((ROOT / "debian/changelog").read_text())
    assert [(version, _day(at)) for version, at in packages] == releases


def test_no_page_names_a_version() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert not [page.name for page in pages if _OF_DOCKER15.search(page.read_text())]


def _number(release: tuple[str, str]) -> list[int]:
    return [int(part) for part in release[0].split(".")]


def _day(at: str) -> str:
    return email.utils.parsedate_to_datetime(at).date().isoformat()
