"""`docker15 doctor`: what it finds, what it advises, and what it keeps secret."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from docker15_cli import __version__
from docker15_cli.app import App
from docker15_cli.commands import doctor as doctor_command
from docker15_cli.commands.doctor import _is_within
from tests.docker15 import Docker15, Result
from tests.fake_engine import Engine
from tests.real_engines.conftest import require_program

DEAD = "unix:///nosuch.sock"
SECRET = "c2VjcmV0"


def rows(result: Result) -> list[tuple[str, str, str, str]]:
    found = [json.loads(line) for line in result.lines]
    return [(row["Check"], row["State"], row["Finding"], row["Advice"]) for row in found]


def of(result: Result, check: str) -> list[list[str]]:
    return [list(rest) for name, *rest in rows(result) if name == check]


def doctor(docker15: Docker15, *args: str, **options: object) -> Result:
    return docker15(*args, "doctor", "--format", "json", **options)  # type: ignore[arg-type]


def test_all_is_well(docker15: Docker15, engine: Engine) -> None:
    groups = docker15.home / ".config/docker15/hosts"
    result = docker15("doctor")
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.lines[:6] == [
        f"ok     engine      {engine.url}, named by DOCKER_HOST",
        "ok     engine      native 0.6.3, API 1.5 (the engine's answers do not name a version)",
        "ok     contexts    default",
        f"ok     hosts       no groups; define them in {groups}",
        "ok     logins      none: registries are accessed anonymously",
        "note   completion  SHELL is not bash, zsh or fish",
    ]
    assert result.lines[6] == "                   → docker15 completion --install SHELL"
    assert f"docker15 {__version__}, Python 3." in result.lines[-2]
    assert "click 8." in result.lines[-1]


def test_an_engine_that_does_not_answer(lone_docker15: Docker15) -> None:
    result = doctor(lone_docker15, host=DEAD)
    assert result.exit_status == 1
    first, second = of(result, "engine")
    assert first == ["ok", f"{DEAD}, named by DOCKER_HOST", ""]
    assert second[0] == "wrong"
    assert DEAD in second[1]
    assert len(rows(result)) > 5  # the rest is checked anyway


def test_no_engine(lone_docker15: Docker15) -> None:
    """The on-demand engine is turned off in tests."""
    assert of(doctor(lone_docker15), "engine")[-1][0] == "wrong"


def test_an_engine_on_demand_is_not_started(lone_docker15: Docker15) -> None:
    require_program("podman")
    result = doctor(lone_docker15, "-H", "podman://", env={"DOCKER15_ENGINE": ""})
    text = "podman://, named by -H; podman is started when a command needs it"
    assert of(result, "engine") == [["ok", text, ""]]
    without = doctor(
        lone_docker15, "-H", "podman://", env={"DOCKER15_ENGINE": "", "PATH": "/nosuch"}
    )
    assert of(without, "engine")[0][0] == "wrong"


@pytest.mark.parametrize(
    ("args", "variables", "by"),
    [
        (["-H", "work"], {}, "-H"),
        (["--context", "work"], {}, "--context"),
        ([], {"DOCKER_HOSTS": "work"}, "DOCKER_HOSTS"),
        ([], {"DOCKER_CONTEXT": "work"}, "DOCKER_CONTEXT"),
        ([], {}, "{home}/.docker/config.json"),
    ],
)
def test_what_selects_the_context(
    lone_docker15: Docker15, engine: Engine, args: list[str], variables: dict[str, str], by: str
) -> None:
    lone_docker15("context", "create", "work", "--docker", f"host={engine.url}")
    lone_docker15("context", "use", "work")
    result = doctor(lone_docker15, *args, env=variables)
    by = by.format(home=lone_docker15.home)
    first = ["ok", f"{engine.url} of the context work, named by {by}", ""]
    assert of(result, "engine")[0] == first
    assert of(result, "contexts") == [["ok", "default, work", ""]]
    assert result.exit_status == 0


def test_a_choice_that_is_not_used(docker15: Docker15) -> None:
    docker15("context", "create", "work", "--docker", f"host={DEAD}")
    docker15("context", "use", "work")
    result = doctor(docker15)
    text = "DOCKER_HOST is set, and overrides the context work of `context use`"
    assert of(result, "contexts")[1] == ["note", text, "unset DOCKER_HOST to use it"]
    assert result.exit_status == 0


def test_several_engines(docker15: Docker15, engine: Engine) -> None:
    result = doctor(docker15, "-H", engine.url, "-H", DEAD)
    assert [(row[0], row[1].partition(",")[0]) for row in of(result, "engine")[:3]] == [
        ("ok", engine.url),
        ("ok", "native 0.6.3"),
        ("ok", DEAD),
    ]
    assert of(result, "engine")[3][0] == "wrong"
    assert result.exit_status == 1


def test_logins_without_their_secrets(docker15: Docker15) -> None:
    old, new = docker15.home / ".dockercfg", docker15.home / ".docker/config.json"
    new.parent.mkdir()
    old.write_text(json.dumps({"https://index.docker.io/v1/": {"auth": "am9lOnNlY3JldA=="}}))
    auths = {"registry.example:5000": {"identitytoken": SECRET}}
    new.write_text(json.dumps({"auths": auths, "credHelpers": {"other.example": "nosuch"}}))
    new.chmod(0o600)
    old.chmod(0o644)
    result = doctor(docker15)
    assert of(result, "logins") == [
        ["ok", f"registry.example:5000: a token, from {new}", ""],
        ["ok", f"https://index.docker.io/v1/: joe, from {old}", ""],
        ["note", f"{old} is readable by other users", f"chmod 600 {old}"],
        [
            "wrong",
            "can't run credential helper docker-credential-nosuch: No such file or directory",
            "",
        ],
    ]
    assert result.exit_status == 1
    for output in (result, docker15("doctor")):
        assert SECRET.encode() not in output.stdout
        assert b"secret" not in output.stdout


@pytest.mark.parametrize(
    ("file", "text", "check", "finding"),
    [
        (".docker/config.json", "{", "logins", "is not JSON (line 1): repair it, or move it away"),
        (".dockercfg", "[]", "logins", "does not hold a JSON object"),
        (".config/docker15/hosts", "web web1", "hosts", "line 1: write NAME = HOST HOST…"),
        (".config/docker15/hosts", "a = @a", "hosts", "the group @a contains itself"),
        (".config/docker15/hosts", "a = @b", "hosts", "no such group: @b"),
    ],
)
def test_a_broken_file(docker15: Docker15, file: str, text: str, check: str, finding: str) -> None:
    path = Path(docker15.home, file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    result = doctor(docker15)
    wrong = [row for row in of(result, check) if row[0] == "wrong"]
    assert len(wrong) == 1
    assert finding in wrong[0][1]
    assert str(path) in wrong[0][1]
    assert result.exit_status == 1


def test_groups(docker15: Docker15) -> None:
    path = docker15.home / ".config/docker15/hosts"
    path.parent.mkdir(parents=True)
    path.write_text("web = tcp://joe:secret@web1 web2\nall = @web db\n")
    assert of(doctor(docker15), "hosts") == [
        ["ok", "@web: tcp://joe:***@web1 web2", ""],
        ["ok", "@all: tcp://joe:***@web1 web2 db", ""],
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(docker15: Docker15, shell: str) -> None:
    variables = {"SHELL": f"/bin/{shell}", "XDG_DATA_DIRS": "/nosuch"}
    text = f"{shell} finds no completion script for docker15"
    assert of(doctor(docker15, env=variables), "completion") == [
        ["note", text, "docker15 completion --install"]
    ]
    installed, step = docker15("completion", "--install", env=variables).lines
    finding = f"{shell}: {installed.split()[1]}"
    (found,) = of(doctor(docker15, env=variables), "completion")
    is_read = step.startswith("Every ")
    assert found == (["ok", finding, ""] if is_read else ["note", finding, step])
    assert is_read or shell != "fish"
    assert not is_read or shell != "zsh"


@pytest.mark.parametrize(
    ("version", "is_within"),
    [("8.1.3", True), ("8.1.2", False), ("8.10", True), ("9.0", False), ("8.2.dev1", True)],
)
def test_versions(version: str, is_within: bool) -> None:
    assert _is_within(version, "click<9,>=8.1.3") == is_within


def test_a_replacement_for_a_dependency_has_its_own_versions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor_command, "_requirements", lambda: ["nosuch<0.5,>=0.3"])
    monkeypatch.setitem(doctor_command._INSTEAD, "nosuch", "pytest")
    _, listed = doctor_command._versions(App({}))
    assert (listed["State"], listed["Finding"]) == ("ok", f"pytest {metadata.version('pytest')}")
