"""Rare values from later engines: a digest, a lost tag, the year 1, IPv6."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Answer, Engine

Given = Callable[[str, Any], None]

API = "1.52"
YEAR_1 = -62_135_596_800
ONE, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
IMAGE = {"Id": f"sha256:{'1' * 64}", "Created": YEAR_1, "Size": 1, "RepoTags": []}
CONTAINER = {"Id": "2" * 64, "Created": 1, "Names": ["/c"], "Command": "x", "Status": "Created"}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(api=API) as running:
        yield running


@pytest.fixture
def given(engine: Engine) -> Given:
    """A function that has the engine answer a path with a value."""

    def give(path: str, value: Any) -> None:
        body = json.dumps(value)
        head = f"HTTP/1.1 200 OK\r\nApi-Version: {API}\r\nServer: Docker/29 (linux)\r\n"
        raw = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        engine.faults.arm(Answer(raw), ".*", f"{path}(\\?.*)?$", times=None)

    return give


def rows(docker15: Docker15, *args: str) -> list[list[str]]:
    """The cells of a table's rows."""
    header, *lines = docker15(*args).lines
    starts = [title.start() for title in re.finditer(r"\S+( \S+)*", header)]
    ends = [*starts[1:], None]
    return [
        [line[start:end].strip() for start, end in zip(starts, ends, strict=True)] for line in lines
    ]


def test_images_with_digests(docker15: Docker15, given: Given) -> None:
    """F4: a row for each digest, but only if digests are shown, as in docker."""
    digests = [f"team/app@{ONE}", f"team/app@{OTHER}"]
    given("/images/json", [{**IMAGE, "RepoDigests": digests}])
    assert [row[:2] for row in rows(docker15, "images")] == [["team/app", "<none>"]]
    assert docker15("images", "-q", f"team/app@{OTHER}").line == "1" * 12
    shown = docker15("images", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}").lines
    assert shown == [f"team/app <none> {ONE}", f"team/app <none> {OTHER}"]
    assert [row[:3] for row in rows(docker15, "images", "--digests")] == [
        ["team/app", "<none>", ONE],
        ["team/app", "<none>", OTHER],
    ]
    assert docker15("images", "--digests", "-q").lines == ["1" * 12] * 2
    assert json.loads(docker15("images", "--format", "api").line)["Digest"] == ONE
    assert json.loads(docker15("images", "--format", "json").line)["Digest"] == "<none>"
    shown = docker15("images", "--digests", "--format", "json").lines
    assert [json.loads(line)["Digest"] for line in shown] == [ONE, OTHER]


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        (f"sha256:{'1' * 64}", "1" * 12),
        ("1" * 64, "1" * 12),
        (f"h:5000/team/app@{ONE}", "h:5000/team/app"),
        (f"app:v1@{ONE}", "app:v1"),
        ("docker.io/library/app:v1", "app:v1"),
        ("1" * 12, "1" * 12),
    ],
)
def test_the_image_of_a_container(docker15: Docker15, given: Given, image: str, shown: str) -> None:
    """F19: an image that has lost its tag, or that was named by a digest, as in docker."""
    given("/containers/json", [{**CONTAINER, "Image": image}])
    whole = image.removeprefix("sha256:").removeprefix("docker.io/library/")
    for option, wanted in ((), shown), (("--no-trunc",), whole):
        assert rows(docker15, "ps", *option)[0][1] == wanted
        assert docker15("ps", *option, "--format", "{{.Image}}").line == wanted
    assert docker15("__complete", "containers", "", "").line == f"c\t{shown}, Created"


def test_no_image(docker15: Docker15, given: Given) -> None:
    given("/containers/json", [{**CONTAINER, "Image": ""}])
    assert docker15("ps", "--format", "{{.Image}}").line == "<no image>"


def test_the_year_1(docker15: Docker15, given: Given) -> None:
    """Go's zero time means unknown; the text is docker 28's."""
    since, at = "{{.CreatedSince}}|{{.CreatedAt}}", "0001-01-01"
    given("/images/json", [{**IMAGE, "RepoTags": ["a:1"]}])
    assert rows(docker15, "images")[0][3] == "N/A"
    assert docker15("images", "--format", since).line == f"|{at} 00:00:00 +0000 UTC"
    given("/images/a/history", [{"Id": "x", "Created": YEAR_1}, {"Id": "y", "Created": 0}])
    assert rows(docker15, "history", "a")[0][1] == "N/A"
    assert docker15("history", "--format", since, "a").lines == [
        f"N/A|{at}T00:00:00Z",
        "N/A|1970-01-01T00:00:00Z",
    ]
    given("/containers/json", [{**CONTAINER, "Created": YEAR_1}])
    assert rows(docker15, "ps")[0][3] == "N/A"
    assert docker15("ps", "--format", "{{.RunningFor}}").line == "292 years ago"


