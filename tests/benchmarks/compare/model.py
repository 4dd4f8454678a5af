"""What is compared: a line, its result in each client, and the difference."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

STATUS, STDOUT, STDERR, EFFECT = "status", "stdout", "stderr", "effect"


@dataclass(frozen=True)
class Group:
    """Lines that are run from the same state.

    A line has words as in a shell, `;` between several commands, `< FILE` at the end of one for its
    stdin, and `| jq …` for what reads its stdout.
    `%NAME%` is a value of the world, the id of a container or image, and `%NAME:12%` its beginning.
    """

    name: str
    lines: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """The containers that exist."""
    changes: bool = False
    """Whether what is left is compared, and then removed."""
    spends: bool = False
    """Whether the containers themselves are changed, so that each client needs new ones."""
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One command line, or several in succession."""

    text: str
    group: Group

    @property
    def needs(self) -> tuple[str, ...]:
        """The containers that must exist: if they are created for each line, only those in it."""
        all_ = self.group.needs
        if not self.group.spends:
            return all_
        return tuple(name for name in all_ if re.search(rf"\b{name}\b", self.text))

    @property
    def command(self) -> str:
        """The first word that is not an option."""
        words = shlex.split(self.text)
        return next((word for word in words if word.isalpha()), words[0] if words else "")


@dataclass(frozen=True)
class Seen:
    """The result of a line; the outputs of several commands are concatenated."""

    statuses: tuple[int, ...]
    stdout: str
    stderr: str
    effect: str = ""


@dataclass(frozen=True)
class Pair:
    """The results of a line on an engine, in both clients."""

    line: Line
    engine: str
    docker: Seen
    ours: Seen

    @property
    def differing(self) -> set[str]:
        """The aspects that differ."""
        found = {
            STATUS: self.docker.statuses != self.ours.statuses,
            STDOUT: self.docker.stdout != self.ours.stdout,
            STDERR: bool(self.docker.stderr) != bool(self.ours.stderr),
            EFFECT: self.docker.effect != self.ours.effect,
        }
        return {aspect for aspect, differs in found.items() if differs}

    @property
    def is_on_podman(self) -> bool:
        """Whether the engine is a Podman of any version."""
        return self.engine.startswith("podman")

    @property
    def text(self) -> str:
        return self.line.text
