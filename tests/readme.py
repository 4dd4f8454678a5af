"""Console blocks of README.md and its pages: parsed, and run in a shell as a user would type them.

A line that begins with `$ ` is a command, and one with `> ` continues it; what follows is its
output, where `…` stands for any text. A command without output in the page must succeed, but may
print anything. All commands of a block share one shell, the files of `prepare` and an engine.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import docker15_cli
from tests import forking
from tests.docker15 import Docker15

ROOT = Path(docker15_cli.__file__).parents[1]
README = ROOT / "README.md"
_PAGES = (
    "engines",
    "tls-and-ssh",
    "fleets",
    "scripts",
    "exit-statuses",
    "messages",
    "differences",
)
TEXT = "\n".join(
    path.read_text() for path in (README, *(ROOT / f"docs/{name}.md" for name in _PAGES))
)
"""What users read, except docs/install.md, which has its own test."""
_BLOCK = re.compile(r"(?:<!-- on: (\w+) -->\n)?```console\n(.*?)```", re.DOTALL)
_LIMIT = 120  # seconds


@dataclass
class Command:
    """What is typed, and the lines of its output."""

    typed: str
    shown: list[str] = field(default_factory=list)


@dataclass
class Block:
    """The commands of a block, and their engine: one of API 1.5, unless a comment names another."""

    engine: str
    commands: list[Command]

    @property
    def name(self) -> str:
        return self.commands[0].typed


def blocks(text: str) -> list[Block]:
    """The console blocks of a Markdown text."""
    return [Block(engine or "1.5", list(_commands(body))) for engine, body in _BLOCK.findall(text)]


def _commands(body: str) -> Iterator[Command]:
    command: Command | None = None
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield command
            command = Command(line[2:])
            continue
        assert command, f"a block begins with {line!r}"
        if line.startswith("> "):
            command.typed += f"\n{line[2:]}"
        else:
            command.shown.append(line)
    assert command
    yield command


def prepare(home: Path) -> None:
    """Provide what the README takes for granted: docker15 on the PATH, and nothing else."""
    programs = home / ".bin"
    programs.mkdir()
    (programs / "docker15").write_text(f'#!/bin/sh\nexec {shlex.join(forking.program())} "$@"\n')
    (programs / "docker15").chmod(0o755)


def run(block: Block, docker15: Docker15, hosts: Mapping[str, str] | None = None) -> None:
    """Run the block in docker15's home. Raises AssertionError at the first difference.

    `hosts` maps the host names that the block uses to the addresses of engines.
    """
    environ = docker15.environment()
    environ["PATH"] = f"{docker15.home}/.bin:{environ['PATH']}"
    script = "".join(_step(number, each) for number, each in enumerate(block.commands))
    for host, address in (hosts or {}).items():
        script = script.replace(host, address)
    subprocess.run(
        ["bash", "-c", script],
        cwd=docker15.home,
        env=environ,
        stdin=subprocess.DEVNULL,
        check=False,  # each command has a status of its own
        timeout=_LIMIT,
    )
    for number, command in enumerate(block.commands):
        shown = (docker15.home / f".shown-{number}").read_text()
        status = int((docker15.home / f".status-{number}").read_text())
        _check(command, shown, status, is_asked=_asks_for_status(block.commands[number + 1 :]))


def _step(number: int, command: Command) -> str:
    """Run a command in the block's shell; save its output and status."""
    return (
        f"{{\n{command.typed}\n}} >.shown-{number} 2>&1\n"
        f"_status=$?; echo $_status >.status-{number}; (exit $_status)\n"
    )


def _asks_for_status(following: list[Command]) -> bool:
    return bool(following) and "$?" in following[0].typed


def _check(command: Command, shown: str, status: int, *, is_asked: bool) -> None:
    told = f"{command.typed!r} shows {shown!r}, status {status}"
    if command.shown:
        wanted = ".*".join(map(re.escape, "\n".join(command.shown).split("…")))
        assert re.fullmatch(f"{wanted}\n", shown, re.DOTALL), told
    if not is_asked:
        fails = any(line.startswith("Error: ") for line in command.shown)
        assert (status != 0) == fails, told
