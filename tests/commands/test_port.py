"""`docker15 port`."""

from __future__ import annotations

import json

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, running
from tests.fake_engine import Engine
from tests.fake_engine.container import Container
from tests.fake_engine.faults import Answer

LATER = {
    "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "49155"}, {"HostIp": "::", "HostPort": "49155"}],
    "443/tcp": None,
    "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5353"}, {"HostIp": "", "HostPort": "5354"}],
    "9/sctp": [{"HostIp": "", "HostPort": "99"}],
}


@pytest.fixture
def container(engine: Engine) -> Container:
    return running(engine, port_specs=["80", "8443:443", "5353:53/udp"])


@pytest.mark.parametrize(
    ("asked", "public"),
    [
        ("443", "8443"),
        ("443/tcp", "8443"),
        ("443/TCP", "8443"),
        ("53/udp", "5353"),
        ("53/UDP", "5353"),
        ("443/", "8443"),
    ],
)
def test_one_port(docker15: Docker15, container: Container, asked: str, public: str) -> None:
    assert docker15("port", container.short_id, asked).line == public


def test_a_port_that_the_daemon_chose(docker15: Docker15, container: Container) -> None:
    assert 49000 < int(docker15("port", container.short_id, "80").line) < 65536


def test_all_ports(docker15: Docker15, container: Container) -> None:
    chosen = docker15("port", container.short_id, "80").line
    assert docker15("port", container.short_id).lines == [
        "53/udp -> 5353",
        f"80/tcp -> {chosen}",
        "443/tcp -> 8443",
    ]


@pytest.mark.parametrize("asked", ["81", "53", "443/udp", "http", "٨٠"])
def test_a_port_that_is_not_mapped(docker15: Docker15, container: Container, asked: str) -> None:
    result = docker15("port", container.short_id, asked)
    assert result.error == f"No private port '{asked}' allocated on {container.short_id}"
    assert result.exit_status == 1


def test_a_stopped_container(docker15: Docker15, container: Container) -> None:
    container.stop(0)
    result = docker15("port", container.short_id, "80")
    assert result.error == f"No private port '80' allocated on {container.short_id}"
    assert docker15("port", container.short_id).lines == []


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        ([], ["9/sctp -> 99", "53/udp -> 127.0.0.1:5353", "53/udp -> 5354", "80/tcp -> 49155"]),
        (["80"], ["49155"]),
        (["53/udp"], ["127.0.0.1:5353", "5354"]),
    ],
)
def test_the_shape_of_later_engines(
    docker15: Docker15, engine: Engine, args: list[str], lines: list[str]
) -> None:
    body = json.dumps({"Id": "x", "NetworkSettings": {"Ports": LATER}}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    engine.faults.arm(Answer(head % len(body) + body), "GET", "/json")
    assert docker15("port", "x", *args).lines == lines


def test_a_missing_container(docker15: Docker15) -> None:
    result = docker15("port", NO_ID, "80")
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
