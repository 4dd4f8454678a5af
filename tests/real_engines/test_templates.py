"""Every template of the tables shows what docker shows for it, on the same engine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.real_engines.conftest import require_docker
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.index import Index
from tests.real_engines.podman import Podman
from tests.real_engines.templates import REFUSED, SHOWN, TABLES

pytestmark = pytest.mark.timeout(240)

NAME = "shown-by-templates"
APP = "localhost:5000/team/app:v1"
LABEL = "com.example.tier-name=front"
MARK = "¶"  # between templates that are requested together
TRIES = 5


def cases(table: Sequence[tuple[tuple[str, ...], Sequence[str]]]) -> list[object]:
    return [
        pytest.param(command, template, id=f"{' '.join(command)} {template}")
        for command, templates in table
        for template in templates
    ]


SHOWN_CASES = [
    pytest.param(engine, command, templates, at, id=f"{engine} {' '.join(command)} {templates[at]}")
    for command, templates, engines in SHOWN
    for engine in engines
    for at in range(len(templates))
]


class Both:
    """docker15 and docker, with the same engine and container."""

    def __init__(self, docker15: Docker15, index: Index) -> None:
        self.docker15 = docker15
        self._names = {"CONTAINER": NAME, "TERM": f"{index.host}/found"}
        self.shown = cache(self._shown)
        self._since = str(int(time.time()) + 1)  # a 1.5 daemon only has whole seconds

    def arguments(self, command: tuple[str, ...], template: str) -> list[str]:
        words = [self._names.get(word, word) for word in command]
        if words[0] == "events":
            words += ["--since", self._since, "--until", str(time.time())]
        at = 2 if words[1:2] == ["ls"] else 1
        return [*words[:at], "--format", template, *words[at:]]

    def docker(self, *arguments: str, status: int = 0) -> str:
        """docker's output."""
        done = subprocess.run(
            ["docker", *arguments],
            env=self.docker15.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) == (status != 0), done
        return done.stdout

    def compared(self, command: tuple[str, ...], template: str) -> tuple[str, str]:
        """docker15's output and docker's, taken before or after, since times in them change."""
        before = self.docker(*self.arguments(command, template))
        for _ in range(TRIES):
            result = self.docker15(*self.arguments(command, template))
            assert (result.stderr, result.exit_status) == (b"", 0)
            ours = result.stdout.decode()
            after = self.docker(*self.arguments(command, template))
            if ours in (before, after):
                return ours, ours
            before = after
        return ours, after

    def _shown(self, command: tuple[str, ...], templates: tuple[str, ...]) -> list[list[str]]:
        """The output of both for each of the templates."""
        both = self.compared(command, MARK.join(templates))
        return [shown.removesuffix("\n").split(MARK) for shown in both]


@contextmanager
def prepared(engine: Dockerd | Podman, index: Index, home: Path) -> Iterator[Both]:
    engine.remove_containers()
    both = Both(Docker15(home, engine.url), index)
    time.sleep(1)  # until `_since` is past
    run = f"run -d --name {NAME} -p 0.0.0.0::80 -p 127.0.0.1::443 -e A=1 -v /srv -l {LABEL} busybox"
    both.docker(*run.split(), "sleep", "1000")
    both.docker("tag", "busybox", APP)
    yield both
    both.docker("rm", "-f", "-v", NAME)
    both.docker("rmi", APP)


@pytest.fixture(scope="module")
def with_engine(
    request: pytest.FixtureRequest, index: Index, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Both]]:
    """A function that prepares both for the engine of that name."""
    require_docker()
    with ExitStack() as stack:

        @cache
        def find(name: str) -> Both:
            engine = request.getfixturevalue(name)
            return stack.enter_context(prepared(engine, index, tmp_path_factory.mktemp("home")))

        yield find


@pytest.mark.parametrize(("engine", "command", "templates", "at"), SHOWN_CASES)
def test_a_template(
    with_engine: Callable[[str], Both],
    engine: str,
    command: tuple[str, ...],
    templates: tuple[str, ...],
    at: int,
) -> None:
    ours, theirs = with_engine(engine).shown(command, templates)
    if len(templates) > 1:  # a list of several objects has one output
        assert len(ours) == len(theirs)
    assert ours[at] == theirs[at]


@pytest.mark.parametrize(("command", "template"), cases(TABLES))
def test_a_table(
    with_engine: Callable[[str], Both], command: tuple[str, ...], template: str
) -> None:
    ours, theirs = with_engine("dockerd").compared(command, template)
    assert ours == theirs


@pytest.mark.parametrize(("command", "template"), cases(REFUSED))
def test_what_docker_refuses(
    with_engine: Callable[[str], Both], command: tuple[str, ...], template: str
) -> None:
    both = with_engine("dockerd")
    both.docker(*both.arguments(command, template), status=1)
    result = both.docker15(*both.arguments(command, template))
    assert result.stdout == b""
    assert result.stderr.decode().startswith("Error: --format: ")
    assert result.exit_status == 2


def test_the_tables_are_long() -> None:
    shown = {(command, template) for command, templates, _ in SHOWN for template in templates}
    assert len(shown) > 60
