"""Which logins are sent, and the messages about a bad configuration."""

from __future__ import annotations

import base64
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from docker15_cli.config.dockercfg import INDEX, encode_auth
from tests.docker15 import Docker15
from tests.fake_engine import Account, Engine

API = "1.52"
JOE = {"auth": encode_auth("joe", "secret")}
LOGINS = {
    INDEX: {"username": "joe", "password": "secret"},
    "r.example.com": {"username": "sue", "password": "other"},
}


def config_json(client: Docker15) -> Path:
    path = client.home / ".docker" / "config.json"
    path.parent.mkdir(exist_ok=True)
    return path


def log_in(client: Docker15) -> None:
    (client.home / ".dockercfg").write_text(json.dumps({INDEX: JOE | {"email": ""}}))
    auths = {"https://r.example.com": {"auth": encode_auth("sue", "other")}}
    config_json(client).write_text(json.dumps({"auths": auths}))


def tar_of(dockerfile: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo("Dockerfile")
        member.size = len(dockerfile)
        tar.addfile(member, io.BytesIO(dockerfile))
    return buffer.getvalue()


def sent(engine: Engine) -> Any:
    """The X-Registry-Config of the build."""
    (request,) = (one for one in engine.requests if "/build" in one.target)
    header = request.header("X-Registry-Config")
    return json.loads(base64.urlsafe_b64decode(header)) if header else None


@pytest.mark.parametrize("stdin", [b"FROM busybox\n", tar_of(b"FROM busybox\n")])
def test_f1_every_login_is_sent_with_a_build(lone_docker15: Docker15, stdin: bytes) -> None:
    log_in(lone_docker15)
    with Engine(api=API) as engine:
        assert lone_docker15("build", "-", stdin=stdin, host=engine.url).exit_status == 0
        assert sent(engine) == LOGINS


def test_f1_without_any_there_is_no_header(lone_docker15: Docker15) -> None:
    with Engine(api=API) as engine:
        built = lone_docker15("build", "-", stdin=b"FROM busybox\n", host=engine.url)
        assert built.exit_status == 0
        assert sent(engine) is None


def test_f1_a_1_5_engine_gets_no_login(docker15: Docker15, engine: Engine) -> None:
    """It doesn't use them: its pulls during a build are anonymous."""
    log_in(docker15)
    assert docker15("build", "-", stdin=b"FROM busybox\n").exit_status == 0
    assert sent(engine) is None


def test_f1_traces_do_not_contain_them(lone_docker15: Docker15) -> None:
    log_in(lone_docker15)
    with Engine(api=API) as engine:
        built = lone_docker15("-D", "build", "-", stdin=b"FROM busybox\n", host=engine.url)
        header = next(one for one in engine.requests if "/build" in one.target)
        secret = header.header("X-Registry-Config")
    assert b"'X-Registry-Config': '***'" in built.stderr
    assert secret
    assert secret.encode() not in built.stderr


@pytest.mark.parametrize("api", ["", API])
@pytest.mark.parametrize("content", [b"", b" \n"])
def test_f7_an_empty_config_json(lone_docker15: Docker15, api: str, content: bytes) -> None:
    config_json(lone_docker15).write_bytes(content)
    with Engine(api=api) as engine:
        lone_docker15.host = engine.url
        engine.registry.add("team/app")
        commands = (["pull", "team/app"], ["push", "team/app"], ["build", "-"], ["ps"])
        for command in commands:
            done = lone_docker15(*command, stdin=b"FROM busybox\n")
            assert (done.exit_status, done.stderr) == (0, b"")


def test_f7_a_directory_in_its_place(docker15: Docker15, engine: Engine) -> None:
    config_json(docker15).mkdir()
    engine.registry.add("team/app")
    pulled = docker15("pull", "team/app")
    assert pulled.exit_status == 0
    path = config_json(docker15)
    assert pulled.stderr.decode() == f"Warning: can't read {path}: Is a directory\n"


def test_f7_without_an_address_dockers_context_is_looked_up(lone_docker15: Docker15) -> None:
    """An empty file chooses no context."""
    config_json(lone_docker15).write_text(" \n")
    assert lone_docker15("context", "show").line == "default"


def test_f23_a_login_that_changes_nothing_writes_nothing(
    docker15: Docker15, engine: Engine
) -> None:
    engine.registry.accounts["joe"] = Account("secret")
    login = ("login", "-u", "joe", "-p", "secret")
    assert docker15(*login).line == "Login Succeeded"
    path = docker15.home / ".dockercfg"
    path.chmod(0o400)
    before = path.stat()
    assert docker15(*login).line == "Login Succeeded"
    assert path.stat()[:-3] == before[:-3]  # without the times, as reading changes one
    assert path.stat().st_mtime_ns == before.st_mtime_ns