@pytest.mark.parametrize(
    ("ports", "shown"),
    [
        ([("127.0.0.1", 32782, "tcp"), ("", 32768, "udp")], "127.0.0.1:32782->80, 32768->80/udp"),
        ([("0.0.0.0", 8, "tcp"), ("::", 8, "tcp")], "8->80"),
        ([("0.0.0.0", 8, "tcp"), ("::", 9, "tcp")], "8->80, [::]:9->80"),
        ([("::", 8, "tcp")], "[::]:8->80"),
        ([("::1", 8, "tcp"), ("127.0.0.1", 8, "tcp")], "127.0.0.1:8->80, [::1]:8->80"),
        ([("0.0.0.0", 8, "tcp"), ("10.0.0.1", 8, "tcp")], "10.0.0.1:8->80, 8->80"),
        ([("", 0, "udp")], "80/udp"),
    ],
)
def test_where_a_port_is_published(
    docker15: Docker15, given: Given, ports: list[tuple[str, int, str]], shown: str
) -> None:
    """F16: with the address unless it stands for all of them; `port` shows the same."""
    listed = [
        {
            "PrivatePort": 80,
            "Type": kind,
            **({"IP": address, "PublicPort": public} if public else {}),
        }
        for address, public, kind in ports
    ]
    given("/containers/json", [{**CONTAINER, "Ports": listed}])
    assert rows(docker15, "ps")[0][5] == shown
    bound: dict[str, list[dict[str, str]]] = {}
    for address, public, kind in ports:
        found = bound.setdefault(f"80/{kind}", [])
        found += [{"HostIp": address, "HostPort": str(public)}] if public else []
    given("/containers/c/json", {"Id": "c", "NetworkSettings": {"Ports": bound}})
    lines = {line.replace("/tcp", "") for line in docker15("port", "c").lines}
    told = {" -> ".join(reversed(one.split("->"))) for one in shown.split(", ") if "->" in one}
    assert lines == told


INFO = {
    "Containers": 3,
    "ContainersRunning": 1,
    "Images": 2,
    "ServerVersion": "28.3.0",
    "Driver": "overlay2",
    "DriverStatus": [["Backing Filesystem", "extfs"]],
    "Plugins": {"Volume": ["local"], "Authorization": None, "Log": []},
    "Runtimes": {"runc": {}, "crun": {}},
    "RuncCommit": {"ID": "v1.2"},
    "InitCommit": {"ID": ""},
    "SecurityOptions": ["name=seccomp,profile=builtin", "name=cgroupns", "apparmor"],
    "NCPU": 8,
    "MemTotal": 25276510208,
    "HttpProxy": "http://joe:hunter2@proxy:3128",
    "Labels": ["a=b"],
    "ExperimentalBuild": False,
    "RegistryConfig": {
        "IndexConfigs": {"docker.io": {"Secure": True}, "local:5000": {"Secure": False}},
        "InsecureRegistryCIDRs": ["127.0.0.0/8"],
        "Mirrors": ["https://mirror/"],
    },
    "Warnings": ["WARNING: No swap limit support"],
}


def test_info_of_a_later_engine(docker15: Docker15, given: Given) -> None:
    """F34: docker's lines, except those without a value; no password (F24)."""
    given("/info", INFO)
    result = docker15("info")
    assert result.lines == [
        *("Containers: 3", "Images: 2", "Running: 1", "Server Version: 28.3.0"),
        *("Storage Driver: overlay2", " Backing Filesystem: extfs", "Plugins:", " Volume: local"),
        *("Runtimes: crun runc", "runc version: v1.2", "Security Options:"),
        *(" seccomp", "  Profile: builtin", " cgroupns", " apparmor"),
        *("CPUs: 8", "Total Memory: 23.54GiB", "HTTP Proxy: http://joe:***@proxy:3128"),
        *("Labels:", " a=b", "Experimental: false"),
        *("Insecure Registries:", " local:5000", " 127.0.0.0/8"),
        *("Registry Mirrors:", " https://mirror/"),
    ]
    assert result.stderr == b"WARNING: No swap limit support\n"
    debugging = docker15("-D", "info").lines
    assert debugging[: len(result.lines)] == result.lines
    assert debugging[len(result.lines)] == "Debug mode (server): false"
