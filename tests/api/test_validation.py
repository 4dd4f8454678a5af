"""An engine whose JSON doesn't have its API's shape: a one-line error, never an internal one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import ended, running
from tests.fake_engine import Answer, CloseAfter, Engine

ID = "a" * 64
API = "1.44"
DEEP = "[" * 100_000 + "]" * 100_000
TEXTS = {"DEEP": DEEP, "MARKED": "\ufeff{}"}  # a byte order mark is not JSON
CONTAINER = {"Id": ID, "Created": 1, "Status": "Up", "Image": "b", "Command": "c"}
IMAGE = {"Id": ID, "Created": 1, "Size": 1, "RepoTags": ["a:b"]}
NETWORKS = {"NetworkSettings": {"Networks": 5}}
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
    ("create a", "/containers/create", {"Id": "\ud800"}),
    ("login -u a -p b host", "/auth", [1]),
    ("ps", "/containers/json", [CONTAINER | {"Created": 10**15}]),
    ("ps -s", "/containers/json", [CONTAINER | {"SizeRw": 10**400}]),
    ("ps --format {{.CreatedAt}}", "/containers/json", [CONTAINER | {"Created": -(10**15)}]),
    ("ps --format {{.Ports}}", "/containers/json", [CONTAINER | {"Ports": [{"IP": [1]}]}]),
    ("ps --format {{.Networks}}", "/containers/json", [CONTAINER | NETWORKS]),
    (
        "ps --format {{.Platform}}",
        "/containers/json",
        [CONTAINER | {"ImageManifestDescriptor": {"platform": 1}}],
    ),
    ("version --format json", "/version", {"Version": "x", "Os": "y", "Components": ["x"]}),
    ("version --format json", "/version", {"Components": [{"Name": "Engine", "Details": 1}]}),
    ("history --format {{.Size}} a", "/history", [LAYER | {"Size": None}]),
    ("history --format {{.CreatedAt}} a", "/history", [LAYER | {"Created": 10**15}]),
    ("port a", "/containers/a/json", {"NetworkSettings": {"PortMapping": {"Tcp": [1]}}}),
    ("port a", "/containers/a/json", {"NetworkSettings": {"PortMapping": {"Tcp": {"a": "1"}}}}),
    ("port a", "/containers/a/json", {"NetworkSettings": {"Ports": {"9/tcp": [1]}}}),
    ("port a", "/containers/a/json", {"NetworkSettings": {"Ports": {"9/tcp": [{"HostPort": 1}]}}}),
    *(
        (f"events{format_}", "/events", {"status": "x", "time": moment})
        for format_ in ("", " --format {{.TimeNano}}")
        for moment in ("x", [1], 1.5, float("nan"), 10**15, -(10**15), 10**400)
    ),
    ("events", "/events", {"status": 1, "time": 1}),
    ("inspect -f {{.Id}} a", "/containers/a/json", "MARKED"),
    ("info", "/info", "DEEP"),
    ("wait a", "/wait", "DEEP"),
]
LATER = [
    ("images", "/images/json", [IMAGE | {"RepoDigests": ["x"]}]),
    ("images", "/images/json", [IMAGE | {"RepoTags": float("nan")}]),
    ("images --tree", "/images/json", [[1]]),
    ("images --viz", "/images/json", "DEEP"),
    ("exec a b", "/containers/a/exec", {"Id": None}),
    ("info", "/info", {"ServerVersion": "x", "DriverStatus": [[1]]}),
    ("info", "/info", {"ServerVersion": "x", "Plugins": {"Log": "x"}}),
    ("info", "/info", {"ServerVersion": "x", "Swarm": []}),
    ("info", "/info", {"ServerVersion": "x", "MemTotal": "much"}),
    ("info", "/info", {"ServerVersion": "x", "RegistryConfig": {"IndexConfigs": {"x": 1}}}),
    ("info", "/info", {"ServerVersion": "x", "Warnings": "x"}),
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
    body = (TEXTS.get(str(value)) or json.dumps(value)).encode()
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
    assert "the engine's answer to" in result.error or "is not a Docker engine" in result.error


def test_an_error_that_is_nested_too_deeply(engine: Engine, docker15: Docker15) -> None:
    body = b'{"message":%b}' % DEEP.encode()
    head = b"HTTP/1.1 500 Oh\r\nContent-Length: %d\r\n\r\n" % len(body)
    engine.faults.arm(Answer(head + body), "GET", "/info")
    result = docker15("info")
    assert result.exit_status == 1
    assert "internal error" not in result.error


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"7",
        b"nonsense",
        b'{"mode":"x"}',
        b'{"linkTarget":"\\ud800"}',
        DEEP[:30_000].encode(),
    ],
)
def test_the_stat_of_a_path(tmp_path: Path, text: bytes) -> None:
    """It is in a header, in base64."""
    head = b"HTTP/1.1 200 OK\r\nX-Docker-Container-Path-Stat: %b\r\nContent-Length: 0\r\n\r\n"
    with Engine(api=API) as engine:
        container = running(engine)
        engine.faults.arm(Answer(head % base64.b64encode(text)), "HEAD", "/archive$")
        result = Docker15(tmp_path, engine.url)("cp", f"{container.id}:/etc", str(tmp_path / "etc"))
    assert (result.exit_status, result.stdout) == (1, b"")
    assert result.error == (
        f"the engine's answer to HEAD /containers/{container.id}/archive "
        f"is not what API {API} defines"
    )
    assert not (tmp_path / "etc").exists()


@pytest.mark.parametrize("state", [{"Running": None}, {"Running": False}])
def test_an_exec_whose_end_is_not_reported(tmp_path: Path, state: dict[str, Any]) -> None:
    body = json.dumps(state).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    with Engine(api=API) as engine:
        container = running(engine)
        engine.faults.arm(Answer(head + body), "GET", "/exec/[0-9a-f]+/json$", times=None)
        result = Docker15(tmp_path, engine.url)("exec", container.id, "echo", "hi")
    assert (result.exit_status, result.stdout) == (1, b"hi\n")
    assert result.error.startswith("the engine's answer to GET /exec/")


# --- streams that end within a frame


CUT = CloseAfter(12)  # the 8 bytes of the header, and 4


def test_the_end_of_a_first_run_comes_from_the_log(tmp_path: Path) -> None:
    with Engine(api=API) as engine:
        engine.faults.arm(CUT, "POST", "/attach$")
        result = Docker15(tmp_path, engine.url)("run", "busybox", "echo", "hello")
    assert (result.stdout, result.stderr, result.exit_status) == (b"hello\n", b"", 0)


def test_the_end_of_an_exec_is_in_no_log(tmp_path: Path) -> None:
    with Engine(api=API) as engine:
        container = running(engine)
        engine.faults.arm(CUT, "POST", "/exec/[0-9a-f]+/start$")
        result = Docker15(tmp_path, engine.url)("exec", container.id, "echo", "hello")
    assert (result.stdout, result.exit_status) == (b"hell", 1)
    assert "the stream ended 2 bytes before the end of a frame" in result.error


def test_the_end_of_a_later_run_may_not_be_in_the_log(tmp_path: Path) -> None:
    with Engine(api=API) as engine:
        container = ended(engine, "echo", "hello")
        engine.faults.arm(CUT, "POST", "/attach$")
        result = Docker15(tmp_path, engine.url)("start", "-a", container.id)
    assert (result.stdout, result.exit_status) == (b"hell", 1)
    assert "the stream ended 2 bytes before the end of a frame" in result.error


def test_a_log_that_ends_within_a_frame(tmp_path: Path) -> None:
    with Engine(api=API) as engine:
        container = ended(engine, "echo", "hello")
        body = b"\1\0\0\0\0\0\0\6hell"
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        engine.faults.arm(Answer(head + body), "GET", "/logs$")
        result = Docker15(tmp_path, engine.url)("logs", container.id)
    assert (result.stdout, result.exit_status) == (b"hell", 1)
    assert "the stream ended 2 bytes before the end of a frame" in result.error
