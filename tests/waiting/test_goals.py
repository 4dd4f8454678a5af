"""The values of --wait."""

from __future__ import annotations

import pytest

from docker15_cli.errors import UsageError
from docker15_cli.waiting.goals import Goal, parse


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("", Goal("")),
        ("running", Goal("running")),
        ("healthy", Goal("healthy")),
        ("port:80", Goal("port", port=80)),
        ("log:a:b|[[c]", Goal("log", regex="a:b|[[c]")),
    ],
)
def test_a_value(text: str, goal: Goal) -> None:
    assert parse(text) == goal


@pytest.mark.parametrize(
    "text",
    [
        *("port:", "port:0", "port:65536", "port:x", f"port:{'9' * 5000}", "healthy:", "gone"),
        *("log:", "log:(a", "log:a{99999999999}", f"log:{'(' * 5000}"),
    ],
)
def test_bad_values(text: str) -> None:
    with pytest.raises(UsageError, match="--wait"):
        parse(text)
