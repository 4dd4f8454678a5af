"""What all commands have in common: help, wrong usage, and a missing engine."""

from __future__ import annotations

import pytest

from docker15_cli import __version__
from docker15_cli.cli.command_table import COMMANDS, GROUPS
from tests.docker15 import Docker15
from tests.fake_engine import Engine

NO_ARGUMENT_NEEDED = {
    *("context inspect", "context ls", "context show"),
    *(
        "doctor",
        "events",
        "help",
        "hosts",
        "images",
        "info",
        "load",
        "login",
        "logout",
        "network ls",
        "ps",
    ),
    *("version", "volume create", "volume ls", "container prune", "image prune", "network prune"),
    *("system df", "system prune", "volume prune", "stats", "top"),
}
CONTEXTS = {name for name in COMMANDS if name.startswith("context ")}
# They ask no engine, or show which of several doesn't answer.
LOCAL = {"completion", "doctor", "help", "plugin", "hosts", "logout", *CONTEXTS}
ARGUMENTS = {
    "build": ["http://example.org/Dockerfile"],
    "commit": ["c", "name"],
    "cp": ["c:/etc", "-"],
    "container prune": [],
    "create": ["busybox"],
    "events": [],
    "load": ["-i", "/etc/passwd"],
    "network connect": ["n", "c"],
    "network disconnect": ["n", "c"],
    "network ls": [],
    "image cp": ["--to", "unix:///nosuch", "busybox"],
    "image prune": [],
    "network prune": [],
    "rename": ["c", "name"],
    "stats": ["--no-stream"],
    "system df": [],
    "system prune": [],
    "volume cp": ["--to", "unix:///nosuch", "v"],
    "volume import": ["-i", "/etc/passwd", "v"],
    "volume ls": [],
    "volume prune": [],
    "exec": ["c", "true"],
    "images": [],
    "import": ["http://example.org/root.tar"],
    "info": [],
    "insert": ["busybox", "http://example.org/file", "/file"],
    "login": ["-u", "joe", "-p", "secret", "-e", "joe@example.org"],
    "ps": [],
    "pull": ["busybox"],
    "push": ["joe/app"],
    "run": ["busybox", "true"],
    "tag": ["busybox", "other"],
    "update": ["-m", "64m", "c"],
    "version": [],
}

each_command = pytest.mark.parametrize("name", sorted(COMMANDS))


def nothing_was_sent(engine: Engine) -> bool:
    return engine.requests.connections == 0


@each_command
def test_an_unknown_option_sends_nothing(docker15: Docker15, engine: Engine, name: str) -> None:
    result = docker15(name, "--nosuch-option", "x")
    error, hint = result.stderr.decode().splitlines()
    assert error.startswith("Error: no such option: --nosuch-option")
    assert hint == f"See `docker15 {name} --help`."
    assert (result.exit_status, result.stdout) == (2, b"")
    assert nothing_was_sent(engine)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_ARGUMENT_NEEDED))
def test_a_missing_argument_sends_nothing(docker15: Docker15, engine: Engine, name: str) -> None:
    result = docker15(name)
    error, hint = result.stderr.decode().splitlines()
    assert error.startswith("Error: ")
    assert hint == f"See `docker15 {name} --help`."
    assert (result.exit_status, result.stdout) == (2, b"")
    assert nothing_was_sent(engine)


@each_command
def test_help_is_on_stdout(docker15: Docker15, engine: Engine, name: str) -> None:
    result = docker15(name, "--help")
    assert (result.exit_status, result.stderr) == (0, b"")
    assert result.lines[0].startswith(f"Usage: docker15 {name}")
    assert nothing_was_sent(engine)
    assert docker15("help", name) == result


def test_help_names_every_command(docker15: Docker15) -> None:
    result = docker15("--help")
    assert (result.exit_status, result.stderr) == (0, b"")
    shown = {line.split()[0] for line in result.lines if line.startswith("  ")}
    assert {*COMMANDS, *GROUPS} - {name for name in COMMANDS if " " in name} <= shown
    assert docker15("help") == result
    assert docker15("-h") == result


def test_no_arguments_show_the_help(docker15: Docker15) -> None:
    """T10: as in the original and in docker."""
    assert docker15() == docker15("--help")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("build", ""), "PATH"),
        (("build", "-t", "a", ""), "PATH"),
        (("import", ""), "FILE"),
        (("cp", "", "C:/tmp"), "CONTAINER:PATH"),
        (("cp", "C:/etc/hosts", ""), "HOSTPATH"),
    ],
)
def test_an_empty_path_is_refused(
    docker15: Docker15, engine: Engine, words: tuple[str, ...], what: str
) -> None:
    """T10: an unset variable in a script means neither the root nor the working directory."""
    result = docker15(*words)
    assert result.stderr.decode().splitlines()[0] == f"Error: {what} is empty"
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_h_is_the_hostname_in_run_and_create(docker15: Docker15, engine: Engine) -> None:
    assert docker15("create", "-h", "web", "busybox", "true").exit_status == 0
    assert b'"Hostname":"web"' in engine.requests[0].body


