"""The Python blocks of docs/library.md, run unchanged, and compared with the output they show."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.readme import ROOT

_BLOCK = re.compile(
    r"(?:<!-- since: ([\d.]+) -->\n)?```python\n(.*?)```\n```text\n(.*?)```", re.DOTALL
)
_TEXT = (ROOT / "docs/library.md").read_text()
_SETTINGS = ("DOCKER_", "DOCKER15_", "CONTAINER_", "XDG_", "SSH_")


class Block(NamedTuple):
    """A program, its output (`…` stands for any text), and the API version that it needs."""

    since: str
    program: str
    shown: str


BLOCKS = [Block(*found) for found in _BLOCK.findall(_TEXT)]


def prepare(monkeypatch: pytest.MonkeyPatch, home: Path, host: str, *others: str) -> None:
    """Set up a user whose engine is `host`, and whose group @web has the `others`."""
    for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DOCKER_HOST", host)
    (home / ".config/docker15").mkdir(parents=True)
    (home / ".config/docker15/hosts").write_text(f"web = {' '.join(others)}\n")


def run(since: str) -> None:
    """Run the blocks that need no API later than `since`, one after the other, as one program."""
    names: dict[str, Any] = {}
    for block in _wanted(since):
        with contextlib.redirect_stdout(io.StringIO()) as stdout:
            exec(block.program, names)
        wanted = ".*".join(map(re.escape, block.shown.split("…")))
        shown = stdout.getvalue()
        assert re.fullmatch(wanted, shown), f"{block.program}\nshows {shown!r}"


def _wanted(since: str) -> Iterator[Block]:
    assert len(BLOCKS) == _TEXT.count("```python") > 3
    for block in BLOCKS:
        if not block.since or _number(block.since) <= _number(since):
            yield block


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
