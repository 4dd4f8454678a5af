"""`docker15 search` on every engine."""

from __future__ import annotations

from tests.real_engines.index import Index
from tests.real_engines.scenarios.scene import Scene


def test_search(docker15: Scene, index: Index) -> None:
    term = f"{docker15.index}/found".lstrip("/")
    result = docker15("search", term)
    told = (result.exit_status, result.stderr, len(result.lines))
    assert told == (0, b"", 3), "\n".join([str(result), *index.log[-12:]])
    first, header, row = result.lines
    assert first == f'Found 1 results matching your query ("{term}")'
    assert header.split() == ["NAME", "DESCRIPTION"]
    assert "team/found" in row
