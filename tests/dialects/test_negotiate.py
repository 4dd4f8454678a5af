"""Which version is used, how it is negotiated, and what happens if the engine is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docker15_cli.api import container_streams, containers, images, system
from docker15_cli.api.client import Client
from docker15_cli.transport.address import Endpoint
from tests.docker15 import Docker15
from tests.fake_containers import running
from tests.fake_engine import Engine
from tests.real_engines.servers import until


@pytest.fixture
def modern() -> Iterator[Engine]:
    """As Docker 29.0: nothing before 1.44, and a newest version that docker15 doesn't know."""
    with Engine(api="1.53", minimum="1.44") as engine:
        yield engine


def versions(engine: Engine) -> list[str]:
    """The versions in the requested paths; "" for none."""
    return [
        line.split("/")[1].removeprefix("v") if "/v1." in line else ""
        for line in engine.requests.lines
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ps", ["1.5", "1.52"]),
        ("info", ["1.5", "1.52"]),
        ("create busybox true", ["1.5", "1.52"]),
        ("rm nosuch", ["1.5", "1.52"]),
        ("history busybox", ["1.5", "1.52"]),
        ("wait nosuch", ["", "1.52"]),
        ("export nosuch", ["1.5", "1.52"]),
    ],
)
def test_the_refusal_of_1_5_shows_the_version(
    lone_docker15: Docker15, modern: Engine, command: str, expected: list[str]
) -> None:
    """Only one request is lost."""
    lone_docker15(*command.split(), host=modern.url)
    assert versions(modern) == expected


@pytest.mark.parametrize("command", ["ps", "create busybox true", "wait nosuch", "info"])
def test_a_forced_version_costs_nothing(
    lone_docker15: Docker15, modern: Engine, command: str
) -> None:
    lone_docker15("--api-version", "1.45", *command.split(), host=modern.url)
    assert [one for one in versions(modern) if one] == ["1.45"]


def test_which_version_and_why(lone_docker15: Docker15, modern: Engine) -> None:
    why = "docker: the newest that docker15 speaks; the engine speaks 1.53"
    assert lone_docker15("version", host=modern.url).lines[-1] == (
        f"API version in use: 1.52 ({why})"
    )
    traced = lone_docker15("-D", "ps", host=modern.url).stderr.decode()
    assert "dialect: docker, API 1.52: the newest that docker15 speaks" in traced


@pytest.mark.parametrize("version", ["1.5", "1.43"])
@pytest.mark.parametrize("command", ["ps", "run busybox true", "logs c", "wait c"])
def test_a_forced_version_that_the_engine_lacks(
    lone_docker15: Docker15, modern: Engine, command: str, version: str
) -> None:
    result = lone_docker15("--api-version", version, *command.split(), host=modern.url)
    assert result.error == (
        f"the engine at {modern.url} speaks API 1.44 to 1.53, not {version}: "
        "change --api-version or DOCKER_API_VERSION"
    )
    assert result.exit_status == (125 if command.startswith("run") else 1)
    assert len(modern.state.containers) == 0


@pytest.mark.parametrize("command", ["ps", "run busybox true", "logs c", "wait c", "attach c"])
def test_an_engine_that_is_too_new(lone_docker15: Docker15, command: str) -> None:
    with Engine(api="1.70", minimum="1.60") as engine:
        result = lone_docker15(*command.split(), host=engine.url)
    assert result.error == (
        f"the engine at {engine.url} speaks API 1.60 to 1.70; docker15 speaks 1.5 and 1.12 to 1.52"
    )
    assert result.exit_status == (125 if command.startswith("run") else 1)


def test_another_engine_behind_the_same_address(tmp_path: Path) -> None:
    """Upgraded, replaced by one with other versions, downgraded, always with the same client."""
    path = tmp_path / "engine.sock"
    client = Client(Endpoint("unix", path=str(path)))
    apis = (("", ""), ("1.53", "1.44"), ("1.44", "1.24"), ("1.60", "1.51"), ("", ""))
    spoken = []
    for api, minimum in apis:
        with Engine(unix=path, api=api, minimum=minimum) as engine:
            assert [row["Repository"] for row in images.list_(client)] == ["busybox"]
            container = running(engine)
            assert containers.is_running(containers.inspect(client, container.id))
            spoken.append(client.in_use[0])
    assert spoken == ["1.5", "1.52", "1.44", "1.52", "1.5"]


@pytest.mark.parametrize("order", [("", "1.53"), ("1.53", "")])
def test_another_engine_before_a_stream(tmp_path: Path, order: tuple[str, str]) -> None:
    path = tmp_path / "engine.sock"
    client = Client(Endpoint("unix", path=str(path)))
    with Engine(unix=path, api=order[0]):
        system.info(client)
    with Engine(unix=path, api=order[1]) as engine:
        os.mkfifo(tmp_path / "fifo")
        container = running(engine, "sh", "-c", f"read go < {tmp_path}/fifo; echo said")
        stream = container_streams.attach(client, container.id)
        # The head of the answer comes first: output before the engine is following is missed.
        assert until(lambda: container.outputs["stdout"].followers > 0, 20)
        (tmp_path / "fifo").write_text("go\n")
        with closing(stream.connection):
            received, buffer = stream.leftover, bytearray(100)
            while count := stream.connection.recv_into(buffer):
                received += buffer[:count]
    said = [bytes(data) for _, data in stream.decode(received)]
    assert b"".join(said) == b"said\n"
