"""The test engine compared with recordings of the real daemon: events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest

from tests import recordings
from tests.fake_engine import Engine
from tests.fake_engine.replay import Client, masked, parse

pytestmark = pytest.mark.timeout(60)


def happenings(engine: Engine) -> None:
    """Do what the recorded events are about."""
    first = call(engine, "POST /containers/create", {"Image": "busybox", "Cmd": ["true"]})["Id"]
    call(engine, f"POST /containers/{first}/start")
    call(engine, f"POST /containers/{first}/wait")
    image = call(engine, f"POST /commit?container={first}&repo=committed")["Id"]
    call(engine, f"GET /containers/{first}/export")
    call(engine, f"DELETE /containers/{first}")
    assert call(engine, "DELETE /images/committed") == [{"Untagged": image}, {"Deleted": image}]
    second = call(engine, "POST /containers/create", {"Image": "busybox", "Cmd": ["sleep", "9"]})[
        "Id"
    ]
    for action in ("start", "restart?t=0", "stop?t=0", "start", "kill"):
        call(engine, f"POST /containers/{second}/{action}")
    call(engine, f"DELETE /containers/{second}")


def call(engine: Engine, line: str, body: object = None) -> Any:
    data = b"" if body is None else json.dumps(body).encode()
    client = Client(engine)
    client.send(b"%b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (line.encode(), len(data), data))
    answer = client.answer()
    assert answer.head.startswith(b"HTTP/1.1 2"), answer
    client.close()
    return json.loads(answer.body) if b"application/json" in answer.head else None


def event_lines(pieces: Iterable[bytes]) -> list[bytes]:
    """The events without their times, and with ids replaced by numbers in order of appearance."""
    seen: dict[bytes, bytes] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return seen.setdefault(found[0], b"ID%d" % len(seen))

    without_times = (re.sub(rb'"time":\d+', b'"time":T', piece) for piece in pieces)
    return [re.sub(rb"[0-9a-f]{12}", number, piece) for piece in without_times]


def test_live_events(engine: Engine) -> None:
    exchange = recordings.exchanges("events")[0]
    client = Client(engine)
    client.send(exchange.request)
    assert client.silent()  # not even the head, before the first event
    happenings(engine)
    wanted, _ = parse(exchange.answer, truncated=True)
    raw = client.receive(len(exchange.answer))
    got, _ = parse(raw, truncated=True)
    assert masked(got.head, engine) == masked(wanted.head, engine)
    assert event_lines(got.pieces) == event_lines(wanted.pieces)


def test_past_events_and_those_of_the_future(engine: Engine) -> None:
    happenings(engine)
    now = engine.state.events.past[-1]["time"]
    wanted = [json.dumps(one, separators=(",", ":")).encode() for one in engine.state.events.past]
    client = Client(engine)
    client.send(b"GET /v1.5/events?since=%d HTTP/1.0\r\n\r\n" % (now - 60))
    body = b"".join(wanted)
    head = recordings.exchanges("events")[4].answer.partition(b"\r\n\r\n")[0]
    raw = client.receive(len(head) + 4 + len(body))
    assert masked(raw, engine) == masked(head + b"\r\n\r\n" + body, engine)
    for since in (b"bad", b"%d" % (now + 1000)):
        client = Client(engine)
        client.send(b"GET /v1.5/events?since=%b HTTP/1.1\r\n\r\n" % since)
        assert client.silent(0.1)


@pytest.mark.parametrize("unix", [True, False])
def test_two_listeners(unix: bool) -> None:
    """On a unix socket, the later one replaces the earlier; on TCP, both get the events."""
    with Engine(tcp=True) as engine:
        clients = [Client(engine, tcp=not unix) for _ in range(2)]
        for client in clients:
            client.send(b"GET /v1.5/events HTTP/1.1\r\n\r\n")
            assert client.silent(0.1)
        engine.state.events.log("create", "0" * 12)
        assert [client.silent() for client in clients] == [unix, False]
