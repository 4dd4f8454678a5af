"""The test engine's modern face is compared with a real Docker 28, request by request."""

from __future__ import annotations

import pytest

from tests.fake_engine import Engine
from tests.real_engines import held, modern
from tests.real_engines.conftest import require

NEWEST = "docker-sid"
MORE = ("GET /info: .body.", "GET /info: .head.Transfer-Encoding")
"""The test engine says less about the machine: its answer is shorter."""


@pytest.mark.timeout(180)
@pytest.mark.parametrize("version", ["1.44", "1.51"])
def test_the_test_engine_answers_as_docker_does(version: str) -> None:
    require(modern.missing(NEWEST))
    with modern.borrowed(NEWEST) as real:
        there = list(held.answers(real.socket, version))
    with Engine(api=real.api) as engine:
        here = list(held.answers(engine.socket, version))
    found = [
        f"{asked.what}: {difference}"
        for (asked, one), (_, other) in zip(there, here, strict=True)
        for difference in held.differences(vars(one), vars(other))
    ]
    wanted = [
        line for line in found if not (line.startswith(MORE) and line.endswith("nothing here"))
    ]
    assert wanted == []
