"""`docker15 commit` on every engine."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene


def test_commit(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "echo kept > file")
    run = '{"Cmd": ["cat", "file"]}'
    image = docker15("commit", "-m", "why", "-run", run, container, "mine", "v1").line
    assert docker15("images", "-q", "mine").line == image
    assert docker15("run", "mine:v1").line == "kept"
    assert docker15("commit", container, "c", "1").exit_status == 0
    assert len(docker15("images", "-q", "c").lines) == 1  # Podman drops such a name
    missing = docker15("commit", "nosuch", "mine")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "o such container" in missing.error


# The whole one from 0.6's manual.
RUN = (
    '{"Hostname": "", "User": "", "CpuShares": 0, "Memory": 0, "MemorySwap": 0, '
    '"AttachStdin": false, "AttachStdout": false, "AttachStderr": false, '
    '"PortSpecs": ["22", "53/udp"], "Tty": false, "OpenStdin": true, "StdinOnce": true, '
    '"Env": ["FOO=BAR", "FOO2=BAR2"], "Cmd": ["sh", "-c", "echo $FOO $FOO2"], '
    '"Dns": ["8.8.8.8", "8.8.4.4"], "VolumesFrom": ""}'
)


def test_the_whole_of_a_run_config(docker15: Scene) -> None:
    docker15("commit", f"-run={RUN}", docker15.ended("true"), "whole")
    assert docker15("run", "whole").line == "BAR BAR2"
    if docker15.is_native:
        shown = docker15("inspect", "-f", "{{json .config.PortSpecs}}", "whole").line
        assert json.loads(shown) == ["22", "53/udp"]
        return
    shown = docker15("inspect", "-f", "{{json .Config.ExposedPorts}}", "whole").line
    assert sorted(json.loads(shown)) == ["22/tcp", "53/udp"]


def test_a_key_of_a_run_config_in_another_case(docker15: Scene) -> None:
    """That is how Go reads JSON, and so did 0.6."""
    run = '{"cmd": ["echo", "read"]}'
    docker15("commit", "-run", run, docker15.ended("true"), "lower")
    assert docker15("run", "lower").line == "read"


def test_a_variable_is_committed_as_it_is(docker15: Scene) -> None:
    value = 'a b=c $HOME "d" it\'s \\ e'
    run = json.dumps({"Env": [f"A={value}"], "Cmd": ["sh", "-c", 'echo "$A"']})
    docker15("commit", "-run", run, docker15.ended("true"), "variable")
    result = docker15("run", "variable")
    assert (result.stdout.decode(), result.stderr) == (f"{value}\n", b"")
