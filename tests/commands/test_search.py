"""`docker15 search`."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Answer, Engine
from tests.pty import Terminal

HEADER = "NAME                             DESCRIPTION"
LONG = "A long description with\nseveral lines\r and more than forty-five characters"


@pytest.fixture(autouse=True)
def found(engine: Engine) -> None:
    engine.registry.searches["app"] = [
        ("busybox", "Busybox base image."),
        ("team1/app", ""),
        ("someone/with-a-name-that-is-much-too-long", LONG),
    ]


def test_table(docker15: Docker15, engine: Engine) -> None:
    """The column grows with a name; the rest is as recorded (client_idx_search.txt)."""
    assert docker15("search", "app").lines == [
        'Found 3 results matching your query ("app")',
        "NAME                                        DESCRIPTION",
        "busybox                                     Busybox base image.",
        "team1/app                                   ",
        "someone/with-a-name-that-is-much-too-long   A long description with several lines  and...",
    ]
    assert engine.requests.lines == ["GET /v1.5/images/search?term=app"]


def test_no_results(docker15: Docker15) -> None:
    assert docker15("search", "none").lines == [
        'Found 0 results matching your query ("none")',
        HEADER,
    ]


def test_not_cut(docker15: Docker15) -> None:
    last = docker15("search", "-notrunc", "app").lines[-1]
    assert last.endswith("several lines  and more than forty-five characters")


def test_limit(docker15: Docker15) -> None:
    """1.5 has no limit, so docker15 applies it."""
    assert docker15("search", "--limit", "1", "app").lines == [
        'Found 1 results matching your query ("app")',
        HEADER,
        "busybox                          Busybox base image.",
    ]
    assert docker15("search", "--limit", "0", "app").exit_status == 2


def test_format(docker15: Docker15) -> None:
    assert docker15("search", "--format", "{{.Name}}: {{.Description}}", "app").lines[:2] == [
        "busybox: Busybox base image.",
        "team1/app: ",
    ]
    assert docker15("search", "--format", "api", "--limit", "1", "app").line == (
        '{"Name":"busybox","Description":"Busybox base image."}'
    )
    assert docker15("search", "--format", "json", "--limit", "1", "app").line == (
        '{"Description":"Busybox base image.","IsOfficial":"false","Name":"busybox","StarCount":""}'
    )


def test_a_template_cuts_as_docker_does(docker15: Docker15) -> None:
    command = ("search", "--format", "{{.Description}}", "app")
    assert docker15(*command).lines[-1] == "A long description with several lines  and m…"
    uncut = docker15(*command, "--no-trunc").lines[-1]
    assert uncut == LONG.replace("\n", " ").replace("\r", " ")


def test_on_a_terminal_it_fits(docker15: Docker15) -> None:
    with Terminal(docker15, "search", "app", columns=60) as terminal:
        assert terminal.exit_status() == 0
        assert terminal.lines[2].startswith("busybox ")
        assert all(len(line) <= 60 for line in terminal.lines)
        assert terminal.lines[5] == ""  # no row takes two lines


def test_descriptions_can_not_control_the_terminal(docker15: Docker15, engine: Engine) -> None:
    engine.registry.searches["evil"] = [("a/b", "\x1b[2Jgone")]
    with Terminal(docker15, "search", "-notrunc", "evil") as terminal:
        assert terminal.exit_status() == 0
    assert b"\x1b[2J" not in terminal.output
    assert b"\x1b[2Jgone" in docker15("search", "evil").stdout


def test_the_term_is_quoted(docker15: Docker15, engine: Engine) -> None:
    assert docker15("search", "a&b=c d/é").exit_status == 0
    assert engine.requests.lines == ["GET /v1.5/images/search?term=a%26b%3Dc+d%2F%C3%A9"]


def test_an_index_out_of_reach(docker15: Docker15, engine: Engine) -> None:
    engine.registry.reachable = False
    result = docker15("search", "x")
    assert "no such host" in result.error
    assert (result.exit_status, result.stdout) == (1, b"")


def test_podman_says_404_for_nothing(docker15: Docker15, engine: Engine) -> None:
    """Recorded: 27_images_search.txt."""
    body = b'{"cause":"image not known","message":"image not known","response":404}'
    head = b"HTTP/1.1 404 Not Found\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n"
    answer = b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)
    engine.faults.arm(Answer(answer), "GET", ".*/images/search")
    assert docker15("search", "x").lines[0] == 'Found 0 results matching your query ("x")'
