"""`docker15 login` and `logout`: prompts, what is sent, and what is stored."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import pytest

from docker15_cli.config.dockercfg import INDEX, encode_auth
from tests.docker15 import Docker15
from tests.fake_engine import Account, Engine
from tests.pty import Shell, Terminal

URL = "http://127.0.0.1:5063/v1/"
JOE = {"auth": encode_auth("joe", "secret"), "email": "j@x"}


@pytest.fixture(autouse=True)
def joe(engine: Engine) -> None:
    engine.registry.accounts["joe"] = Account("secret")


def stored(docker15: Docker15) -> Any:
    path = docker15.home / ".dockercfg"
    return json.loads(path.read_text()) if path.exists() else None


def store(docker15: Docker15, **entries: Any) -> None:
    (docker15.home / ".dockercfg").write_text(json.dumps(entries))


def sent(engine: Engine) -> dict[str, str]:
    """The AuthConfig of the last login."""
    found: dict[str, str] = json.loads(engine.requests[-1].body)
    return found


def test_a_script_logs_in(docker15: Docker15, engine: Engine) -> None:
    result = docker15("login", "-u", "joe", "-p", "secret", "-e", "j@x")
    assert result.line == "Login Succeeded"
    assert engine.requests[-1].body == (
        b'{"username":"joe","password":"secret","auth":"","email":"j@x",'
        b'"serveraddress":"https://index.docker.io/v1/"}'
    )
    assert stored(docker15) == {INDEX: JOE}


def test_a_server_is_named_first(docker15: Docker15, engine: Engine) -> None:
    result = docker15("login", "-u=joe", "-p=secret", "-e=j@x", "127.0.0.1:5063")
    assert result.lines == [f"Login against server at {URL}", "Login Succeeded"]
    assert sent(engine)["serveraddress"] == URL
    assert stored(docker15) == {URL: JOE}


def test_a_wrong_password_changes_nothing(docker15: Docker15) -> None:
    store(docker15, **{INDEX: JOE})
    result = docker15("login", "-u", "joe", "-p", "no")
    assert result.error == "Wrong login/password, please try again"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert stored(docker15) == {INDEX: JOE}


def test_a_new_account_is_stored_with_what_the_engine_says(docker15: Docker15) -> None:
    result = docker15("login", "-u", "new", "-p", "pw", "-e", "x@y")
    assert result.line.startswith("Account created.")
    assert stored(docker15) == {INDEX: {"auth": encode_auth("new", "pw"), "email": "x@y"}}


def test_an_inactive_account(docker15: Docker15, engine: Engine) -> None:
    engine.registry.accounts["slow"] = Account("pw", active=False)
    result = docker15("login", "-u", "slow", "-p", "pw")
    assert result.error.startswith("Login: Your account hasn't been activated.")
    assert stored(docker15) is None


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_password_from_stdin(docker15: Docker15, engine: Engine, ending: bytes) -> None:
    result = docker15("login", "-u", "joe", "--password-stdin", stdin=b"secret" + ending)
    assert result.line == "Login Succeeded"
    assert sent(engine)["password"] == "secret"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ((), "a login without a terminal needs -u and -p (or --password-stdin)"),
        (("-u", "joe"), "a login without a terminal needs -u and -p (or --password-stdin)"),
        (("--password-stdin",), "--password-stdin needs -u"),
        (("-u", "a", "-p", "b", "--password-stdin"), "Conflicting options: -p and --password-"),
        (("-u", "a:b", "-p", "c"), "a user name can't have a colon in it"),
        (("-u", "joe", "--password-stdin"), "the password has a line break"),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, args: tuple[str, ...], error: str
) -> None:
    result = docker15("login", *args, stdin=b"joe\nsecret\nj@x\n")
    assert result.exit_status == 2
    assert result.stderr.decode().startswith(f"Error: {error}")
    assert len(engine.requests) == 0


def test_the_same_user_again_needs_no_password(docker15: Docker15, engine: Engine) -> None:
    store(docker15, **{INDEX: JOE})
    assert docker15("login", "-u", "joe").line == "Login Succeeded"
    assert (sent(engine)["password"], sent(engine)["email"]) == ("secret", "j@x")


def test_a_given_password_is_used(docker15: Docker15, engine: Engine) -> None:
    """0.6 sent the stored one."""
    engine.registry.accounts["joe"] = Account("new")
    store(docker15, **{INDEX: JOE})
    assert "the stored password was used" in docker15("login", "-u", "joe").error
    assert docker15("login", "-u", "joe", "-p", "new").line == "Login Succeeded"
    assert stored(docker15) == {INDEX: {"auth": encode_auth("joe", "new"), "email": "j@x"}}


def test_a_stored_password_is_sent_to_no_other_url(docker15: Docker15, engine: Engine) -> None:
    store(docker15, **{"https://h/v1/": JOE})
    result = docker15("login", "-u", "joe", "http://h/v1/")
    assert result.exit_status == 2
    assert len(engine.requests) == 0


def test_a_broken_file_is_left_alone_and_nothing_is_sent(
    docker15: Docker15, engine: Engine
) -> None:
    path = docker15.home / ".dockercfg"
    path.write_text("{")
    result = docker15("login", "-u", "joe", "-p", "secret")
    assert str(path) in result.error
    assert path.read_text() == "{"
    assert len(engine.requests) == 0


@pytest.mark.parametrize("how", ["option", "variable"])
def test_another_directory(docker15: Docker15, how: str) -> None:
    directory = str(docker15.home / "new")
    option = ["--config", directory] if how == "option" else []
    env = {"DOCKER_CONFIG": directory} if how == "variable" else {}
    result = docker15(*option, "login", "-u", "joe", "-p", "secret", env=env)
    assert result.line == "Login Succeeded"
    assert os.listdir(docker15.home) == ["new"]
    assert os.listdir(directory) == [".dockercfg"]


def test_traces_contain_no_secrets(docker15: Docker15, engine: Engine) -> None:
    assert docker15("-D", "login", "-u", "joe", "-p", "secret").exit_status == 0
    engine.registry.add("team1/app")
    pulled = docker15("-D", "pull", "team1/app")
    assert pulled.exit_status == 0
    assert b"'X-Registry-Auth': '***'" in pulled.stderr
    failed = docker15("-D", "login", "-u", "joe", "-p", "secret!")
    assert failed.exit_status == 1
    for text in (pulled.stderr, failed.stderr):
        assert b"secret" not in text
        assert JOE["auth"].encode() not in text


def test_the_questions(docker15: Docker15, engine: Engine) -> None:
    """Recorded: client_login.txt."""
    with Terminal(docker15, "login", URL) as terminal:
        terminal.wait_for(b"Username: ")
        terminal.type(b"joe\r")
        terminal.wait_for(b"Password: ")
        terminal.type(b"secret\r")
        terminal.wait_for(b"Email: ")
        terminal.type(b"j@x\r")
        assert terminal.exit_status() == 0
        assert terminal.lines[:5] == [
            f"Login against server at {URL}",
            "Username: joe",
            "Password:",
            "Email: j@x",
            "Login Succeeded",
        ]
    assert b"secret" not in terminal.output
    assert stored(docker15) == {URL: JOE}


def test_enter_keeps_the_stored_user(docker15: Docker15, engine: Engine) -> None:
    store(docker15, **{INDEX: JOE})
    with Terminal(docker15, "login") as terminal:
        terminal.wait_for(b"Username (joe): ")
        terminal.type(b"\r")
        terminal.wait_for(b"Login Succeeded")
        assert terminal.exit_status() == 0
    assert sent(engine)["password"] == "secret"


def test_another_user_is_asked_for_a_password(docker15: Docker15, engine: Engine) -> None:
    engine.registry.accounts["sue"] = Account("pw")
    store(docker15, **{INDEX: JOE})
    with Terminal(docker15, "login") as terminal:
        terminal.wait_for(b"Username (joe): ")
        terminal.type(b"sue\r")
        terminal.wait_for(b"Password: ")
        terminal.type(b"pw\r")
        terminal.wait_for(b"Email (j@x): ")
        terminal.type(b"\r")
        terminal.wait_for(b"Login Succeeded")
        assert terminal.exit_status() == 0
    assert stored(docker15) == {INDEX: {"auth": encode_auth("sue", "pw"), "email": "j@x"}}


def test_no_password_is_an_error(docker15: Docker15) -> None:
    with Terminal(docker15, "login", "-u", "joe") as terminal:
        terminal.wait_for(b"Password: ")
        terminal.type(b"\r")
        terminal.wait_for(b"Error: Password Required")
        assert terminal.exit_status() == 1


def test_the_end_of_input_is_an_error(docker15: Docker15) -> None:
    with Terminal(docker15, "login") as terminal:
        terminal.wait_for(b"Username: ")
        terminal.type(b"\x04")
        terminal.wait_for(b"\r\nError: not logged in")
        assert terminal.exit_status() == 1


PROMPTS = pytest.mark.parametrize(
    ("arguments", "question"), [(("-u", "joe"), b"Password: "), ((), b"Username: ")]
)


@pytest.mark.parametrize(
    ("how", "status"),
    [
        (b"\x03", 130),
        (b"\x1c", 131),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGQUIT, 131),
    ],
)
@PROMPTS
def test_the_echo_comes_back(
    docker15: Docker15,
    arguments: tuple[str, ...],
    question: bytes,
    how: bytes | signal.Signals,
    status: int,
) -> None:
    """T11. The end of the block checks that the terminal is as before."""
    with Terminal(docker15, "login", *arguments) as terminal:
        terminal.wait_for(question)
        assert (terminal.attributes != terminal.before) == bool(arguments)
        if isinstance(how, bytes):
            terminal.type(how)
        else:
            terminal.send_signal(how)
        terminal.wait_for(b"\r\n")  # what comes next begins a line
        assert terminal.exit_status() == status
    assert stored(docker15) is None


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_suspending_at_the_password(docker15: Docker15, stop: signal.Signals) -> None:
    """T11: meanwhile the shell has its echo; after `fg`, the prompt doesn't echo again."""
    with Shell(docker15) as shell:
        shell.run("docker15 login -u joe -e j@x")
        shell.wait_for(b"Password: ")
        shell.until(lambda: not shell.echoes)
        if stop == signal.SIGTSTP:
            shell.type(b"\x1a")
        else:
            (child,) = shell.children()
            child.send_signal(stop)
        shell.wait_for(b"Stopped")
        shell.wait_for(shell.PROMPT)
        shell.run("echo $((6 * 7))")
        shell.wait_for(b"42\r\n")
        shell.run("fg")
        shell.wait_for(b"Password: ")
        assert not shell.echoes
        shell.type(b"secret\r")
        assert b"secret" not in shell.wait_for(b"Login Succeeded")
        shell.run("exit")
        assert shell.exit_status() == 0


def test_questions_do_not_go_to_stdout(docker15: Docker15) -> None:
    output = docker15.home / "out"
    with Terminal(docker15, "login", "-u", "joe", "-e", "j@x", redirect=f"> {output}") as terminal:
        terminal.wait_for(b"Password: ")
        terminal.type(b"secret\r")
        assert terminal.exit_status() == 0
    assert output.read_text() == "Login Succeeded\n"


def test_logout(docker15: Docker15) -> None:
    store(docker15, **{INDEX: JOE, URL: JOE, "https://h/v1/": JOE})
    assert docker15("logout").line == f"Removing login credentials for {INDEX}"
    assert docker15("logout", "127.0.0.1:5063").line.endswith(URL)
    assert stored(docker15) == {"https://h/v1/": JOE}
    assert docker15("logout", "https://h").line.endswith("https://h/v1/")
    assert stored(docker15) is None


def test_logout_without_a_login(docker15: Docker15) -> None:
    result = docker15("logout")
    assert (result.exit_status, result.stdout) == (0, b"")
    assert result.stderr.startswith(b"Not logged in to https://index.docker.io/v1/")
    assert os.listdir(docker15.home) == []
