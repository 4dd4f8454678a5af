"""Names of images on the command line (F2): one that would silently become another is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docker15_cli.app import App
from docker15_cli.cli import root
from docker15_cli.errors import UsageError
from tests.docker15 import Docker15
from tests.fake_engine import Engine

API = "1.52"
# Every command that takes a name; {} is the name.
LOOKS_UP = ("inspect {}", "history {}", "rmi {}", "rmi busybox {}", "tag {} x")
PULLS = ("run {} true", "create {}", "pull {}", "pull -q {}")
NAMES = ("tag busybox {}", "commit CONTAINER {}", "import - {}", "push {}")
BUILDS = ("build -t {} -", "build -t fine -t {} -")
INSERT = ("insert {} http://127.0.0.1:1/ /x",)
ALL = (*LOOKS_UP, *PULLS, *NAMES, *BUILDS, *INSERT)


def refusal(engine: Engine, *args: str) -> str:
    """Why a command line is refused as wrong usage, before anything is sent.

    In this process: it is the same code, and takes a hundredth of the time.
    """
    app = App({"HOME": "/nowhere", "DOCKER_HOST": engine.url})
    try:
        with pytest.raises(UsageError) as error:
            root.run(app, list(args))
    finally:
        app.close()
    assert [line for line in engine.requests.lines if "/_ping" not in line] == []
    return str(error.value)


def words(command: str, name: str) -> list[str]:
    return [word.format(name) for word in command.split()]


@pytest.fixture
def modern() -> Iterator[Engine]:
    with Engine(api=API) as engine:
        yield engine


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("name", ["app:1:2", "h:5000/team/app:1:"])
def test_f2_two_tags_are_refused_everywhere(engine: Engine, command: str, name: str) -> None:
    expected = f"not a valid image name: '{name}': it has two tags"
    assert refusal(engine, *words(command, name)) == expected
    assert engine.requests.lines == []  # not even to learn what it is


@pytest.mark.parametrize("command", NAMES)
def test_f2_an_empty_tag_of_a_new_name_is_refused_everywhere(engine: Engine, command: str) -> None:
    """`V=; docker15 tag busybox team/app:$V`"""
    expected = "not a valid image name: 'team/app:': its tag is empty"
    assert refusal(engine, *words(command, "team/app:")) == expected


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("name", ["team/app:", "h:5000/app:"])
def test_f2_later_engines_accept_no_empty_tag_at_all(
    modern: Engine, command: str, name: str
) -> None:
    expected = f"not a valid image name: '{name}': its tag is empty"
    assert refusal(modern, *words(command, name)) == expected


@pytest.mark.parametrize("command", [*PULLS, *NAMES, *BUILDS])
@pytest.mark.parametrize("name", ["Busybox", "team/App:1", "a b", "", "app@x", "_x", "a//b"])
def test_f2_later_engines_accept_only_the_grammar(modern: Engine, command: str, name: str) -> None:
    why = refusal(modern, *words(command, name))
    assert "not a valid image name: " in why or why == "IMAGE is empty"


@pytest.mark.parametrize(
    "command", ["tag busybox team/app", "commit C a", "import - a", "pull a -t"]
)
def test_f2_a_separate_tag_may_not_be_empty(modern: Engine, command: str) -> None:
    """`docker15 tag busybox team/app "$V"`"""
    assert refusal(modern, *command.split(), "").endswith(": its tag is empty")


def test_f2_the_exit_status_and_the_message(docker15: Docker15) -> None:
    result = docker15("tag", "busybox", "team/app:")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.decode().splitlines() == [
        "Error: not a valid image name: 'team/app:': its tag is empty",
        "See `docker15 tag --help`.",
    ]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["tag", "busybox", "app", ""], "POST /v1.5/images/busybox/tag?repo=app"),
        (["tag", "busybox:", "app"], "POST /v1.5/images/busybox:/tag?repo=app"),
        (["inspect", "--type=image", "busybox:"], "GET /v1.5/images/busybox:/json"),
        (["history", "busybox:"], "GET /v1.5/images/busybox:/history"),
        (["build", "-t", "app:", "-"], "POST /v1.5/build?t=app%3A"),
        (["build", "-t", "", "-"], "POST /v1.5/build?t="),
        (["run", "busybox:", "true"], "POST /v1.5/containers/create"),
        (["pull", "team/app:"], "POST /v1.5/images/create?fromImage=team%2Fapp&tag="),
        (["tag", "busybox", "Upper_Case"], "POST /v1.5/images/busybox/tag?repo=Upper_Case"),
    ],
)
def test_f2_the_meaning_of_0_6_holds_with_1_5(
    docker15: Docker15, engine: Engine, command: list[str], line: str
) -> None:
    engine.registry.add("team/app")
    result = docker15(*command, stdin=b"FROM busybox\n")
    assert (result.exit_status, result.stderr) == (0, b"")
    assert line in engine.requests.lines


def test_f2_unambiguous_names_cost_no_request(docker15: Docker15, engine: Engine) -> None:
    assert docker15("tag", "busybox", "h:5000/team/app:v1").exit_status == 0
    assert docker15("inspect", "busybox:latest").exit_status == 0
    assert len(engine.requests) == 3  # inspect asks for a container, too


# --- F3


@pytest.mark.parametrize("api", ["", API])
@pytest.mark.parametrize("source", ["-", "."])
def test_f3_every_name_of_a_build(lone_docker15: Docker15, api: str, source: str) -> None:
    (lone_docker15.home / "Dockerfile").write_text("FROM busybox\nRUN true\n")
    names = ("app:1.2", "app:latest", "h:5000/team/other")
    with Engine(api=api) as engine:
        lone_docker15.host = engine.url
        options = [f"--tag={name}" for name in names]
        built = lone_docker15("build", *options, source, stdin=b"FROM busybox\nRUN true\n")
        assert (built.exit_status, built.stderr) == (0, b"")
        identifiers = {lone_docker15("inspect", "-f", "{{.Id}}", name).line for name in names}
        assert len(identifiers) == 1


def test_f3_names_move_to_the_new_image(docker15: Docker15, engine: Engine) -> None:
    """With 1.5, too, where an existing name has to be forced."""
    docker15("tag", "busybox", "app:2")
    docker15("tag", "busybox", "app:1")
    built = docker15("build", "-t", "app:1", "-t", "app:2", "-", stdin=b"FROM busybox\nRUN true\n")
    assert built.exit_status == 0
    first, second, base = docker15("inspect", "-f", "{{.id}}", "app:1", "app:2", "busybox").lines
    assert first == second != base


def test_f3_a_failed_build_sets_no_name(docker15: Docker15, engine: Engine) -> None:
    built = docker15("build", "-t", "a", "-t", "b", "-", stdin=b"FROM busybox\nRUN exit 3\n")
    assert built.exit_status == 1
    assert not any("/tag" in line for line in engine.requests.lines)