@pytest.mark.parametrize("spelling", ["-v", "--version", "-version"])
def test_the_version_of_the_client(docker15: Docker15, spelling: str) -> None:
    assert docker15(spelling).line == f"Docker15 version {__version__}, API 1.5"


def test_an_unknown_command(docker15: Docker15, engine: Engine) -> None:
    result = docker15("strat", "x")
    assert result.stderr.decode().splitlines() == [
        "Error: no such command: strat; did you mean start?",
        "See `docker15 --help`.",
    ]
    assert (result.exit_status, result.stdout) == (2, b"")
    assert nothing_was_sent(engine)
    assert docker15("help", "strat").stderr.splitlines()[0] == result.stderr.splitlines()[0]


def test_an_unknown_global_option(docker15: Docker15, engine: Engine) -> None:
    result = docker15("--hots=x", "ps")
    assert result.stderr.decode().splitlines() == [
        "Error: no such option: --hots; did you mean --host?",
        "See `docker15 --help`.",
    ]
    assert result.exit_status == 2
    assert nothing_was_sent(engine)


def test_it_is_not_a_daemon(docker15: Docker15) -> None:
    result = docker15("-d")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"Error: docker15 is a client, not a daemon; ")


def test_the_option_wins_over_the_environment(docker15: Docker15, engine: Engine) -> None:
    for option in (["-H", engine.url], [f"-H={engine.url}"], ["--host", engine.url]):
        assert docker15(*option, "ps", "-q", host="unix:///nosuch.sock").exit_status == 0
    assert len(engine.requests) == 3


@pytest.mark.parametrize("version", ["1.4", "1.6", "1.11", "1.53", "1.12.1", "2", "x"])
def test_a_version_that_docker15_does_not_speak(
    docker15: Docker15, engine: Engine, version: str
) -> None:
    for result in (
        docker15("--api-version", version, "ps"),
        docker15("ps", env={"DOCKER_API_VERSION": version}),
    ):
        assert result.error == f"docker15 speaks API 1.5 and 1.12 to 1.52, not {version}"
        assert result.exit_status == 2
    assert len(engine.requests) == 0


@pytest.mark.parametrize(
    "command", ["ps", "version", "run busybox true", "logs c", "wait c", "pull x", "rm c"]
)
def test_a_version_that_the_engine_does_not_speak(
    docker15: Docker15, engine: Engine, command: str
) -> None:
    result = docker15("--api-version", "1.41", *command.split())
    assert result.stderr.decode() == (
        f"Error: the engine at {engine.url} speaks API 1.5, not 1.41: "
        "change --api-version or DOCKER_API_VERSION\n"
    )
    assert result.exit_status == (125 if command.startswith("run") else 1)
    assert not any("/v1.5/" in one.target for one in engine.requests)


def test_its_own_api_version(docker15: Docker15, engine: Engine) -> None:
    assert docker15("--api-version", "1.5", "ps", "-q").exit_status == 0
    assert docker15("ps", "-q", env={"DOCKER_API_VERSION": "1.5"}).exit_status == 0
    assert engine.requests.lines == ["GET /v1.5/containers/json"] * 2


def test_debug_shows_requests_and_answers(docker15: Docker15, engine: Engine) -> None:
    for result in (docker15("-D", "ps", "-q"), docker15("ps", "-q", env={"DEBUG": "1"})):
        said = result.stderr.decode()
        assert "> GET /v1.5/containers/json" in said
        assert "< 200 OK" in said
        assert (result.exit_status, result.stdout) == (0, b"")


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("rm", "DELETE /v1.5/containers/a%FFb"),
        ("search", "GET /v1.5/images/search?term=a%FFb"),
        ("inspect", "GET /v1.5/images/a%FFb/json"),
    ],
)
def test_a_name_that_is_not_utf_8(
    docker15: Docker15, engine: Engine, command: str, target: str
) -> None:
    docker15(command, "a\udcffb")
    assert engine.requests.lines[-1] == target


@pytest.mark.parametrize(
    "args", [["run", "busybox", "echo"], ["create", "-e", "A=b", "busybox"], ["create"]]
)
def test_json_has_to_be_utf_8(docker15: Docker15, engine: Engine, args: list[str]) -> None:
    result = docker15(*args, "a\udcffb")
    assert result.stderr.splitlines()[0] == (
        b"Error: a\xffb is not UTF-8, and engines accept nothing else"
    )
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.lines == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - LOCAL))
def test_no_engine(lone_docker15: Docker15, name: str) -> None:
    """One line that says which address was tried and what to check."""
    address = f"unix://{lone_docker15.home}/nosuch.sock"
    result = lone_docker15(name, *ARGUMENTS.get(name, ["c"]), host=address)
    assert result.error == (
        f"can't connect to the engine at {address}: no such socket; "
        "is the engine running, and is the address right?"
    )
    assert result.exit_status == (125 if name == "run" else 1)
    if name != "version":
        assert result.stdout == (b"[]\n" if name == "inspect" else b"")


def test_version_shows_its_own_part_without_an_engine(lone_docker15: Docker15) -> None:
    result = lone_docker15("version", host="unix:///nosuch.sock")
    assert result.lines[:2] == [f"Client version: {__version__}", "API version (client): 1.5"]
    assert result.exit_status == 1
