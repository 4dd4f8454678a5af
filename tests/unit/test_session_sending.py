"""Sending is not bounded by the time-out for connecting, on no connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docker15_cli.transport import session
from docker15_cli.transport.endpoint import resolve
from docker15_cli.transport.wanted import Wanted
from tests.engine import Delay, Engine

PIECE = bytes(1024 * 1024)


@pytest.fixture(params=["unix", "tcp"])
def slow(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an engine that takes nothing for longer than connecting may take."""
    with Engine(tcp=True) as engine:
        engine.faults.arm(Delay(0.5), "POST", "/build", times=None)
        yield engine.tcp_url if request.param == "tcp" else engine.url


def test_an_upload_on_a_new_connection_and_on_one_used_before(slow: str) -> None:
    endpoint = resolve(Wanted(slow, timeout=0.1), {})
    new, used = session.Session(endpoint), session.Session(endpoint)
    used.send("GET", "/version", {}).read()
    for one in (new, used):
        answer = one.send("POST", "/v1.5/build", {}, iter([PIECE] * 20))
        assert answer.status == 200
        assert b"Error build" in answer.read()
