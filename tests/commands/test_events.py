"""`docker15 events`."""

from __future__ import annotations

import json
import re
import signal
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.docker15 import Docker15, Process
from tests.fake_containers import await_request
from tests.fake_engine import Engine
from tests.fake_engine.events import Event
from tests.fake_engine.faults import Answer
from tests.real_engines.servers import until

THEN = 1381147391  # 2013-10-07 12:03:11 UTC
ID = "dfdf82bd3881"
EVENTS = [
    {"status": "create", "id": ID, "from": "busybox:latest", "time": THEN},
    {"status": "déjà vu ☃", "id": ID, "from": "a/b:c", "time": THEN + 60},
    {"status": "untag", "id": ID, "time": THEN + 3600},
]
LINES = [
    f"[2013-10-07 14:03:11 +0200 CEST] {ID}: (from busybox:latest) create",
    f"[2013-10-07 14:04:11 +0200 CEST] {ID}: (from a/b:c) déjà vu ☃",
    f"[2013-10-07 15:03:11 +0200 CEST] {ID}: untag",
]
CEST = {"TZ": "CEST-2"}


def answer(data: bytes, size: int, *, ended: bool = True) -> Answer:
    """An answer whose chunks are cut at arbitrary places."""
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return Answer(head + chunks + (b"0\r\n\r\n" if ended else b""))


def concatenated(events: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(event, ensure_ascii=False) for event in events).encode()


def watching(docker15: Docker15, engine: Engine, *args: str) -> Process:
    """A docker15 that is already receiving events."""
    process = docker15.start("events", *args)
    await_request(engine, "/events")
    assert until(lambda: engine.state.events.has_listener, 20)
    return process


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_lines_of_objects_that_are_cut_anywhere(
    docker15: Docker15, engine: Engine, size: int
) -> None:
    engine.faults.arm(answer(concatenated(EVENTS), size), "GET", "/events")
    result = docker15("events", env=CEST)
    assert result.lines == LINES
    assert (result.stderr, result.exit_status) == (b"", 0)


def test_each_is_shown_as_it_happens(docker15: Docker15, engine: Engine) -> None:
    with watching(docker15, engine) as process:
        for status in ("one", "two", "three"):
            engine.state.events.log(status, ID)
            process.wait_for(f" {status}\n".encode())
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert (result.exit_status, result.stderr) == (130, b"")


def test_what_a_container_did(docker15: Docker15, engine: Engine) -> None:
    since = str(int(time.time()))
    container = docker15("run", "-d", "busybox", "true").line
    docker15("wait", container)
    docker15("rm", container)
    lines = docker15("events", "--since", since, "--until", "0s").lines
    time_ = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC\]"
    expected = [
        rf"{time_} {container}: \(from busybox:latest\) {status}"
        for status in ("create", "start", "die", "destroy")
    ]
    assert all(map(re.fullmatch, expected, lines))
    assert len(lines) == len(expected)


def test_what_happens_to_neither_container_nor_image(docker15: Docker15, engine: Engine) -> None:
    """F20: the type and the name are shown, and which container it is about."""
    container = {"container": "c" * 64}
    events = [
        ("network", "connect", "a" * 64, {**container, "name": "bridge", "type": "bridge"}),
        ("volume", "mount", "data", {**container, "driver": "local"}),
        ("volume", "create", "data", {"driver": "local"}),
        ("plugin", "enable", "b" * 64, {"name": "x:latest"}),
        ("daemon", "reload", "ABCD:EFGH", {"name": "host"}),
        ("builder", "prune", "", {"reclaimed": "0"}),
        ("image", "prune", "", {"reclaimed": "0"}),
        ("image", "pull", "busybox:latest", {"name": "busybox"}),
        ("network", "disconnect", "d" * 64, None),
    ]
    messages = [
        {"Type": kind, "Action": action, "Actor": {"ID": one, "Attributes": more}, "time": THEN}
        for kind, action, one, more in events
    ]
    body = "".join(map(json.dumps, messages))
    head = f"HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nContent-Length: {len(body)}\r\n\r\n"
    engine.faults.arm(Answer(f"{head}{body}".encode()), times=None)
    shown = [line.partition("] ")[2] for line in docker15("events").lines]
    assert shown == [
        "network bridge: (container cccccccccccc) connect",
        "volume data: (container cccccccccccc) mount",
        "volume data: create",
        "plugin x:latest: enable",
        "daemon host: reload",
        "builder: prune",
        "image: prune",
        "busybox:latest: pull",
        "network dddddddddddd: disconnect",
    ]


