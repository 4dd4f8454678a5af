"""Options that 1.5 has no word for, of commands that it has: one line, and nothing is done."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--add-host", "a:1.2.3.4"], "--add-host needs API 1.28"),
        (["--build-arg", "A=b"], "--build-arg needs API 1.21"),
        (["--target", "x", "--pull"], "--target needs API 1.29"),
        (["--label=a=b"], "--label needs API 1.23"),
        (["--network", "none"], "--network needs API 1.25"),
    ],
)
def test_build(
    docker15: Docker15, engine: Engine, tmp_path: Path, options: list[str], what: str
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    result = docker15("build", *options, str(tmp_path))
    assert result.error == f"{what} or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert not any("build" in line for line in engine.requests.lines)


@pytest.mark.parametrize(
    ("option", "parameter"), [("--rm=false", ["0"]), ("--rm", ["1"]), ("-q", [])]
)
def test_a_build_that_keeps_its_containers(
    tmp_path: Path, option: str, parameter: list[str]
) -> None:
    """Later engines remove them unless they are told not to."""
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    with Engine(api="1.52") as engine:
        Docker15(tmp_path, engine.url)("build", option, str(tmp_path))
        (target,) = (one.target for one in engine.requests if "/build" in one.target)
    assert parse_qs(urlsplit(target).query).get("rm", []) == parameter


def test_of_options_for_one_name_the_last_counts(tmp_path: Path) -> None:
    limits = ("--ulimit", "nofile=1", "--ulimit", "core=3", "--ulimit", "nofile=2")
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        name = docker15("create", *limits, "-v", "/a:/b", "-v", "/a:/b", "busybox", "true").line
        shown = docker15("inspect", "-f", "{{json .HostConfig}}", name).line
    host = json.loads(shown)
    assert [(limit["Name"], limit["Soft"]) for limit in host["Ulimits"]] == [
        ("nofile", 2),
        ("core", 3),
    ]
    assert host["Binds"] == ["/a:/b"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["build", "--add-host", "a:x", "."], "--add-host takes NAME:ADDRESS: 'a:x'"),
        (["build", "--build-arg", "=x", "."], "--build-arg takes NAME or NAME=VALUE: '=x'"),
        (["build", "--label", "=x", "."], "--label takes KEY or KEY=VALUE: '=x'"),
        (["build", "--shm-size=x", "."], "--shm-size takes bytes, or a number with k, m or g: 'x'"),
        (["create", "--mount", "x", "busybox"], "--mount doesn't take x with type=volume: 'x'"),
        (["run", "--sysctl", "x", "busybox"], "--sysctl takes KEY=VALUE: 'x'"),
        (
            ["run", "--pid", "nosuch", "busybox"],
            "--pid takes host, private, container, ns: 'nosuch'",
        ),
        (
            ["run", "--pid", "container:", "busybox"],
            "--pid takes host, private, container, ns: 'container:'",
        ),
        (
            ["run", "--userns", "nosuch", "busybox"],
            "--userns takes host, private, auto, keep-id, nomap, container, ns: 'nosuch'",
        ),
        (["run", "--network", "", "busybox"], "--network takes the name of a network"),
        (["run", "-dns", "x", "busybox"], "--dns takes an IP address: 'x'"),
        (
            ["run", "-p", "target=80,nosuch=1", "busybox"],
            "-p takes target=PRIVATE,published=PUBLIC,protocol=PROTO: 'target=80,nosuch=1'",
        ),
        (["run", "--health-retries=-1", "busybox"], "--health-retries takes a number: '-1'"),
        (["run", "--pids-limit=-2", "busybox"], "--pids-limit takes a number: '-2'"),
    ],
)
def test_what_can_not_be_meant_sends_nothing(
    docker15: Docker15, engine: Engine, args: list[str], message: str
) -> None:
    result = docker15(*args)
    error, hint = result.stderr.decode().splitlines()
    assert (error, hint) == (f"Error: {message}", f"See `docker15 {args[0]} --help`.")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


def test_images_to_take_steps_from(lone_docker15: Docker15) -> None:
    """F10's kind: given twice, both count."""
    with Engine(api="1.52") as engine:
        args = ["--cache-from", "busybox", "--cache-from", "a,b/c:1"]
        lone_docker15("build", *args, "-", host=engine.url, stdin=b"FROM busybox\n")
        (sent,) = (line for line in engine.requests.lines if "/build" in line)
    query = parse_qs(urlsplit(sent.split()[1]).query)
    assert json.loads(query["cachefrom"][0]) == ["busybox", "a", "b/c:1"]
