"""`docker15 search` on every engine."""

from __future__ import annotations

from tests.engines.scenarios.scene import Scene


def test_search(docker15: Scene) -> None:
    term = f"{docker15.index}/found".lstrip("/")
    result = docker15("search", term)
    assert (result.exit_status, result.stderr) == (0, b""), result
    first, header, row = result.lines
    assert first == f'Found 1 results matching your query ("{term}")'
    assert header.split() == ["NAME", "DESCRIPTION"]
    assert "team/found" in row
