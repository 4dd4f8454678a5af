"""Credentials for a registry, sent by `pull` and by `run` when it pulls."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from docker15_cli.config.dockercfg import INDEX, encode_auth
from docker15_cli.dialects.base import ANONYMOUS
from tests.docker15 import Docker15
from tests.fake_engine import Account, Engine
from tests.pty import Terminal

NAME = "team1/secret"
JOE = {"auth": encode_auth("joe", "s3cret"), "email": "j@x"}


@pytest.fixture(autouse=True)
def protected(engine: Engine) -> None:
    engine.registry.accounts["joe"] = Account("s3cret")
    engine.registry.add(NAME, needs_login=True, files={"f": b"x"})


def log_in(docker15: Docker15, server: str = INDEX) -> None:
    (docker15.home / ".dockercfg").write_text(json.dumps({server: JOE}))


def auths(engine: Engine) -> list[Any]:
    """The AuthConfigs of the pulls."""
    found = [one.header("X-Registry-Auth") for one in engine.requests if "fromImage" in one.target]
    return [json.loads(base64.urlsafe_b64decode(header or "")) for header in found]


def test_pull_sends_the_login(docker15: Docker15, engine: Engine) -> None:
    log_in(docker15)
    result = docker15("pull", NAME)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert auths(engine) == [{"username": "joe", "password": "s3cret", "auth": "", "email": "j@x"}]


def test_pull_of_another_registry_is_anonymous(docker15: Docker15, engine: Engine) -> None:
    log_in(docker15)
    engine.registry.add("localhost:5000/team1/app")
    assert docker15("pull", "localhost:5000/team1/app").exit_status == 0
    assert auths(engine) == [json.loads(base64.urlsafe_b64decode(ANONYMOUS))]


@pytest.mark.parametrize("server", ["http://localhost:5000/v1/", "localhost:5000"])
def test_pull_sends_a_registrys_login(docker15: Docker15, engine: Engine, server: str) -> None:
    log_in(docker15, server)
    engine.registry.add("localhost:5000/team1/app", needs_login=True)
    assert docker15("pull", "localhost:5000/team1/app:latest").exit_status == 0
    assert auths(engine)[0]["username"] == "joe"


def test_run_sends_the_login(docker15: Docker15, engine: Engine) -> None:
    log_in(docker15)
    result = docker15("run", "-d", NAME, "true")
    assert result.exit_status == 0
    assert auths(engine)[0]["username"] == "joe"


def test_run_without_a_login_fails_before_the_container(docker15: Docker15) -> None:
    result = docker15("run", NAME, "true")
    assert result.exit_status == 125
    error = b"Error: Authentication is required: log in with `docker15 login` first\n"
    assert result.stderr.endswith(error)  # F25


def test_a_script_is_told_to_log_in(docker15: Docker15, engine: Engine) -> None:
    engine.registry.add("localhost:5000/team1/app", needs_login=True)
    result = docker15("pull", "localhost:5000/team1/app")
    assert result.exit_status == 1
    assert result.error == (
        "Authentication is required: log in with `docker15 login localhost:5000` first"
    )


def test_a_person_is_asked(docker15: Docker15, engine: Engine) -> None:
    with Terminal(docker15, "pull", NAME) as terminal:
        terminal.wait_for(b"Please login prior to pull:")
        for question, answer in ((b"Username", b"joe"), (b"Password", b"s3cret"), (b"Email", b"")):
            terminal.wait_for(question)
            terminal.type(answer + b"\r")
        assert terminal.exit_status() == 0
    assert [auth.get("username") for auth in auths(engine)] == [None, "joe"]


def test_a_broken_dockercfg_stops_it(docker15: Docker15, engine: Engine) -> None:
    (docker15.home / ".dockercfg").write_text("{")
    result = docker15("pull", NAME)
    assert result.exit_status == 1
    assert ".dockercfg is not JSON (line 1)" in result.error
    assert auths(engine) == []


def test_a_helper_is_asked(docker15: Docker15, engine: Engine) -> None:
    program = docker15.home / "docker-credential-test"
    program.write_text("""#!/bin/sh\necho '{"Username": "joe", "Secret": "s3cret"}'\n""")
    program.chmod(0o755)
    (docker15.home / ".docker").mkdir()
    (docker15.home / ".docker" / "config.json").write_text('{"credsStore": "test"}')
    path = f"{docker15.home}:{docker15.environment()['PATH']}"
    assert docker15("pull", NAME, env={"PATH": path}).exit_status == 0
    assert auths(engine)[0]["username"] == "joe"


def test_f5_a_missing_helper(docker15: Docker15, engine: Engine) -> None:
    """It used to be an error at once, although the login may not be needed."""
    (docker15.home / ".docker").mkdir()
    (docker15.home / ".docker" / "config.json").write_text('{"credsStore": "test"}')
    missing = "can't run credential helper docker-credential-test: No such file or directory"
    needed = docker15("pull", NAME)
    assert needed.exit_status == 1
    assert needed.stderr.decode().splitlines() == [
        f"Warning: {missing}",
        f"Error: Authentication is required: {missing}: log in with `docker15 login` first",
    ]
    engine.registry.add("team1/public")
    public = docker15("pull", "team1/public")
    assert (public.exit_status, public.stderr.decode()) == (0, f"Warning: {missing}\n")
