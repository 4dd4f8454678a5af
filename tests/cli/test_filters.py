"""`--filter KEY=VALUE`, as in docker."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from docker15_cli.cli.filters import filters_json


def app(*, sets: bool = False) -> Any:
    client = SimpleNamespace(require=lambda _feature: None, has=lambda _feature: sets)
    return cast(Any, SimpleNamespace(client=client))


@pytest.mark.parametrize(
    ("pairs", "sent"),
    [
        ([], ""),
        ([""], ""),
        (["name=web"], '{"name": ["web"]}'),
        (["", "name=web"], '{"name": ["web"]}'),
        ([" Name = web "], '{"name": ["web"]}'),
        (["label=A=b", "LABEL=c"], '{"label": ["A=b", "c"]}'),
    ],
)
def test_what_is_sent(pairs: list[str], sent: str) -> None:
    assert filters_json(app(), pairs) == sent


def test_later_engines_get_sets() -> None:
    """Podman would make one value of several in a list: NAME=A=B."""
    pairs = ["name=a", "name=b", "name=a", "status=exited"]
    sent = '{"name": {"a": true, "b": true}, "status": {"exited": true}}'
    assert filters_json(app(sets=True), pairs) == sent
