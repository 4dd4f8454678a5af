"""What is shown on terminals of any width and in pipes, with and without colour."""

from __future__ import annotations

import json
import re

import pytest

from tests.docker15 import Docker15, Result
from tests.fake_engine import Answer, Engine
from tests.pty import Terminal

pytestmark = pytest.mark.timeout(120)

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e"
ODD = "❤\ufe0f日本語👨\u200d👩e\u0301 " * 9
CONTAINER = {
    "Id": "ab" * 32,
    "Names": [f"/{EVIL}{ODD}"],
    "Image": f"{EVIL}busybox",
    "Command": f"{EVIL}{ODD}",
    "Created": 1381147391,
    "Status": f"Up {EVIL}2 days",
    "Ports": [{"PrivatePort": 80 + at, "PublicPort": 8080 + at, "Type": "tcp"} for at in range(9)],
}
IMAGE = {"Repository": f"{EVIL}{ODD}", "Tag": ODD, "Id": "cd" * 32, "Created": 1, "Size": 5}
LAYER = {"Id": "cd" * 32, "Created": 1, "CreatedBy": f"{EVIL}{ODD}"}
FOUND = {"Name": f"{EVIL}{ODD}", "Description": f"{ODD}{EVIL}"}
PROCESSES = {"Titles": ["PID", f"CMD{EVIL}"], "Processes": [["1", f"{EVIL}{ODD}"]]}
INSPECTED = {"ID": "ab" * 32, "Path": f"\x9b2J{ODD}\u202e"}
SHOWN = {
    "ps": [CONTAINER],
    "ps --no-trunc -s": [CONTAINER],
    "images": [IMAGE],
    "history x": [LAYER],
    "history --no-trunc x": [LAYER],
    "search x": [FOUND],
    "search --no-trunc x": [FOUND],
    "top x": PROCESSES,
    "inspect x": INSPECTED,
    "inspect -f {{.Path}} x": INSPECTED,
    "ps --format {{.Names}}{{.Status}}": [CONTAINER],
    "info": {"Containers": 1, "Images": 1, "LXCVersion": EVIL, "Debug": True},
    "version": {"Version": EVIL},
    "diff x": [{"Path": f"/{EVIL}", "Kind": 1}],
}
REPOSITORY = "registry.example.com:5000/team/nextcloud"
PORTS = "127.0.0.1:18080->80, 18443->443"
PLAIN = {
    "ps": [
        {
            **CONTAINER,
            "Names": ["/nc-webserver-1"],
            "Image": f"{REPOSITORY}:27-apache",
            "Command": "/entrypoint.sh apache2-foreground --with more words",
            "Status": "Up 2 days",
            "SizeRw": 5000,
            "SizeRootFs": 10**9,
            "Ports": [
                {"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 18080, "Type": "tcp"},
                {"PrivatePort": 443, "PublicPort": 18443, "Type": "tcp"},
            ],
        }
    ],
    "images": [
        {
            "Id": "cd" * 32,
            "RepoTags": [f"{REPOSITORY}:27-apache"],
            "RepoDigests": [f"{REPOSITORY}@sha256:{'ef' * 32}"],
            "Repository": REPOSITORY,
            "Tag": "27-apache",
            "Created": 1,
            "Size": 123_456_789,
            "VirtualSize": 123_456_789,
        }
    ],
    "history x": [{**LAYER, "CreatedBy": "sh -c " + "a long line " * 9}],
    "search x": [{"Name": "team/nextcloud", "Description": "words " * 30}],
    "top x": {"Titles": ["PID", "CMD"], "Processes": [["1", "sleep " + "9" * 90]]},
}
COPIED_OF = {
    "ps": ("ab" * 6, f"{REPOSITORY}:27-apache", PORTS, "nc-webserver-1"),
    "images": (REPOSITORY, "27-apache", "cd" * 6),
}
COPIED = {*COPIED_OF["ps"], *COPIED_OF["images"], f"sha256:{'ef' * 32}"}
FITTED = ("ps", "images", "history x", "search x", "top x")


def answering(engine: Engine, value: object, api: str = "") -> None:
    body = json.dumps(value, ensure_ascii=False).encode()
    version = f"Api-Version: {api}\r\n".encode() if api else b""
    head = b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n" % (version, len(body))
    engine.faults.arm(Answer(head + body), times=None)


def on_a_terminal(docker15: Docker15, args: str, columns: int, **environ: str) -> bytes:
    """All output to a terminal, whose width isn't set by COLUMNS."""
    before = ["env", "-u", "COLUMNS", *(f"{name}={value}" for name, value in environ.items())]
    with Terminal(docker15, *args.split(), before=before, columns=columns, rows=50) as terminal:
        terminal.exit_status()
        return bytes(terminal.output)


@pytest.mark.parametrize(
    ("args", "columns"),
    [
        (args, columns)
        for args in FITTED
        for columns in (20, 33, 80, 200)
        if columns > 40 or args != "search x"  # its first line is a sentence
    ],
)
def test_no_line_of_a_table_breaks(
    docker15: Docker15, engine: Engine, args: str, columns: int
) -> None:
    """Except for a copyable cell that is wider than the terminal, which has its own line."""
    answering(engine, PLAIN[args])
    with Terminal(docker15, *args.split(), columns=columns, rows=50) as terminal:
        assert terminal.exit_status() == 0
        lines = terminal.output.decode().splitlines()
        assert len(lines) > 1
        text = re.sub(r"\x1b\[\d*m", "", "\n".join(lines)).splitlines()
        too_wide = [line.strip() for line in text if len(line) > columns]
        assert set(too_wide) <= COPIED
        broken = sum(-(-len(line) // columns) - 1 for line in text if len(line) > columns)
        assert len([line for line in terminal.lines if line]) == len(lines) + broken


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100, 132, 200])
@pytest.mark.parametrize("args", ["ps", "ps -s", "images", "images --digests"])
def test_copyable_cells_are_complete_on_any_terminal(
    docker15: Docker15, engine: Engine, args: str, columns: int
) -> None:
    """F18: ids, names, images, ports; on a real terminal, as selected with a mouse."""
    answering(engine, PLAIN[args.split()[0]], api="1.52")
    with Terminal(docker15, *args.split(), columns=columns, rows=50) as terminal:
        assert terminal.exit_status() == 0
        screen = "".join(line.ljust(columns) for line in terminal.lines)
    for cell in COPIED_OF[args.split()[0]]:
        assert cell in screen


@pytest.mark.parametrize("args", SHOWN)
def test_text_from_the_engine_can_not_control_the_terminal(
    docker15: Docker15, engine: Engine, args: str
) -> None:
    answering(engine, SHOWN[args])
    shown = on_a_terminal(docker15, args, 80, NO_COLOR="1").decode()
    assert set(shown) & set("\x1b\x07\x9b\u202e") == set()


def test_an_error_can_not_control_the_terminal(docker15: Docker15, engine: Engine) -> None:
    head = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: %d\r\n\r\n%b"
    text = EVIL.encode()
    engine.faults.arm(Answer(head % (len(text), text)))
    shown = on_a_terminal(docker15, "stop -t 1 x", 80).decode()
    assert "owned" in shown
    assert set(shown) & set("\x1b\x07\x9b\u202e") == set()


@pytest.mark.parametrize(
    ("environ", "is_coloured"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_colour_on_a_terminal(
    docker15: Docker15, engine: Engine, environ: dict[str, str], is_coloured: bool
) -> None:
    engine.state.add_containers(1)
    assert (b"\x1b[" in on_a_terminal(docker15, "ps -a", 80, **environ)) == is_coloured


def in_a_pipe(docker15: Docker15, *args: str, **environ: str) -> Result:
    return docker15(*args, env={"TERM": "xterm", **environ})


@pytest.mark.parametrize(
    ("environ", "is_coloured"),
    [
        ({}, False),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe(
    docker15: Docker15, engine: Engine, environ: dict[str, str], is_coloured: bool
) -> None:
    engine.state.add_containers(1)
    result = in_a_pipe(docker15, "ps", "-a", **environ)
    assert (b"\x1b[2mExit 0\x1b[0m" in result.stdout) == is_coloured
    assert (b"\x1b[" in result.stdout) == is_coloured


@pytest.mark.parametrize("args", [["ps", "-q", "-a"], ["ps", "-a", "--format", "{{.Status}}"]])
def test_what_scripts_read_is_never_coloured(
    docker15: Docker15, engine: Engine, args: list[str]
) -> None:
    engine.state.add_containers(1)
    assert b"\x1b" not in in_a_pipe(docker15, *args, CLICOLOR_FORCE="1").stdout


@pytest.mark.parametrize("args", ["pull app", "--help", "run --help", "nosuch", "inspect nosuch"])
@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=str)
def test_nothing_else_is_coloured_or_redrawn(
    docker15: Docker15, args: str, environ: dict[str, str]
) -> None:
    assert b"\x1b" not in on_a_terminal(docker15, args, 80, **environ)


def test_a_pager_is_never_started(docker15: Docker15, engine: Engine) -> None:
    engine.state.add_containers(60)
    pager = docker15.home / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat\n")
    pager.chmod(0o755)
    for args in ("ps -a", "run --help"):
        shown = on_a_terminal(docker15, args, 80, PAGER=str(pager), MANPAGER=str(pager))
        assert b"paged" not in shown


def test_a_tree_has_complete_names(docker15: Docker15, engine: Engine) -> None:
    """F18: a line that is too long wraps at the terminal's edge."""
    name = "a-repository-with-quite-a-long-name"
    engine.state.add_image(f"{name}:v1", parent="busybox")
    with Terminal(docker15, "images", "--tree", columns=40, rows=10) as terminal:
        assert terminal.exit_status() == 0
        assert f"{name}:v1" in "".join(terminal.lines)
