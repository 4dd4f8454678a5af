"""`make picture`: docs/terminal.svg, from a real session of docker15 with two test engines.

Each command runs as a process on a terminal of its own. Only what would differ from run to run is
fixed: the engines' ids, when their containers started, and how far a pull has come.
"""

from __future__ import annotations

import io
import itertools
import random
import re
import secrets
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.text import Text

from tests.docker15 import TIMEOUT, Docker15
from tests.fake_engine import Engine, messages, transfer
from tests.pty import Pty, docker15_argv

PATH = Path(__file__).parents[1] / "docs/terminal.svg"
_COLUMNS, _ROWS = 104, 24
_HOUR = 3600 * 10**9
_PROMPT = Style(color="green", bold=True)
_TYPED = Style(bold=True)
_COLOURS = {"red", "green", "brown", "blue", "magenta", "cyan", "white"}
_HELD_AT, _HALF = 60, "(62%)"
_FONT_FROM_THE_NETWORK = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_SERVICE = ("busybox", "sleep", "600")
_SHOWN = (
    "-H @web version -f 'Docker {{.Server.Version}}, API {{.Server.APIVersion}}'",
    "-H @web ps",
    "run --rm busybox sh -c 'echo hello; exit 3'; echo $?",
)


def main() -> None:
    PATH.write_text(draw())
    print(PATH)


def draw() -> str:
    """The picture, as SVG: the same bytes each time."""
    paper = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(_steady_ids())
        pull = stack.enter_context(_half_a_pull())
        engines = [stack.enter_context(Engine()), stack.enter_context(Engine(api="1.51"))]
        docker15 = Docker15(home, engines[0].url)
        _furnish(docker15, engines)
        for command in _SHOWN:
            _show(paper, docker15, command)
        _show(paper, docker15, "pull team/shop", pull)
    svg = paper.export_svg(title="docker15", unique_id="docker15")
    return _FONT_FROM_THE_NETWORK.sub("", svg)


def _furnish(docker15: Docker15, engines: list[Engine]) -> None:
    """Set up a group of two hosts with a few containers, and something to pull."""
    hosts = docker15.home / ".config/docker15/hosts"
    hosts.parent.mkdir(parents=True)
    hosts.write_text("web = web1 web2\n")
    for number, engine in enumerate(engines, 1):
        docker15("context", "create", f"web{number}", "--docker", f"host={engine.url}")
        for port, age in ((80, 50), (8080, 3)):
            named = ("--name", f"shop-{port}") if number == 2 else ()  # not at 1.5
            options = ("-d", "-p", f"{port}:{port}", *named)
            container = docker15("run", *options, *_SERVICE, host=engine.url).line
            found = engine.state.containers[container]
            found.created = found.started = time.time_ns() - age * _HOUR
    engines[0].registry.add("team/shop", parents=2)
    for layer in engines[0].registry.layers.values():
        layer.download = 48_000_000


def _show(
    paper: Console, docker15: Docker15, command: str, goes_on: threading.Event | None = None
) -> None:
    """Type it, and draw what its terminal shows when it ends, or when a pull is on hold."""
    typed = Text.assemble(("$ ", _PROMPT), (f"docker15 {command}", _TYPED))
    paper.print(typed, soft_wrap=True)
    with Pty(
        ["sh", "-c", f'"$@" {command}', "sh", *docker15_argv()],
        docker15.environment(TERM="xterm-256color"),
        docker15.home,
        rows=_ROWS,
        columns=_COLUMNS,
    ) as terminal:
        if goes_on:
            terminal.until(lambda: _HALF in "\n".join(terminal.lines))
        else:
            terminal.exit_status()
        for row, line in enumerate(terminal.lines):
            if line:
                paper.print(_coloured(terminal, row), soft_wrap=True)
        if goes_on:
            goes_on.set()
            terminal.exit_status()
    paper.print()


def _coloured(terminal: Pty, row: int) -> Text:
    """A line of the screen, in its colours.

    Blanks have a style of their own, so that each word has its own position in the picture: not
    every renderer keeps to the width of the cells, or keeps the blanks before a word.
    """
    cells = [terminal.screen.buffer[row][column] for column in range(_COLUMNS)]
    line = Text()
    for (colour, bold, blank), alike in itertools.groupby(cells, _looks):
        style = Style(color=_colour(colour), bold=bold, dim=blank)
        line.append("".join(cell.data for cell in alike), style)
    line.rstrip()
    return line


def _looks(cell: Char) -> tuple[str, bool, bool]:
    return cell.fg, cell.bold, cell.data == " "


def _colour(name: str) -> str | None:
    """Rich's name for one of pyte's colours, which are names or six hexadecimal digits."""
    if name == "default":
        return None
    return {"brown": "yellow"}.get(name, name) if name in _COLOURS else f"#{name}"


@contextmanager
def _steady_ids() -> Iterator[None]:
    """Have the engines, which run in this process, choose the same ids each time."""
    drawn = random.Random(15)
    with mock.patch.object(secrets, "token_hex", lambda size: drawn.randbytes(size).hex()):
        yield


@contextmanager
def _half_a_pull() -> Iterator[threading.Event]:
    """Have the second layer of a pull wait in the middle until the event is set."""
    goes_on = threading.Event()
    layers = itertools.count(1)

    def counted(reads: Iterable[int], total: int) -> Iterator[str]:
        is_held = next(layers) == 2
        for number, count in enumerate(messages.counted(reads, total)):
            yield count
            if is_held and number == _HELD_AT:
                goes_on.wait(TIMEOUT)

    with mock.patch.object(transfer, "counted", counted):
        yield goes_on


if __name__ == "__main__":
    main()
