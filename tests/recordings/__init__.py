"""Recordings of a real daemon's exchanges and of the first client's runs, and their reader.

The files are text. A line that begins with `> ` (`< `) has bytes that the client (the daemon) sent,
with `\\r \\n \\t \\xNN \\\\` for the byte itself; the line's own end is not part of them. `[t=...]`
lines show the time, with a remark; `=== ` begins an exchange, `### ` a run of the client.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WIRE = Path(__file__).parent
CLIENT, DAEMON = ">", "<"
_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|.)")
_PLAIN = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"\\": b"\\"}
_CUT = re.compile(r"\s+\[\.\.\. \d+ bytes in all, \d+ more not shown\]")
_CONNECTION = re.compile(r"\[conn (\d+) t=[0-9.]+\]")
_TIME = re.compile(r"\[t=([0-9.]+)\]\s?(.*)")
_STATUS = re.compile(r"--- exit status (\d+)")


@dataclass
class Step:
    """What one side sent before the other did, or a remark."""

    sender: str = ""
    data: bytes = b""
    truncated: bool = False
    remark: str = ""


@dataclass
class Exchange:
    """One request and its answer, or a longer conversation on one connection."""

    title: str
    number: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def request(self) -> bytes:
        """All bytes from the client before the daemon's first one."""
        data = b""
        for step in self.steps:
            if step.sender == DAEMON:
                break
            data += step.data
        return data

    @property
    def answer(self) -> bytes:
        return b"".join(step.data for step in self.steps if step.sender == DAEMON)

    @property
    def truncated(self) -> bool:
        """Whether the recording leaves out part of it."""
        return any(step.truncated for step in self.steps)

    @property
    def remarks(self) -> list[str]:
        return [step.remark for step in self.steps if step.remark]

    @property
    def closed(self) -> bool:
        """Whether the daemon ended the connection."""
        return any("server closed the connection" in remark for remark in self.remarks)

    def add(self, sender: str, line: str) -> None:
        if not self.steps or self.steps[-1].sender != sender:
            self.steps.append(Step(sender))
        step = self.steps[-1]
        if _CUT.fullmatch(line):
            step.truncated = True
        else:
            step.data += unescape(line.removeprefix(" "))

    def note(self, remark: str) -> None:
        if remark:
            self.steps.append(Step(remark=remark))


@dataclass
class Run:
    """One run of the original client. `exit_status` is None if the recorder had to kill it."""

    command: str
    exit_status: int | None = None
    stdin: bytes = b""
    stdout: bytes = b""
    stderr: bytes = b""
    terminal: bytes = b""
    truncated: bool = False
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def argv(self) -> list[str]:
        words = self.command.partition("   # ")[0]
        try:
            return shlex.split(words)
        except ValueError:
            return words.split()

    @property
    def comment(self) -> str:
        return self.command.partition("   # ")[2]


def unescape(text: str) -> bytes:
    return _ESCAPE.sub(_byte, text.encode())


def _byte(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code[1:], 16)]) if len(code) == 3 else _PLAIN.get(code, found[0])


def exchanges(name: str, version: str = "0.6.3") -> list[Exchange]:
    """The exchanges of a raw endpoint recording, such as `containers_json`."""
    return list(_parse_exchanges(_lines(name, version)))


def _lines(name: str, version: str) -> list[str]:
    text = (WIRE / version / f"{name}.txt").read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n")


def _parse_exchanges(lines: list[str]) -> Iterator[Exchange]:
    current: Exchange | None = None
    for line in lines:
        if line.startswith("=== "):
            if current is not None:
                yield current
            number, _, title = line[4:].partition(". ")
            numbered = number.isdigit()
            current = Exchange(title if numbered else line[4:], int(number) if numbered else 0)
        elif current is not None:
            _read_exchange_line(current, line)
    if current is not None:
        yield current


def _read_exchange_line(exchange: Exchange, line: str) -> None:
    timed = _TIME.fullmatch(line)
    if timed:
        exchange.note(timed[2])
    elif line[:1] in (CLIENT, DAEMON):
        exchange.add(line[0], line[1:])


def runs(name: str, version: str = "0.6.3") -> list[Run]:
    """The runs of a client recording, such as `client_ps`."""
    found: list[Run] = []
    section = ""
    connections: dict[str, Exchange] = {}
    at: Exchange | None = None
    for line in _lines(name, version):
        connection = _CONNECTION.match(line)
        if line.startswith("### "):
            found.append(Run(line[4:].removeprefix("docker ")))
            section, connections, at = "", {}, None
        elif line.startswith("--- "):
            section = line[4:].split(" ")[0]
            _read_heading(found[-1], line)
        elif section == "wire" and connection:
            if connection[1] not in connections:
                connections[connection[1]] = Exchange(connection[1], int(connection[1]))
                found[-1].exchanges.append(connections[connection[1]])
            at = connections[connection[1]]
        elif section == "wire" and at is not None:
            _read_wire_line(at, line)
        elif found and line.startswith("  "):
            _read_output(found[-1], section, line[2:])
    return found


def _read_heading(run: Run, line: str) -> None:
    status = _STATUS.match(line)
    if status:
        run.exit_status = int(status[1])


def _read_wire_line(exchange: Exchange, line: str) -> None:
    if line[:1] in (CLIENT, DAEMON):
        exchange.add(line[0], line[1:])
    elif line.startswith("("):
        exchange.note(line)


def _read_output(run: Run, section: str, line: str) -> None:
    if _CUT.fullmatch(f" {line}"):
        run.truncated = True
    elif section in ("stdin", "stdout", "stderr"):
        setattr(run, section, getattr(run, section) + unescape(line))
    elif section == "terminal" and line.startswith("< "):
        run.terminal += unescape(line[2:])