# --- since and until


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (str(THEN), THEN),
        (f"{THEN}.75", THEN),
        ("2013-10-07T12:03:11Z", THEN),
        ("2013-10-07T14:03:11.123456789+02:00", THEN),
        ("2013-10-07T12:03:11", THEN),
        ("2013-10-07", THEN - 43391),
    ],
)
@pytest.mark.parametrize("option", ["-since", "--since"])
def test_since_a_moment(
    docker15: Docker15, engine: Engine, option: str, given: str, moment: int
) -> None:
    engine.faults.arm(answer(b"", 1), "GET", "/events")
    docker15("events", option, given)
    assert engine.requests.lines == [f"GET /v1.5/events?since={moment}"]


@pytest.mark.parametrize(
    ("version", "since", "until"),
    [("1.5", "2", "4"), ("1.21", "2", "4"), ("1.22", "2.75", "3.5"), ("1.44", "2.75", "3.5")],
)
def test_a_fraction_of_a_second(
    docker15: Docker15, engine: Engine, version: str, since: str, until: str
) -> None:
    """Engines before API 1.22 only have whole seconds, so more is requested."""
    later = "" if version == "1.5" else f"Api-Version: {version}\r\n"
    head = f"HTTP/1.1 200 OK\r\n{later}Content-Length: 0\r\n\r\n"
    engine.faults.arm(Answer(head.encode()), times=None)
    docker15("events", "--since", "2.75", "--until", "3.5")
    query = f"since={since}&stream=0&until={until}"
    assert engine.requests.lines[0] == "GET /v1.5/events?since=2&stream=0&until=4"
    assert engine.requests.lines[-1].endswith(f"/events?{query}")


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_moment_that_is_too_long(docker15: Docker15, option: str) -> None:
    result = docker15("events", option, "9" * 400)
    assert f"{option} takes a Unix time".encode() in result.stderr
    assert result.exit_status == 2


@pytest.mark.parametrize(
    ("given", "ago"),
    [("10m", 600), ("1h30m", 5400), ("1.5h", 5400), ("90s", 90), ("2d", 172800), ("-1m", -60)],
)
def test_since_a_while_ago(docker15: Docker15, engine: Engine, given: str, ago: int) -> None:
    engine.faults.arm(answer(b"", 1), "GET", "/events")
    before = time.time()
    assert docker15("events", "--since", given).exit_status == 0
    query = parse_qs(urlsplit(engine.requests[0].target).query)
    assert before - ago - 1 <= int(query["since"][0]) <= time.time() - ago


@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize("given", ["yesterday", "1e3", "10x", "m", "2013-13-01", "٣m"])
def test_a_bad_moment(docker15: Docker15, option: str, given: str) -> None:
    result = docker15("events", option, given)
    assert (
        f"{option} takes a Unix time, RFC 3339 or a duration such as 10m: '{given}'".encode()
        in result.stderr
    )
    assert result.exit_status == 2


def test_until_a_moment_in_the_past(docker15: Docker15, engine: Engine) -> None:
    """The daemon goes on, but later events are not shown."""
    now = int(time.time())
    for ago, status in ((100, "early"), (50, "in time"), (10, "late")):
        engine.state.events.past.append(Event(status=status, id=ID, time=now - ago))
    result = docker15("events", "--since", "60", "--until", "30s")
    assert [line.rpartition(": ")[2] for line in result.lines] == ["early", "in time"]
    assert (result.stderr, result.exit_status) == (b"", 0)


def test_until_a_moment_in_the_future(docker15: Docker15, engine: Engine) -> None:
    """It ends although nothing happens and the daemon has not answered."""
    begin = time.time()
    result = docker15("events", "--until=-1s")
    assert time.time() > begin + 1
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


