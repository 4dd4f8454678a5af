"""Podman's connections: its files are read as by Podman, and used like contexts."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

from docker15_cli.config.files import ignore_warning
from docker15_cli.config.podman_connections import connections
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.real_engines.conftest import require_program

CONF = """
[engine]
active_service = "lab"
[engine.service_destinations]
  [engine.service_destinations.lab]
    uri = "ssh://me@lab:2222/run/podman/podman.sock"
    identity = "/home/me/key"
  [engine.service_destinations.plain]
    uri = "tcp://plain:1"
"""
ROWS = {
    "plain": {"URI": "tcp://other:1", "Identity": ""},
    "odd": {"URI": 1},
    "new": {"URI": "unix:///run/x.sock", "IsMachine": True},
}
reads_toml = pytest.mark.skipif(
    not importlib.util.find_spec("tomllib"), reason="Python reads no TOML before 3.11"
)


@pytest.fixture
def client(tmp_path: Path) -> Docker15:
    """docker15 without an address, with a home without connections."""
    (tmp_path / ".config" / "containers").mkdir(parents=True)
    return Docker15(tmp_path)


def write(client: Docker15, name: str, text: str) -> Path:
    path = client.home / ".config" / "containers" / name
    path.write_text(text)
    return path


def write_json(client: Docker15, **rows: object) -> Path:
    value = {"Connection": {"Default": "plain", "Connections": rows}}
    return write(client, "podman-connections.json", json.dumps(value))


@reads_toml
def test_both_files(client: Docker15) -> None:
    write(client, "containers.conf", CONF)
    write_json(client, **ROWS)
    found = connections({"HOME": str(client.home)}, ignore_warning)
    assert {name: found[name] for name in ("lab", "plain", "new")} == {
        "lab": ("ssh://me@lab:2222/run/podman/podman.sock", "/home/me/key"),
        "plain": ("tcp://other:1", ""),
        "new": ("unix:///run/x.sock", ""),
    }
    assert "odd" not in found


@reads_toml
def test_connections_made_by_podman(client: Docker15) -> None:
    require_program("podman", "podman")
    conf = client.home / "made.conf"
    conf.touch()
    environ = client.environment(CONTAINERS_CONF=str(conf))
    for argv in (
        ["lab", "ssh://me@h:2222/run/podman/podman.sock", "--identity", "/key"],
        ["other", "tcp://h:1"],
    ):
        argv = ["podman", "system", "connection", "add", *argv]
        subprocess.run(argv, env=environ, check=True, timeout=60)
    found = connections(environ, ignore_warning)
    assert found["other"] == ("tcp://h:1", "")
    assert found["lab"] == ("ssh://me@h:2222/run/podman/podman.sock", "/key")


def test_they_are_used_like_contexts(client: Docker15) -> None:
    with Engine() as engine:
        write_json(client, here={"URI": engine.url}, away={"URI": "tcp://127.0.0.1:1"})
        assert client("-c", "here", "images", "-q").exit_status == 0
        for variable in ("DOCKER_CONTEXT", "CONTAINER_CONNECTION"):
            assert client("images", "-q", env={variable: "here"}).exit_status == 0
            assert client("context", "show", env={variable: "away"}).line == "away"
        rows = client("context", "ls", "--format", "{{.Name}} {{.Description}}").lines
    assert {"away Podman's connection", "here Podman's connection"} <= set(rows)
    assert client("__complete", "contexts", "aw", "").lines == ["away\ttcp://127.0.0.1:1"]


def test_a_context_of_the_same_name_wins(client: Docker15) -> None:
    write_json(client, same={"URI": "tcp://127.0.0.1:1"})
    client("context", "create", "same", "--docker", "host=tcp://127.0.0.1:2")
    assert "127.0.0.1:2:" in client("-c", "same", "ps").error
    assert client("context", "ls", "-q").lines.count("same") == 1


def test_podmans_address(client: Docker15) -> None:
    """It is used if docker's own variables are not set."""
    client("context", "create", "used", "--docker", "host=tcp://127.0.0.1:1")
    client("context", "use", "used")
    podman = {"CONTAINER_HOST": "tcp://127.0.0.1:2"}
    for environ, port in (
        ({}, 1),
        (podman, 2),
        ({**podman, "CONTAINER_CONNECTION": "nosuch"}, 2),
        ({**podman, "DOCKER_CONTEXT": "used"}, 1),
        ({**podman, "DOCKER_HOST": "tcp://127.0.0.1:3"}, 3),
    ):
        assert f"127.0.0.1:{port}:" in client("ps", env=environ).error, environ
    assert "127.0.0.1:4:" in client("-H", "127.0.0.1:4", "ps", env=podman).error


def test_a_named_directory_is_the_only_one(client: Docker15) -> None:
    write_json(client, here={"URI": "tcp://127.0.0.1:1"})
    for args, environ in (
        (("--config", str(client.home / "elsewhere")), {}),
        ((), {"DOCKER_CONFIG": str(client.home)}),
    ):
        assert "no such context" in client(*args, "-c", "here", "ps", env=environ).error


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000])
def test_a_broken_file_hides_nothing(client: Docker15, text: str) -> None:
    path = write(client, "podman-connections.json", text)
    client("context", "create", "work", "--docker", "host=tcp://127.0.0.1:1")
    result = client("context", "ls", "-q")
    assert "work" in result.lines
    assert result.exit_status == 0
    assert str(path) in result.stderr.decode()
    assert client("-c", "work", "ps").error.startswith("can't connect to the engine at tcp://")


@reads_toml
def test_broken_toml(client: Docker15) -> None:
    path = write(client, "containers.conf", "[engine")
    warning = client("context", "ls", "-q").stderr.decode()
    assert warning.startswith(f"Warning: {path} is not TOML (")
    assert len(warning.splitlines()) == 1
