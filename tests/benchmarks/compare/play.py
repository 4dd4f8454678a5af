"""Running one line in both clients, each from the same state."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from subprocess import TimeoutExpired

from tests.benchmarks.compare import jq, normal
from tests.benchmarks.compare.model import Line, Pair, Seen
from tests.benchmarks.compare.rules import explained
from tests.benchmarks.compare.world import World
from tests.docker15 import Docker15, Result

_LIMIT = 40.0  # seconds
_TOO_LONG = 1000  # no process exits with that status


def play(line: Line, world: World, engine: str) -> Pair:
    """Run a line in both clients, and again if they differ, as that may be chance."""
    pair = _once(line, world, engine)
    return _once(line, world, engine) if pair.differing and not explained(pair) else pair


def _once(line: Line, world: World, engine: str) -> Pair:
    return Pair(line, engine, _run(line, world, ("docker",)), _run(line, world, None))


def _run(line: Line, world: World, program: tuple[str, ...] | None) -> Seen:
    group = line.group
    world.reset(line.needs, anew=group.spends)
    client = Docker15(world.home, world.engine.url, {"DOCKER_BUILDKIT": "0", "TZ": "UTC"})
    statuses, out, error = [], "", ""
    for words, stdin, reader in _commands(line.text, world):
        content = (world.files / stdin).read_bytes() if stdin else b""
        try:
            result = _result(client, program, words, content, world.files, group.env)
        except TimeoutExpired:
            statuses.append(_TOO_LONG)
            continue
        statuses.append(result.exit_status)
        stdout = jq.read(reader, result.stdout) if reader else result.stdout
        out += stdout.decode(errors="replace")
        error += result.stderr.decode(errors="replace")
    effect = ""
    if group.changes:
        effect = world.effect(line.needs)
        world.tidy()
    if line.command == "diff" or line.text.endswith(" env"):
        out = normal.in_order(out)
    return Seen(
        tuple(statuses),
        normal.output(out, keeps_ids=not group.changes),
        normal.errors(error),
        normal.output(effect, keeps_ids=False),
    )


def _result(
    client: Docker15,
    program: tuple[str, ...] | None,
    words: list[str],
    stdin: bytes,
    cwd: Path,
    env: dict[str, str],
) -> Result:
    """The result of `program`, or of docker15, in the same environment."""
    if program is None:
        return client(*words, timeout=_LIMIT, stdin=stdin, cwd=cwd, env=env)
    with client.start(*words, program=program, stdin=stdin, cwd=cwd, env=env) as process:
        return process.result(_LIMIT)


def _commands(text: str, world: World) -> Iterator[tuple[list[str], str, list[str]]]:
    """Each command's words, the file for its stdin, and the words of what reads its stdout."""
    command: list[str] = []
    for word in [*shlex.split(text), ";"]:
        if word != ";":
            command.append(_filled(word, world))
            continue
        stdin, reader = "", list[str]()
        if jq.PIPE in command:
            at = command.index(jq.PIPE)
            command, reader = command[:at], command[at + 1 :]
        if "<" in command:
            stdin = command[-1]
            command = command[:-2]
        yield command, stdin, reader
        command = []


def _filled(word: str, world: World) -> str:
    """A word of a line, with the world's values filled in."""

    def value(match: re.Match[str]) -> str:
        length = int(match[2]) if match[2] else None
        return world.value(match[1])[:length]

    return re.sub(r"%([A-Za-z][\w./-]*(?::v\d)?)(?::(\d+))?%", value, word)
