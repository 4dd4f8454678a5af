"""`docker15 push`."""

from __future__ import annotations

import base64
import json

import pytest

from docker15_cli.config.dockercfg import INDEX, encode_auth
from docker15_cli.dialects.base import ANONYMOUS
from tests.docker15 import Docker15
from tests.fake_engine import Account, Engine, Repository
from tests.fake_engine.faults import Answer
from tests.pty import Terminal

NAME = "team1/app"
JOE = {"auth": encode_auth("joe", "secret"), "email": "j@x"}


@pytest.fixture(autouse=True)
def tagged(engine: Engine) -> None:
    engine.state.images.tag(NAME, "v1", "busybox")
    engine.registry.accounts["joe"] = Account("secret")


def log_in(docker15: Docker15, password: str = "secret", server: str = INDEX) -> None:
    entry = {**JOE, "auth": encode_auth("joe", password)}
    (docker15.home / ".dockercfg").write_text(json.dumps({server: entry}))


def protect(engine: Engine) -> None:
    engine.registry.repositories[NAME] = Repository(needs_login=True)


def headers(engine: Engine) -> list[str | None]:
    """X-Registry-Auth of each push."""
    return [one.header("X-Registry-Auth") for one in engine.requests if "/push" in one.target]


def test_progress(docker15: Docker15, engine: Engine) -> None:
    result = docker15("push", NAME)
    assert (result.exit_status, result.stderr) == (0, b"")
    image = engine.state.images.lookup("busybox").id
    lines = result.lines
    assert lines[:3] == [
        f"The push refers to a repository [{NAME}] (len: 1)",
        "Sending image list",
        f"Pushing repository {NAME} (1 tags)",
    ]
    assert lines[3] == f"Pushing {image}"
    assert lines[-1].startswith(f"Pushing tags for rev [{image}]")
    assert engine.requests.lines == ["GET /_ping", f"POST /v1.5/images/{NAME}/push"]
    assert headers(engine) == [ANONYMOUS]
    assert "v1" in engine.registry.repositories[NAME].tags


def test_quiet(docker15: Docker15) -> None:
    assert docker15("push", "-q", NAME).line == NAME


def test_the_login_is_sent(docker15: Docker15, engine: Engine) -> None:
    protect(engine)
    log_in(docker15)
    assert docker15("push", NAME).exit_status == 0
    (header,) = headers(engine)
    assert json.loads(base64.urlsafe_b64decode(header or "")) == {
        "username": "joe",
        "password": "secret",
        "auth": "",
        "email": "j@x",
    }


def test_the_login_is_sent_nowhere_else(docker15: Docker15, engine: Engine) -> None:
    log_in(docker15)
    engine.state.images.tag("localhost:5000/team1/app", "v1", "busybox")
    assert docker15("push", "localhost:5000/team1/app").exit_status == 0
    assert headers(engine) == [ANONYMOUS]


@pytest.mark.parametrize("user", ["<user>", "joe"])
def test_a_root_repository_is_refused(docker15: Docker15, engine: Engine, user: str) -> None:
    """Recorded: client_push.txt."""
    if user == "joe":
        log_in(docker15)
    result = docker15("push", "busybox")
    assert result.exit_status == 1
    assert result.error == (
        'Impossible to push a "root" repository. Please rename your repository in <user>/<repo> '
        f"(ex: {user}/busybox)"
    )
    assert headers(engine) == []


def test_a_tag_is_refused(docker15: Docker15, engine: Engine) -> None:
    result = docker15("push", f"{NAME}:v1")
    assert result.exit_status == 1
    assert result.error == (
        "pushing a single tag (NAME:TAG) needs API 1.13 or later; this engine speaks 1.5"
    )
    assert headers(engine) == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("team1/nosuch", "No such id: team1/nosuch"),
        ("joe/x", "Invalid namespace name (joe), only [a-z0-9_] are allowed, "
         "size between 4 and 30"),
    ],
)  # fmt: skip
def test_the_engines_refusal(docker15: Docker15, name: str, error: str) -> None:
    result = docker15("push", name)
    assert (result.error, result.exit_status) == (error, 1)


def test_a_script_is_told_to_log_in(docker15: Docker15, engine: Engine) -> None:
    protect(engine)
    result = docker15("push", NAME, stdin=b"joe\nsecret\nj@x\n")
    assert result.exit_status == 1
    assert result.error == "Authentication is required: log in with `docker15 login` first"
    assert headers(engine) == [ANONYMOUS]


def test_a_person_is_asked_and_it_goes_on(docker15: Docker15, engine: Engine) -> None:
    protect(engine)
    with Terminal(docker15, "push", NAME) as terminal:
        terminal.wait_for(b"Please login prior to push:")
        terminal.wait_for(b"Username: ")
        terminal.type(b"joe\r")
        terminal.wait_for(b"Password: ")
        terminal.type(b"secret\r")
        terminal.wait_for(b"Email: ")
        terminal.type(b"j@x\r")
        terminal.wait_for(b"Login Succeeded")
        terminal.wait_for(b"Pushing tags for rev")
        assert terminal.exit_status() == 0
    assert len(headers(engine)) == 2
    assert json.loads((docker15.home / ".dockercfg").read_text()) == {INDEX: JOE}


def test_a_refused_stored_password_is_asked_for(docker15: Docker15, engine: Engine) -> None:
    protect(engine)
    log_in(docker15, "old")
    with Terminal(docker15, "push", NAME) as terminal:
        terminal.wait_for(b"Username (joe): ")
        terminal.type(b"\r")
        terminal.wait_for(b"Password: ")
        terminal.type(b"secret\r")
        terminal.wait_for(b"Email (j@x): ")
        terminal.type(b"\r")
        assert terminal.exit_status() == 0
    assert len(headers(engine)) == 2


def test_it_is_only_tried_once_more(docker15: Docker15, engine: Engine) -> None:
    protect(engine)
    with Terminal(docker15, "push", NAME) as terminal:
        for question, answer in (
            (b"Username", b"newone"),
            (b"Password", b"pw"),
            (b"Email", b"a@b"),
        ):
            terminal.wait_for(question)
            terminal.type(answer + b"\r")
        terminal.wait_for(b"Account created.")
        terminal.wait_for(b"Error: Authentication is required.")
        assert terminal.exit_status() == 1
    assert len(headers(engine)) == 2


def test_podman_5_refuses_with_the_message_of_a_stream(docker15: Docker15, engine: Engine) -> None:
    """Recorded on 5.4.2: a 500 whose body has no `message`."""
    body = b'{"errorDetail":{"message":"checking a blob: no such host"},"error":"no such host"}\n'
    head = b"HTTP/1.1 500 No\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 5.4.2\r\n"
    answer = b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)
    engine.faults.arm(Answer(answer), "POST", ".*/push")
    result = docker15("push", "joe/app")
    assert (result.error, result.exit_status) == ("no such host", 1)