def test_until_what_happens_before_is_shown(docker15: Docker15, engine: Engine) -> None:
    with watching(docker15, engine, f"--until={time.time() + 2}") as process:
        engine.state.events.log("in time", ID)
        process.wait_for(b"in time")
        assert process.result().exit_status == 0


def test_ctrl_c_before_anything_has_happened(docker15: Docker15, engine: Engine) -> None:
    for args in ((), ("--until=-60s",)):
        engine.requests.clear()
        with docker15.start("events", *args) as process:
            await_request(engine, "/events")
            process.send_signal(signal.SIGINT)
            result = process.result()
        assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 130)


# --- format and filter


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("api", json.dumps(EVENTS[0], separators=(",", ":"))),
        (
            "json",
            f'{{"status":"create","id":"{ID}","from":"busybox:latest","Type":"container",'
            f'"Action":"create","Actor":{{"ID":"{ID}","Attributes":{{"image":"busybox:latest"}}}},'
            f'"scope":"local","time":{THEN},"timeNano":{THEN}000000000}}',
        ),
        (
            "{{.}}",
            f"{{create {ID} busybox:latest container create {{{ID} map[image:busybox:latest]}}"
            f" local {THEN} {THEN}000000000}}",
        ),
        ("{{.Time}} {{.Status}} {{.ID}} {{.From}}", f"{THEN} create {ID} busybox:latest"),
        ("{{.Type}} {{.Action}} {{.Actor.ID}}", f"container create {ID}"),
        ("{{.Actor.Attributes.image}}", "busybox:latest"),
        ("{{.TimeNano}}", f"{THEN}000000000"),
        ("{{json .Actor}}", f'{{"ID":"{ID}","Attributes":{{"image":"busybox:latest"}}}}'),
    ],
)
def test_format(docker15: Docker15, engine: Engine, format: str, expected: str) -> None:
    engine.faults.arm(answer(concatenated(EVENTS[:1]), 4096), "GET", "/events")
    assert docker15("events", "--format", format).lines == [expected]


@pytest.mark.parametrize(
    ("format", "reason"), [("{{.Nope}}", "unknown field .Nope"), ("{{", "--format")]
)
def test_a_bad_format_is_reported_at_once(
    docker15: Docker15, engine: Engine, format: str, reason: str
) -> None:
    result = docker15("events", "--format", format)
    assert reason.encode() in result.stderr
    assert result.exit_status == 2
    assert engine.requests.lines == []


def test_no_filters_with_1_5(docker15: Docker15) -> None:
    result = docker15("events", "--filter", "event=die")
    assert result.error == "--filter needs API 1.12 or later; this engine speaks 1.5"
    assert result.exit_status == 1


# --- failures


def test_an_engine_that_goes_away(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(answer(concatenated(EVENTS[:1]), 4096, ended=False), "GET", "/events")
    result = docker15("events", env=CEST)
    assert result.lines == LINES[:1]
    assert "closed the connection in the middle of its answer" in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize("args", [(), ("--until=-60s",)])
def test_a_bad_event(docker15: Docker15, engine: Engine, args: tuple[str, ...]) -> None:
    engine.faults.arm(answer(b'{"status":"x"} oops', 4096), "GET", "/events")
    result = docker15("events", *args)
    assert "can't be read" in result.error
    assert result.exit_status == 1


def test_a_reader_that_has_enough(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(answer(concatenated(EVENTS * 20_000), 60_000), "GET", "/events")
    result = docker15("events", read=100)
    assert (result.exit_status, result.stderr) == (141, b"")


def test_a_later_engine_may_take_its_time(docker15: Docker15, engine: Engine) -> None:
    """It ends the stream itself; only the silence of a 1.5 daemon means that there is nothing."""
    pong = b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n"
    engine.faults.arm(Answer(pong), "GET", "/_ping")
    body = concatenated(EVENTS[:1])
    head = b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: %d\r\n\r\n"
    slow = Answer(head % len(body) + body, delay=0.7)
    engine.faults.arm(slow, "GET", "/events", times=None)
    result = docker15("events", "--until", str(THEN + 1), env=CEST)
    assert result.line == LINES[0]
