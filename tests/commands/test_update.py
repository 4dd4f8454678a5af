"""`docker15 update`: what is sent, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects.podman import podman
from docker15_cli.errors import NotSupported
from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(api="1.52", minimum="1.22") as running:
        yield running


@pytest.fixture
def docker15(engine: Engine, tmp_path: Path) -> Docker15:
    return Docker15(tmp_path, engine.url)


OPTIONS: dict[str, dict[str, Any]] = {
    "--blkio-weight 300": {"BlkioWeight": 300},
    "--cpu-period 50000": {"CpuPeriod": 50000},
    "--cpu-quota 25000": {"CpuQuota": 25000},
    "--cpu-quota -1": {"CpuQuota": -1},
    "--cpu-rt-period 1000": {"CpuRealtimePeriod": 1000},
    "--cpu-rt-runtime 900": {"CpuRealtimeRuntime": 900},
    "-c 200": {"CpuShares": 200},
    "--cpus 1.5": {"NanoCpus": 1_500_000_000},
    "--cpuset-cpus 0-1": {"CpusetCpus": "0-1"},
    "--cpuset-mems 0": {"CpusetMems": "0"},
    "-m 64m --memory-swap -1": {"Memory": 67108864, "MemorySwap": -1},
    "--memory-reservation 32m": {"MemoryReservation": 33554432},
    "--pids-limit -1": {"PidsLimit": -1},
    "--restart always": {"RestartPolicy": {"Name": "always", "MaximumRetryCount": 0}},
}


@pytest.mark.parametrize("words", OPTIONS)
def test_each_option(docker15: Docker15, engine: Engine, words: str) -> None:
    container = docker15("create", "busybox", "true").line
    assert docker15("update", *words.split(), container).line == container
    (one,) = engine.state.containers
    host = one.later["HostConfig"]
    assert {key: host.get(key) for key in OPTIONS[words]} == OPTIONS[words]


def test_only_the_given_options_are_sent(docker15: Docker15, engine: Engine) -> None:
    container = docker15("create", "-m", "32m", "busybox", "true").line
    docker15("update", "-c", "100", container)
    (one,) = engine.state.containers
    assert one.later["HostConfig"]["Memory"] == 32 * 1024**2


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "nothing to update: give at least one option"),
        (["-m", "x"], "--memory takes bytes, or a number with k, m or g: 'x'"),
        (["--cpus", "0"], "--cpus takes a number of processors, such as 1.5: '0'"),
        (["--restart", "x"], "--restart takes no, always, unless-stopped or on-failure[:N]: 'x'"),
        (["--blkio-weight", "-1"], "--blkio-weight takes a number: '-1'"),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, words: list[str], error: str
) -> None:
    result = docker15("update", *words, "c")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.decode().splitlines()[0] == f"Error: {error}"
    assert engine.requests.connections == 0


@pytest.mark.parametrize(
    ("words", "version"),
    [
        (["--restart", "no"], "1.23"),
        (["--cpu-rt-period", "1"], "1.25"),
        (["--cpus", "1"], "1.29"),
        (["--pids-limit", "1"], "1.40"),
    ],
)
def test_an_option_needs_its_version(
    engine: Engine, tmp_path: Path, words: list[str], version: str
) -> None:
    old = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": "1.22"})
    error = f"update {words[0]} needs API {version} or later; this engine speaks 1.22"
    assert old("update", *words, "c").error == error


def test_the_engine_s_refusal_names_the_container(docker15: Docker15) -> None:
    container = docker15("create", "busybox", "true").line
    result = docker15("update", "-m", "64m", "--memory-swap", "32m", container)
    assert result.error.startswith(f"{container}: Minimum memoryswap limit")
    assert result.exit_status == 1


def on_podman(changes: dict[str, Any], own: str) -> Request:
    request = Request("POST", "/containers/c/update", body=changes)
    return podman("1.41", own=own).request(operations.CONTAINER_UPDATE, request)


def test_podman_s_own_body() -> None:
    sent = on_podman({"Memory": 1, "MemorySwap": -1, "NanoCpus": 5 * 10**8}, "4.3.1")
    assert sent.path == "/libpod/containers/c/update"
    assert sent.body == {
        "memory": {"limit": 1, "swap": -1},
        "cpu": {"period": 100_000, "quota": 50_000},
    }
    policy = {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}
    sent = on_podman(policy, "5.4.2")
    assert (sent.query, sent.body) == ({"restartPolicy": "on-failure", "restartRetries": "3"}, {})
    with pytest.raises(NotSupported, match="needs Podman 5 or later"):
        on_podman(policy, "4.3.1")
