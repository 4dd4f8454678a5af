"""Common settings of bash, and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.completion.shells import Program, Shell
from tests.fake_engine import Engine

pytestmark = pytest.mark.timeout(60)

LINES = [
    ("docker15 run localhost:5000/team/app:", "docker15 run localhost:5000/team/app:v1 "),
    ("docker15 run --pull=al", "docker15 run --pull=always "),
    ('docker15 rmi "localhost:5000/te', 'docker15 rmi "localhost:5000/team/app:v1" '),
    ("docker15 rmi 'busy", "docker15 rmi 'busybox:latest' "),
    ("docker15 import 'with b", "docker15 import 'with blank' "),
    ("docker15 import with\\ b", "docker15 import with\\ blank "),
    ("docker15 import < with\\ b", "docker15 import < with\\ blank "),
    ("docker15 ps -a | docker15 rmi busy", "docker15 ps -a | docker15 rmi busybox:latest "),
    ("X=1 docker15 rmi busy", "X=1 docker15 rmi busybox:latest "),
    ("docker15   run   busy", "docker15   run   busybox:latest "),
]


@pytest.fixture(
    params=[
        "true",
        "set -u",
        "set -o posix",
        "shopt -s extglob nullglob; IFS=,",
        "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}",
        "COMP_WORDBREAKS=${COMP_WORDBREAKS//=}",
    ]
)
def shell(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Iterator[Shell]:
    """A bash with this setting."""
    engine.state.add_image("localhost:5000/team/app:v1")
    (tmp_path / "with blank").touch()
    program = Program(tmp_path / ".bin")
    with Shell("bash", tmp_path, {"DOCKER_HOST": engine.url}, program) as bash:
        bash.run(request.param)
        yield bash


def test_settings(shell: Shell) -> None:
    for typed, becomes in LINES:
        assert shell.line(typed) == becomes
        assert len(shell.shown) == 1


def test_the_cursor_in_the_middle_of_a_line(shell: Shell) -> None:
    back = "\x02" * len(" -f")
    assert shell.line(f"docker15 rmi busy -f{back}", "% -f") == "docker15 rmi busybox:latest"


def test_the_executable_may_be_anywhere(shell: Shell, tmp_path: Path) -> None:
    shell.run("PATH=/usr/bin:/bin")
    line = f"{tmp_path}/.bin/docker15 rmi busy"
    assert shell.line(line) == f"{line}box:latest "
