"""Names are sorted as docker's client sorts them."""

from __future__ import annotations

import pytest

from docker15_cli.natural_order import natural_order


@pytest.mark.parametrize(
    "names",
    [
        ["web", "web2", "web10", "web10a"],
        ["2", "02", "10", "a"],
        ["68fc", "663f"],
        ["a-1-2", "a-1-10", "a-2-1"],
        ["A1", "Z", "a1", "é"],
        ["", "0", "1"],
        ["²", "٢"],  # digits to Python, but not to docker
    ],
)
def test_names_are_in_order(names: list[str]) -> None:
    names_backwards = names[::-1]
    assert sorted(names_backwards, key=natural_order) == names
