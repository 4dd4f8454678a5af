"""`docker15 create`. Its options are those of `run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


def test_create(docker15: Docker15, engine: Engine) -> None:
    identifier = docker15("create", "-i", "-e", "A=b", "busybox", "sh", "-c", "echo $A; cat").line
    (container,) = engine.state.containers
    assert (identifier, container.running) == (container.short_id, False)
    assert engine.requests.lines == ["POST /v1.5/containers/create"]
    result = docker15("start", "-a", "-i", identifier, stdin=b"typed")
    assert (result.stdout, result.exit_status) == (b"b\ntyped", 0)


def test_create_writes_a_cidfile(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    identifier = docker15("create", "-cidfile=cid", "busybox", "true").line
    assert (tmp_path / "cid").read_text() == identifier
    (tmp_path / "other").write_text("")
    assert docker15("create", "-cidfile=other", "busybox", "true").exit_status == 2
    assert len(engine.state.containers) == 1


@pytest.mark.parametrize("option", ["-d", "--detach"])
def test_create_does_not_run(docker15: Docker15, engine: Engine, option: str) -> None:
    assert docker15("create", option, "busybox", "true").exit_status == 2
    assert engine.requests.connections == 0


def test_create_keeps_which_streams_a_start_attaches(docker15: Docker15, engine: Engine) -> None:
    assert docker15("create", "-a", "stderr", "busybox", "true").exit_status == 0
    body = json.loads(engine.requests[-1].body)
    attached = [body[f"Attach{stream}"] for stream in ("Stdin", "Stdout", "Stderr")]
    assert attached == [False, False, True]


def test_create_with_options_that_the_engine_lacks(docker15: Docker15, engine: Engine) -> None:
    for option, what in (("-rm", "-rm without staying attached"), ("--init", "--init")):
        result = docker15("create", option, "busybox", "true")
        assert result.error == f"{what} needs API 1.25 or later; this engine speaks 1.5"
        assert (result.exit_status, result.stdout) == (1, b"")
    assert len(engine.state.containers) == 0


def test_create_of_a_missing_image(docker15: Docker15, engine: Engine) -> None:
    result = docker15("create", "--pull=never", "nosuch", "true")
    assert result.error == "No such image: nosuch (tag: latest)"
    assert result.exit_status == 1


@pytest.mark.parametrize(
    ("options", "attached"),
    [
        ([], (False, True, True)),
        (["-i"], (True, True, True)),
        (["-a", "STDOUT"], (False, True, False)),
        (["-i", "-a", "stderr"], (True, False, True)),
    ],
)
def test_streams_for_a_start_to_come(
    docker15: Docker15, engine: Engine, options: list[str], attached: tuple[bool, ...]
) -> None:
    docker15("create", *options, "busybox", "true")
    (container,) = engine.state.containers
    config = container.config
    assert (config.attach_stdin, config.attach_stdout, config.attach_stderr) == attached


def test_a_quiet_pull(docker15: Docker15, engine: Engine) -> None:
    result = docker15("create", "-q", "team/app", "true")
    assert result.exit_status == 1
    assert len(result.stderr.splitlines()) == 1


def test_a_domain_name(docker15: Docker15, engine: Engine) -> None:
    docker15("create", "-h", "a.b", "--domainname", "c.d", "busybox", "true")
    assert b'"Hostname":"a.b","Domainname":"c.d"' in engine.requests[-1].body
    docker15("create", "-h", "a.b", "busybox", "true")
    assert b'"Hostname":"a","Domainname":"b"' in engine.requests[-1].body


@pytest.mark.parametrize("command", ["create busybox", "run busybox", "pull x", "push a/b"])
def test_content_trust(docker15: Docker15, engine: Engine, command: str) -> None:
    name, *args = command.split()
    result = docker15(name, "--disable-content-trust=false", *args)
    text = "--disable-content-trust=false: docker15 can't verify image signatures"
    assert result.stderr.decode().splitlines()[0] == f"Error: {text}"
    assert result.exit_status == 2
    assert engine.requests.connections == 0
    assert docker15("create", "--disable-content-trust", "busybox", "true").exit_status == 0


LOGINS = {"auths": {"registry.example": {"auth": "am9lOnNlY3JldA=="}}}


def test_the_engines_socket_in_a_container(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(LOGINS))
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        options = ("--config", str(tmp_path), "create", "--use-api-socket")
        assert docker15(*options, "busybox", "true").exit_status == 0
        assert docker15(*options, "-e", "DOCKER_CONFIG=/mine", "busybox", "true").exit_status == 0
        second, first = engine.state.containers.newest_first()
        mount = {
            "Type": "bind",
            "Source": engine.url.removeprefix("unix://"),
            "Target": "/var/run/docker.sock",
        }
        assert first.later["HostConfig"]["Mounts"] == [mount]
        assert first.config.env == ["DOCKER_CONFIG=/run/secrets/docker"]
        written = first.rootfs / "run/secrets/docker/config.json"
        assert json.loads(written.read_text()) == LOGINS
        assert written.stat().st_mode & 0o777 == 0o600
        assert second.config.env == ["DOCKER_CONFIG=/mine"]
        assert not (second.rootfs / "run/secrets/docker").exists()


def test_no_socket_of_a_remote_engine(lone_docker15: Docker15) -> None:
    with Engine(tcp=True, api="1.52") as engine:
        result = lone_docker15("create", "--use-api-socket", "busybox", "true", host=engine.tcp_url)
        assert len(engine.state.containers) == 0
    assert result.stderr.decode().startswith(
        f"Error: --use-api-socket needs an engine at a local socket, not {engine.tcp_url}"
    )
    assert result.exit_status == 2
