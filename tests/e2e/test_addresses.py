"""Addresses of engines: below a path, with a password, IPv6 (F24); what -D shows (H9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.errors import without_password
from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.relay import ConnectProxy

pytestmark = pytest.mark.timeout(90)

PREFIX = "/engines/a,b~1"
SECRET = "hunt/er2"
BRACKETS = "write an IPv6 host as [host]:port"


@pytest.fixture(params=["tcp", "tls", "later"])
def below(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Docker15]:
    """docker15 with an engine below a path."""
    certificates = Certificates(tmp_path / ".docker")
    tls = certificates.server(wants_client=True) if request.param == "tls" else None
    api = "1.52" if request.param == "later" else ""
    with Engine(tcp=True, tls=tls, api=api, below=PREFIX) as engine:
        url = engine.tcp_url.replace("tcp", "https" if tls else "tcp")
        yield Docker15(tmp_path, f"{url}{PREFIX}")


def test_requests_go_below_the_path(below: Docker15) -> None:
    """Ordinary ones, those that take over the connection, transfers, and completion's."""
    container = below("run", "-d", "busybox", "sleep", "60").line
    assert below("ps", "-q").line == container
    assert below("run", "-i", "busybox", "cat", stdin=b"in and out").stdout == b"in and out"
    assert below("export", container).stdout
    assert container in below("__complete", "running", container[:2], "").line
    traced = below("-D", "ps").stderr.decode()
    assert f"> GET {PREFIX}/v1.5" in traced
    (plain, _) = below.host.split(PREFIX)
    failed = below("ps", host=plain)
    assert failed.exit_status == 1


def test_a_proxy_only_gets_the_host(lone_docker15: Docker15) -> None:
    with Engine(tcp=True, below=PREFIX) as engine, ConnectProxy() as proxy:
        url = f"{engine.tcp_url}{PREFIX}/"
        assert lone_docker15("--proxy", proxy.url, "-H", url, "ps").exit_status == 0
    assert set(proxy.targets) == {engine.tcp_url.removeprefix("tcp://")}


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://::1:4243", BRACKETS),
        ("tcp://::1", BRACKETS),
        ("::1", BRACKETS),
        ("fe80::1:4243", BRACKETS),
        ("tcp://host:1/a b", "not a path: '/a b'"),
        ("tcp://host:1/a?b=c", "not a path: '/a?b=c'"),
        ("tcp://host:1/a//b", "not a path: '/a//b'"),
        ("/var/run/docker.sock", "not a host name: '/var/run/docker.sock'"),
        ("host/path", "not a host name: 'host/path'"),
    ],
)
def test_a_bad_address(lone_docker15: Docker15, address: str, why: str) -> None:
    result = lone_docker15("-H", address, "ps")
    assert result.stderr.decode().splitlines()[0].endswith(f"bad address {address!r}: {why}")
    assert result.exit_status == 2


@pytest.mark.parametrize(
    "address",
    [
        f"{scheme}user:{SECRET}@host{rest}"
        for scheme in ("tcp://", "https://", "ssh://", "", "fd://")
        for rest in ("", ":1", ":1/path", ":port")
    ],
)
def test_a_password_is_never_shown(lone_docker15: Docker15, address: str) -> None:
    ways: list[tuple[tuple[str, ...], dict[str, str]]] = [
        (("-D", "-H", address, "ps"), {}),
        (("context", "ls"), {"DOCKER_HOST": address}),
    ]
    if address.startswith("tcp"):
        ways += [
            (("-H", "a:1", "-H", address, "ps"), {}),
            (("ps",), {"DOCKER_HOSTS": f"a:1,{address}"}),
            (("context", "ls", "--format", "{{json .}}"), {"DOCKER_HOST": address}),
            (("--proxy", address, "-H", "tcp://127.0.0.1:1", "ps"), {}),
        ]
    for argv, environ in ways:
        result = lone_docker15(*argv, env=environ)
        shown = (result.stdout + result.stderr).decode()
        assert "hunt" not in shown
        assert "er2" not in shown
        assert result.exit_status == (0 if argv[0] == "context" else 2)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("tcp://user:secret@host:1", "tcp://user:***@host:1"),
        ("user:secret@host", "user:***@host"),
        ("http://u:a@b/c@d:1/e", "http://u:***@d:1/e"),
        ("ssh://user@host:22/run/a.sock", "ssh://user@host:22/run/a.sock"),
        ("ssh://host:22/run/user@1", "ssh://host:22/run/user@1"),
        ("unix:///run/a:b@c", "unix:///run/a:b@c"),
        ("https://example.org/a?b=joe@example.org", "https://example.org/a?b=joe@example.org"),
        ("name@sha256:abc", "name@sha256:abc"),
        ("", ""),
    ],
)
def test_an_address_without_its_password(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_a_contexts_password_is_not_shown(lone_docker15: Docker15) -> None:
    folder = lone_docker15.home / ".docker" / "contexts" / "meta" / ("ab" * 32)
    folder.mkdir(parents=True)
    endpoints = {"docker": {"Host": "tcp://user:hunter2@host:1"}}
    (folder / "meta.json").write_text(json.dumps({"Name": "x", "Endpoints": endpoints}))
    for argv in (("context", "ls"), ("__complete", "contexts", "", "")):
        result = lone_docker15(*argv)
        assert b"hunter2" not in result.stdout
        assert b"***@host:1" in result.stdout


def test_traces_contain_no_secrets(tmp_path: Path) -> None:
    """H9: build arguments, the environment in a config, passwords in URLs."""
    (tmp_path / "Dockerfile").write_text("FROM busybox\nARG TOKEN\n")
    with Engine(api="1.52") as engine, Engine() as old:
        docker15 = Docker15(tmp_path, engine.url)
        argument = "TOKEN=hunter2"
        built = docker15("-D", "build", "--build-arg", argument, "--build-arg", "B=x y", ".")
        assert b"buildargs=%7B%22TOKEN%22" in built.stderr
        by_name = docker15("-D", "build", "--build-arg", "TOKEN", ".", env={"TOKEN": "hunter2"})
        url = "http://joe:hunter2@127.0.0.1:1/x"
        fetched = [
            one("-D", *argv)
            for one in (docker15, Docker15(tmp_path, old.url))
            for argv in (("import", url), ("insert", "busybox", url, "/x"), ("build", url))
        ]
        container = docker15("create", "busybox", "true", host=old.url).line
        config = '{"Env": ["TOKEN=hunter2", "B=1"], "Cmd": ["x"]}'
        committed = docker15("-D", "commit", "-run", config, container, host=old.url)
        assert committed.exit_status == 0
        assert b"TOKEN" in committed.stderr
        ran = docker15("-D", "run", "-e", argument, "busybox", "true")
    for result in (built, by_name, *fetched, committed, ran):
        traced = [line for line in result.stderr.splitlines() if line.startswith(b"> ")]
        assert traced
        assert b"hunter2" not in b"".join(traced)  # what the engine says is shown unchanged
