"""A proxy is used if it is configured, and only then."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.relay import ConnectProxy

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path / ".docker")


@pytest.fixture(params=["tcp", "tls"])
def engine(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Engine]:
    tls = certificates.server(wants_client=True) if request.param == "tls" else None
    with Engine(tcp=True, tls=tls, lingering_attach=False) as running:
        yield running


@pytest.fixture
def docker15(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Docker15:
    verifies = request.node.callspec.params["engine"] == "tls"

    return Docker15(tmp_path, engine.tcp_url, {"DOCKER_TLS_VERIFY": "1"} if verifies else None)


def test_everything_goes_through_it(docker15: Docker15, engine: Engine) -> None:
    data = os.urandom(2_000_000)
    with ConnectProxy() as proxy:
        result = docker15("--proxy", proxy.url, "run", "-i", "busybox", "cat", stdin=data)
        assert (result.stdout == data, result.exit_status, result.stderr) == (True, 0, b"")
        by_variable = {"DOCKER15_PROXY": proxy.url.removeprefix("http://")}
        container = docker15("ps", "-a", "-q", env=by_variable).line
        assert docker15("-proxy", proxy.url, "export", container).exit_status == 0
        assert proxy.connections == len(proxy.targets) >= engine.requests.connections
    assert set(proxy.targets) == {engine.tcp_url.removeprefix("tcp://")}


def test_a_login_is_sent_and_never_shown(docker15: Docker15) -> None:
    with ConnectProxy("joe:sec ret") as proxy:
        address = proxy.url.replace("//", "//joe:sec%20ret@")
        result = docker15("-D", "--proxy", address, "images", "-q")
        wrong = docker15("-D", "images", env={"DOCKER15_PROXY": address.replace("ret", "RET")})
        without = docker15("--proxy", proxy.url, "images")
    assert result.exit_status == 0
    assert b"sec" not in result.stderr
    assert b"sec" not in wrong.stderr
    advice = "give one as http://user:password@host:port in DOCKER15_PROXY, or --proxy"
    assert wrong.stderr.decode().splitlines()[-1] == (
        f"Error: the proxy at {proxy.url} rejected the login; {advice}"
    )
    assert without.error == f"the proxy at {proxy.url} requires a login; {advice}"


# --- what may be wrong; the engine isn't reached then


def test_a_proxy_that_refuses(lone_docker15: Docker15) -> None:
    with ConnectProxy() as proxy:
        result = lone_docker15("--proxy", proxy.url, "ps", host="tcp://forbidden.example:4243")
    assert result.error == (
        f"the proxy at {proxy.url} did not connect to forbidden.example:4243: 403 Forbidden"
    )


def test_nothing_listens_at_the_proxys_address(lone_docker15: Docker15) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy = f"http://127.0.0.1:{server.getsockname()[1]}"
    result = lone_docker15("--proxy", proxy, "run", "busybox", "true", host="tcp://a.example")
    assert result.error == (
        f"can't use the proxy at {proxy}: connection refused: nothing is listening there; "
        "is the engine running, and is the address right?"
    )
    assert result.exit_status == 125


def test_a_server_that_is_not_a_proxy(lone_docker15: Docker15) -> None:
    with Engine(tcp=True) as engine:
        address = engine.tcp_url.replace("tcp", "http")
        error = lone_docker15("--proxy", address, "ps", host="tcp://a.example").error
    assert error.startswith(f"the proxy at {address} did not connect to a.example:4243: 301 ")


@pytest.mark.parametrize(
    "address",
    [
        *("https://joe:secret@a:1", "socks5://joe:secret@a", "http://joe:secret@a:x", "http://"),
        *("http://joe:12#secret@a:1", "http://joe:12?secret@a:1"),
        *("http://joe:secret@.a:1", f"http://joe:secret@{'a' * 64}:1"),
    ],
)
def test_a_bad_address(lone_docker15: Docker15, address: str) -> None:
    result = lone_docker15("--proxy", address, "ps", host="tcp://a.example")
    assert result.stderr.startswith(b"Error: --proxy")
    assert b"secret" not in result.stderr
    assert b"12" not in result.stderr
    assert result.exit_status == 2


def test_no_proxy_is_used_for_a_socket(lone_docker15: Docker15) -> None:
    with Engine() as engine:
        result = lone_docker15("--proxy", "http://a:1", "ps", host=engine.url)
        assert b"--proxy has no effect on unix://" in result.stderr
        assert result.exit_status == 2
        environ = {"DOCKER15_PROXY": "http://a:1"}
        assert lone_docker15("ps", host=engine.url, env=environ).exit_status == 0


# --- the environment's proxies


def test_the_environments_proxy_is_not_used(docker15: Docker15) -> None:
    names = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
    environ = dict.fromkeys(names, "http://127.0.0.1:1") | {"REQUESTS_CA_BUNDLE": "/nosuch"}
    for args in (("images", "-q"), ("run", "busybox", "true")):
        assert docker15(*args, env=environ).exit_status == 0


def test_netrc_is_not_read(docker15: Docker15, engine: Engine) -> None:
    (docker15.home / ".netrc").write_text("machine 127.0.0.1 login joe password secret\n")
    assert docker15("images", "-q").exit_status == 0
    assert [request.header("Authorization") for request in engine.requests] == [None]
