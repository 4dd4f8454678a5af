"""`docker15 network create`, `connect`, `volume create`: what is sent, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine that has networks and volumes."""
    with Engine(api="1.52") as running:
        yield running


@pytest.fixture
def docker15(engine: Engine, tmp_path: Path) -> Docker15:
    return Docker15(tmp_path, engine.url)


def made(docker15: Docker15, *options: str) -> Any:
    """A new network, as inspected."""
    assert docker15("network", "create", *options, "n").exit_status == 0
    (value,) = json.loads(docker15("network", "inspect", "n").stdout)
    return value


def test_a_subnets_settings_are_sent_with_it(docker15: Docker15) -> None:
    subnets = ("--subnet", "10.9.0.0/16", "--subnet", "fd00:9::/64", "--ipv6")
    parts = ("--gateway", "fd00:9::1", "--gateway", "10.9.0.1", "--ip-range", "10.9.8.0/24")
    value = made(docker15, *subnets, *parts, "--aux-address", "a=10.9.0.2", "--ipam-opt", "k=v")
    assert value["IPAM"] == {
        "Driver": "default",
        "Options": {"k": "v"},
        "Config": [
            {
                "Subnet": "10.9.0.0/16",
                "IPRange": "10.9.8.0/24",
                "Gateway": "10.9.0.1",
                "AuxiliaryAddresses": {"a": "10.9.0.2"},
            },
            {"Subnet": "fd00:9::/64", "Gateway": "fd00:9::1"},
        ],
    }
    assert value["EnableIPv6"] is True


def test_a_config_only_network_and_one_that_uses_it(docker15: Docker15, engine: Engine) -> None:
    docker15("network", "create", "--config-only", "--ingress", "n")
    docker15("network", "create", "--config-from", "n", "taker")
    kept, taker = (json.loads(each.body) for each in engine.requests if each.method == "POST")
    assert (kept["ConfigOnly"], kept["Ingress"]) == (True, True)
    assert taker["ConfigFrom"] == {"Network": "n"}


def test_other_options_of_a_network(docker15: Docker15) -> None:
    value = made(docker15, "-d", "macvlan", "--internal", "--label", "a", "-o", "parent=eth0")
    assert value["IPAM"] == {"Driver": "default", "Options": {}, "Config": []}
    assert (value["Driver"], value["Internal"], value["EnableIPv6"]) == ("macvlan", True, False)
    assert (value["Labels"], value["Options"]) == ({"a": ""}, {"parent": "eth0"})


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ["network", "create", "--gateway", "10.0.0.1", "n"],
            "--gateway 10.0.0.1: no --subnet contains it",
        ),
        (
            [*("network", "create", "--subnet", "10.0.0.0/8", "--subnet", "10.9.0.0/16"), "n"],
            "--subnet 10.9.0.0/16 overlaps another --subnet",
        ),
        (
            ["network", "create", "--subnet", "x", "n"],
            "--subnet takes an address or a subnet, such as 172.28.0.0/16: 'x'",
        ),
        (
            [
                "network",
                "create",
                "--subnet",
                "10.0.0.0/8",
                "--gateway",
                "10.0.0.1",
                "--gateway",
                "10.0.0.2",
                "n",
            ],
            "--gateway is given twice for 10.0.0.0/8",
        ),
        (["network", "create", "--label", "=x", "n"], "--label takes KEY or KEY=VALUE: '=x'"),
        (["network", "connect", "--ip", "x", "n", "c"], "--ip takes an IP address: 'x'"),
        (
            ["network", "connect", "--driver-opt", "x", "n", "c"],
            "--driver-opt takes KEY=VALUE: 'x'",
        ),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, words: list[str], error: str
) -> None:
    result = docker15(*words)
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.decode().splitlines()[0] == f"Error: {error}"
    assert engine.requests.connections == 0


@pytest.mark.parametrize(
    ("words", "version", "what"),
    [
        (["network", "create", "--label", "a", "n"], "1.23", "network create --label"),
        (["network", "connect", "--ip", "10.0.0.1", "n", "c"], "1.22", "network connect --ip"),
        (["volume", "create", "--label", "a"], "1.23", "volume create --label"),
    ],
)
def test_an_option_needs_its_version(
    tmp_path: Path, words: list[str], version: str, what: str
) -> None:
    with Engine(api="1.52", minimum="1.21") as engine:
        old = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": "1.21"})
        result = old(*words)
    assert result.error == f"{what} needs API {version} or later; this engine speaks 1.21"
