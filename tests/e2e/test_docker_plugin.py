"""`docker d15`: docker15 as a command of the installed docker client."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from docker15_cli import __version__
from tests.docker15 import Docker15, Result
from tests.fake_engine import Engine
from tests.real_engines.conftest import require, require_docker

PROGRAM = Path(sys.executable).with_name("docker15")
DEAD = "unix:///nosuch.sock"


@pytest.fixture
def plugin(lone_docker15: Docker15) -> Docker15:
    """The plug-in, installed for the user of `lone_docker15`."""
    require("" if PROGRAM.exists() else f"there is no {PROGRAM}: run `make venv`")
    assert run(lone_docker15, "--install").exit_status == 0
    return lone_docker15


def run(docker15: Docker15, *args: str, **env: str) -> Result:
    return docker15("plugin", *args, program=[str(PROGRAM)], env=env)


def link_of(docker15: Docker15) -> Path:
    return docker15.home / ".docker/cli-plugins/docker-d15"


def docker(user: Docker15, *args: str, stdin: bytes = b"") -> Result:
    require_docker()
    return user(*args, stdin=stdin, program=["docker"])


def test_docker_runs_it(plugin: Docker15, engine: Engine) -> None:
    host = ("-H", engine.url)
    assert docker(plugin, "d15", *host, "run", "busybox", "echo", "hello").line == "hello"
    assert docker(plugin, *host, "d15", "run", "busybox", "echo", "hello").line == "hello"
    script = ("run", "-i", "busybox", "sh", "-c", "cat; exit 7")
    failed = docker(plugin, "d15", *host, *script, stdin=b"hi")
    assert (failed.exit_status, failed.stdout, failed.stderr) == (7, b"hi", b"")


def test_groups_of_hosts(plugin: Docker15, engine: Engine) -> None:
    file = plugin.home / ".config/docker15/hosts"
    file.parent.mkdir(parents=True)
    file.write_text(f"web = {engine.url}\n")
    Docker15(plugin.home, engine.url)("run", "-d", "busybox", "true")
    assert "busybox" in docker(plugin, "d15", "-H", "@web", "ps", "-a").lines[1]


def test_docker_knows_it(plugin: Docker15) -> None:
    (line,) = (line for line in docker(plugin, "--help").lines if "d15*" in line)
    assert line.split("  ")[-1] == "docker15: one client for every Docker engine, and Podman"
    asked = [str(link_of(plugin)), "docker-cli-plugin-metadata"]
    facts = json.loads(subprocess.run(asked, stdout=-1, check=True).stdout)
    assert (facts["SchemaVersion"], facts["Version"]) == ("0.1.0", __version__)
    assert docker(plugin, "__complete", "d15", "ps", "").exit_status == 0


def test_help_and_errors(plugin: Docker15) -> None:
    assert docker(plugin, "help", "d15").lines[0].startswith("Usage: docker15 ")
    assert docker(plugin, "d15", "ps", "--help").lines[0].startswith("Usage: docker15 ps ")
    failed = docker(plugin, "d15", "-H", DEAD, "ps")
    assert failed.exit_status == 1
    assert DEAD in failed.error


def test_a_signal_to_docker(plugin: Docker15, engine: Engine) -> None:
    """It is sent to both, as to all processes of a service."""
    require_docker()
    script = "trap 'exit 9' TERM; echo started; while :; do sleep 0.1; done"
    args = ("d15", "-H", engine.url, "run", "busybox", "sh", "-c", script)
    with plugin.start(*args, program=["docker"], start_new_session=True) as process:
        process.wait_for(b"started")
        os.killpg(process.pid, signal.SIGTERM)
        assert process.result().exit_status == 9


def test_it_is_installed_again_and_removed(plugin: Docker15) -> None:
    link = link_of(plugin)
    told = f"Installed {link}: `docker d15` is {PROGRAM.resolve()}"
    assert run(plugin, "--install").line == told
    assert [path.name for path in link.parent.iterdir()] == ["docker-d15"]
    assert run(plugin, "--uninstall").line == f"Removed {link}"
    assert run(plugin, "--uninstall").line == f"There is no {link}"


def test_dockers_directory(lone_docker15: Docker15, tmp_path: Path) -> None:
    require("" if PROGRAM.exists() else f"there is no {PROGRAM}: run `make venv`")
    run(lone_docker15, "--install", DOCKER_CONFIG=str(tmp_path / "own"))
    assert (tmp_path / "own/cli-plugins/docker-d15").is_symlink()


def test_a_file_that_is_not_our_link_is_left_alone(plugin: Docker15) -> None:
    link = link_of(plugin)
    link.unlink()
    link.write_text("#!/bin/sh\n")
    for option in ("--install", "--uninstall"):
        failed = run(plugin, option)
        assert failed.error == f"{link} is not docker15's link: move it away"
        assert failed.exit_status == 1
    assert link.read_text() == "#!/bin/sh\n"


def test_a_module_can_not_be_installed(lone_docker15: Docker15) -> None:
    program = [sys.executable, "-m", "docker15_cli"]
    failed = lone_docker15("plugin", "--install", program=program, cwd=PROGRAM.parents[2])
    assert failed.error == "docker needs an executable: run docker15 by its name, not with python"
    assert not link_of(lone_docker15).exists()


@pytest.mark.parametrize("words", [["ls"], ["install", "vieux/sshfs"]])
def test_dockers_own_plugins_are_something_else(lone_docker15: Docker15, words: list[str]) -> None:
    result = lone_docker15("plugin", *words)
    assert result.exit_status == 2
    text = "docker15 has no `plugin`: it belongs on the engine's host"
    assert result.stderr.decode().splitlines()[0] == f"Error: {text}"
