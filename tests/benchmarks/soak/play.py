"""One session, played: what it prints, how it ends, and what it leaves."""

from __future__ import annotations

import contextlib
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.soak.fleet import Left, Member
from tests.benchmarks.soak.plan import REQUESTS, Plan
from tests.docker15 import Docker15
from tests.pty import Terminal
from tests.real_engines.servers import until
from tests.relay import FaultyRelay

LIMIT = 90.0  # seconds; the longest session should take ten
_MAY_START = 2.0  # seconds: a container that hasn't started by then will not be started any more


@dataclass
class Seen:
    """The result of a session. `status` is None if it hung and was killed."""

    argv: list[str]
    status: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    sent: list[tuple[signal.Signals, bool]] = field(default_factory=list)
    """The signals, and whether output had come before each."""
    requests: list[str] = field(default_factory=list)
    struck: bool = False
    is_restored: bool = True
    identifier: str = ""
    left: list[Left] = field(default_factory=list)
    """Its containers after it ended, with the status that they had a moment later."""


def play(plan: Plan, member: Member, folder: Path) -> Seen:
    """Set up, play and clean up a session. OSError or AssertionError aren't docker15's faults."""
    try:
        name = _set_up(plan, member)
        with FaultyRelay(
            member.url,
            plan.fault,
            match=REQUESTS[plan.request],
            times=plan.times,
            kind=plan.transport,
        ) as relay:
            seen = _play(plan, Docker15(folder, relay.url), relay, name)
            seen.requests = relay.requests
            seen.struck = relay.struck.is_set()
        seen.identifier = name
        if seen.status is not None and not plan.kind.setup:
            _look(plan, member, seen)
        return seen
    finally:
        member.remove(plan.tag)


def _look(plan: Plan, member: Member, seen: Seen) -> None:
    """What is left, once containers that are about to end or to start have done so."""
    if plan.kind.rm:
        member.is_rid_of(plan.tag)
    seen.left = member.containers(plan.tag)
    if any(not left.has_started for left in seen.left):
        until(lambda: any(left.has_started for left in member.containers(plan.tag)), _MAY_START)
        seen.left = member.containers(plan.tag)


def _set_up(plan: Plan, member: Member) -> str:
    """Set up the container that the command needs, if any."""
    setup = plan.kind.setup
    if setup in ("", "host"):
        return member.host
    options = ["-i"] if plan.kind.stdin or setup == "waiting" else []
    command = ["create", *options] if setup == "created" else ["run", "-d", *options]
    name = member.quick(*command, "busybox", "sh", "-c", plan.script, timeout=LIMIT).line
    if setup == "ended":
        member.quick("wait", name, timeout=LIMIT)
    return name


def _play(plan: Plan, docker15: Docker15, relay: FaultyRelay, name: str) -> Seen:
    argv = [*plan.kind.args]
    if plan.kind.setup:
        argv += [name]
    if plan.kind.setup in ("", "host"):
        argv += [*(() if plan.kind.setup else ["busybox"]), "sh", "-c", plan.script]
    seen = Seen(argv)
    with _Terminal(docker15, argv) if plan.kind.terminal else _Pipes(docker15, argv, plan) as one:
        thread = threading.Thread(target=_send_signals, args=(plan, one, relay, seen))
        thread.start()
        try:
            one.finish(seen)
        finally:
            one.has_ended.set()
            thread.join()
    return seen


def _send_signals(plan: Plan, one: _Pipes | _Terminal, relay: FaultyRelay, seen: Seen) -> None:
    for each in plan.signals:
        if not _await(each.after, one, relay) or one.has_ended.wait(each.delay):
            return
        had_output = one.has_output()
        with contextlib.suppress(ProcessLookupError):
            one.send(each.number)
            seen.sent.append((each.number, had_output))


def _await(what: str, one: _Pipes | _Terminal, relay: FaultyRelay) -> bool:
    """Wait until it has happened; return whether that was before the session's end."""
    if what == "output":
        condition = one.has_output
    elif what == "struck":
        condition = relay.struck.is_set
    elif what in REQUESTS:
        pattern = re.compile(REQUESTS[what])

        def condition() -> bool:
            return any(pattern.search(line) for line in list(relay.requests))
    else:
        return True
    until(lambda: one.has_ended.is_set() or condition(), LIMIT)
    return condition()


class _Pipes:
    """docker15 with pipes for its streams."""

    def __init__(self, docker15: Docker15, argv: list[str], plan: Plan) -> None:
        self.has_ended = threading.Event()
        # A hung session is ended by SIGABRT, which shows where it was.
        stdin = self._typed(plan)
        self._process = docker15.start(*argv, stdin=stdin, env={"PYTHONFAULTHANDLER": "1"})

    def _typed(self, plan: Plan) -> Iterator[bytes]:
        yield plan.stdin
        if plan.is_held:
            self.has_ended.wait()

    def __enter__(self) -> _Pipes:
        return self

    def __exit__(self, *error: Any) -> None:
        self._process.__exit__(*error)

    def has_output(self) -> bool:
        return self._process.has_written

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def finish(self, seen: Seen) -> None:
        if not until(lambda: self._process.has_ended, LIMIT):
            self._process.send_signal(signal.SIGABRT)
        else:
            seen.status = -1
        self.has_ended.set()
        result = self._process.result(10)
        seen.stdout, seen.stderr = result.stdout, result.stderr
        if seen.status is not None:
            seen.status = result.exit_status


class _Terminal(Terminal):
    """docker15 on a terminal, except for stderr, to keep its messages out of the output."""

    def __init__(self, docker15: Docker15, argv: list[str]) -> None:
        self.has_ended = threading.Event()
        self._errors = docker15.home / "stderr"
        super().__init__(docker15, *argv, redirect=f"2> {self._errors}")
        self._stream: Any = _Undrawn()

    def has_output(self) -> bool:
        return bool(self.output)

    def send(self, number: signal.Signals) -> None:
        self.send_signal(number)

    def finish(self, seen: Seen) -> None:
        try:
            seen.status = self.exit_status(LIMIT)
        except AssertionError:
            self.send_signal(signal.SIGKILL)
            self.exit_status(10)
        seen.is_restored = self.attributes == self.before
        seen.stdout, seen.stderr = bytes(self.output), self._errors.read_bytes()


class _Undrawn:
    """Replaces the screen, which nobody looks at."""

    def feed(self, data: bytes) -> None:
        """Do nothing."""
