"""An engine whose JSON has another shape than its API's: an error in one line, never a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import Docker15
from tests.engine import Answer, Engine

ID = "a" * 64
API = "1.44"
DEEP = "[" * 100_000 + "]" * 100_000
CONTAINER = {"Id": ID, "Created": 1, "Status": "Up", "Image": "b", "Command": "c"}
IMAGE = {"Id": ID, "Created": 1, "Size": 1, "RepoTags": ["a:b"]}
LAYER = {"Id": ID, "Created": 1, "CreatedBy": "c"}
BAD = [
    ("ps", "/containers/json", [CONTAINER | {"Id": 1}]),
    ("ps", "/containers/json", [CONTAINER | {"Created": None}]),
    ("ps", "/containers/json", [CONTAINER | {"Ports": 1.5}]),
    ("ps", "/containers/json", [CONTAINER | {"Status": [1]}]),
    ("ps", "/containers/json", [CONTAINER | {"Names": [None]}]),
    ("ps --format {{.Mounts}}", "/containers/json", [CONTAINER | {"Mounts": "x"}]),
    ("ps --format {{.Labels}}", "/containers/json", [CONTAINER | {"Labels": [1]}]),
    ("images", "/images/json", [IMAGE | {"Created": {}}]),
    ("images", "/images/json", [IMAGE | {"Size": "x"}]),
    ("images", "/images/json", [IMAGE | {"Id": ["x"]}]),
    ("history a", "/history", [LAYER | {"Created": "9999-99-99"}]),
    ("history a", "/history", [LAYER | {"Id": True} | {"Tags": 1}]),
    ("diff a", "/changes", [{"Path": 1, "Kind": 1}]),
    ("top a", "/top", {"Titles": ["PID"], "Processes": [None]}),
    ("top a", "/top", {"Titles": 1.5, "Processes": []}),
    ("top a", "/top", {"Processes": []}),
    ("port a", "/containers/a/json", {"NetworkSettings": "x"}),
    ("wait a", "/wait", {"StatusCode": "x"}),
    ("create a", "/containers/create", {"Id": 1}),
    ("commit a", "/commit", {"Id": None}),
    ("rmi a", "/images/a", [{"Untagged": 1}]),
    ("search a", "/images/search", [{"Name": 1}]),
    ("login -u a -p b host", "/auth", [1]),
    ("info", "/info", "DEEP"),
    ("wait a", "/wait", "DEEP"),
]
LATER = [
    ("images", "/images/json", [IMAGE | {"RepoDigests": ["x"]}]),
    ("images", "/images/json", [IMAGE | {"RepoTags": float("nan")}]),
    ("images --tree", "/images/json", [[1]]),
    ("images --viz", "/images/json", "DEEP"),
    ("exec a b", "/containers/a/exec", {"Id": None}),
]


CASES = [
    *(("", *case) for case in BAD),
    *((API, *case) for case in (*BAD, *LATER)),
]


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[str, Engine]]:
    with Engine() as native, Engine(api=API) as later:
        yield {"": native, API: later}


@pytest.mark.parametrize(("api", "command", "path", "value"), CASES)
def test_it_is_refused(
    engines: dict[str, Engine], tmp_path: Path, api: str, command: str, path: str, value: Any
) -> None:
    body = (DEEP if value == "DEEP" else json.dumps(value)).encode()
    version = f"Api-Version: {api}\r\nServer: Docker/25.0 (linux)\r\n" if api else ""
    head = f"HTTP/1.1 200 OK\r\n{version}Content-Length: {len(body)}\r\n\r\n"
    faults = engines[api].faults
    armed = faults.arm(Answer(head.encode() + body), ".*", f"{path}$", times=None)
    try:
        result = Docker15(tmp_path, engines[api].url)(*command.split())
    finally:
        faults.clear()
    assert armed.hits
    assert result.exit_status == 1
    assert "internal error" not in result.error
    assert "the engine's answer to" in result.error or "is no Docker engine" in result.error


def test_an_error_that_is_nested_too_deeply(engine: Engine, docker15: Docker15) -> None:
    body = b'{"message":%b}' % DEEP.encode()
    head = b"HTTP/1.1 500 Oh\r\nContent-Length: %d\r\n\r\n" % len(body)
    engine.faults.arm(Answer(head + body), "GET", "/info")
    result = docker15("info")
    assert result.exit_status == 1
    assert "internal error" not in result.error
