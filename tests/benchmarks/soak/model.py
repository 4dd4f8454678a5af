"""What the outcome of a session may be, and what is a lie.

The rule: all bytes and the right status; or a line on stderr and a status other than 0, after the
beginning of each stream. A script that sees 0, or the command's own status and nothing on stderr,
takes what it has got for the whole output, so these must never be wrong.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

from tests.benchmarks.soak.plan import STREAMS, Plan
from tests.benchmarks.soak.play import Seen
from tests.relay import Cut, Reset

_OURS = re.compile(rb"(\d{8}|end\d+)\r?\n")
_OWN = re.compile(rb"[0-9a-f]{12} ")  # docker15's message begins with the container's name
_PART_OF_WORD = re.compile(rb"e(n(d\d*)?)?")
_LAST_WORD = re.compile(rb"end(\d+)\r?\n$")


class Verdict:
    """What one session shows: docker15's `lies`, each `(kind, text)`, or the outcome."""

    def __init__(self, plan: Plan, seen: Seen) -> None:
        self.plan = plan
        self.seen = seen
        out_parts, error_parts = plan.expected()
        self.error, self.own = _taken_apart(seen.stderr, b"".join(error_parts))
        stdout = _as_on_a_raw_one(seen.stdout) if plan.kind.terminal else seen.stdout
        self.out_state = _state(stdout, out_parts)
        if self.out_state != "all" and plan.kind.stdin and _is_of_cut_input(stdout, *out_parts):
            self.out_state = "all of what it read"
        self.error_state = _state(self.error, error_parts)
        self.is_whole = self.out_state == self.error_state == "all"
        # A broken connection is an excuse; one that is only slow, or stalls, is not.
        self.is_broken = seen.struck and isinstance(plan.fault, Cut | Reset)
        self.lies = list(self._lies())
        self.outcome = "lie" if self.lies else self._outcome()

    def _outcome(self) -> str:
        if self.is_whole and self.seen.status == self.plan.status:
            return "all"
        if self._can_not_be_told():
            return "untold"
        return "signalled" if self.seen.sent else "said"

    def _lies(self) -> Iterator[tuple[str, str]]:
        seen = self.seen
        if seen.status is None:
            yield "hang", "it did not end"
            return
        yield from self._what_it_must_never_do()
        yield from self._about_output()
        if not self.plan.kind.setup:
            yield from self._about_what_is_left()

    def _what_it_must_never_do(self) -> Iterator[tuple[str, str]]:
        said = self.own + self.seen.stdout[-4000:]
        if b"Traceback" in said and not self._is_pythons_own():
            yield "traceback", "a traceback"
        if b"internal error" in said:
            yield "internal error", "an internal error"
        if not self.seen.is_restored:
            yield "terminal", "the terminal is not as it was"

    def _is_pythons_own(self) -> bool:
        """Whether it is a Ctrl-C while Python starts, before any code of ours: unavoidable."""
        return (
            bool(self.seen.sent)
            and not self.seen.requests
            and b"KeyboardInterrupt" in self.own
            and b"docker15_cli" not in self.own
        )

    def _about_output(self) -> Iterator[tuple[str, str]]:
        for name, state in (("stdout", self.out_state), ("stderr", self.error_state)):
            if state.startswith("wrong"):  # if it fails, it may show a beginning
                yield "bytes", f"{name}: {state}"
        if self.out_state.startswith("wrong") or self.error_state.startswith("wrong"):
            return
        if self._is_honest():
            yield from self._about_forwarding()
            return
        what = f"status {self.seen.status}, stdout {self.out_state}, stderr {self.error_state}"
        if self.is_whole:
            yield "status", what
        elif self.own:
            yield ("said, but status 0" if self.seen.status == 0 else "failed for nothing"), what
        else:
            yield "silently short", what

    def _is_honest(self) -> bool:
        status, plan = self.seen.status, self.plan
        if status == plan.status and (self.is_whole or self._lost_its_input()):
            return True
        if self._can_not_be_told():
            return True
        if self.is_broken and status != 0 and self.own:
            return True
        return bool(self.seen.sent) and (self._is_a_signals() or self._is_pythons_own())

    def _can_not_be_told(self) -> bool:
        """An exec has no log: a cut between two frames, or on a terminal, looks like its end."""
        return (
            isinstance(self.plan.fault, Cut)
            and self.is_broken
            and self.plan.kind.setup == "host"
            and self.seen.status == self.plan.status
            and not self.own
        )

    def _lost_its_input(self) -> bool:
        """Whether input may have been lost: a cut looks like its end to the process and to us.

        Nobody can tell the difference. What the process wrote of it must be there, but only its log
        shows how much that was; what it wrote after that are the script's lines, which are checked.
        """
        plan = self.plan
        return (
            self.is_broken
            and plan.kind.stdin
            and (plan.request in STREAMS or plan.request == "any")
            and (self.out_state, self.error_state) == ("all of what it read", "all")
        )

    def _is_a_signals(self) -> bool:
        """Whether it is a signal's status, or that of the container it ended, after its last word.

        A container that is hit before its script begins has a signal's status, too.
        """
        status = self.seen.status
        assert status is not None
        if status in self._signals_statuses():
            return True
        states = [self.out_state, self.error_state] if self.plan.has_stderr else [self.out_state]
        return all(state == f"end{status - 60}" for state in states)

    def _signals_statuses(self) -> set[int]:
        numbers = [number for number, _ in self.seen.sent]
        if self.plan.engine == "native" and self.plan.kind.forwards:  # there, it is stopped
            numbers += [signal.SIGTERM, signal.SIGKILL]
        return {128 + number for number in numbers}

    def _about_forwarding(self) -> Iterator[tuple[str, str]]:
        """README: without a Tty, the first signal goes to the container.

        A container that has written something has set its traps, and would write its last word,
        unless it has already ended and only its output is late: then the signal is for docker15.
        """
        seen, plan = self.seen, self.plan
        if not (plan.kind.forwards and len(seen.sent) == 1 and seen.sent[0][1]):
            return
        if seen.struck or self.is_whole or "end" in self.out_state + self.error_state:
            return
        if seen.status == 128 + seen.sent[0][0]:
            yield "not forwarded", f"status {seen.status} without the container's last word"

    def _about_what_is_left(self) -> Iterator[tuple[str, str]]:
        seen, plan = self.seen, self.plan
        for left in seen.left:
            if left.identifier[:12].encode() in self.own:
                continue
            name = f"{left.identifier[:12]} ({left.status})"
            if plan.kind.rm:
                # If the answer to the create was lost, nobody knows the id: the message says so.
                unknown = self.is_broken and b"container may have been created" in self.own
                if not unknown:
                    yield "left", name
            elif left.is_running and self._should_know():
                yield "left running", name

    def _should_know(self) -> bool:
        """Whether it is a lie that a container runs on without being named.

        After a second signal it does, and so does one with a Tty, as the README says. Otherwise
        docker15 outlives it, or can't, and then names it.
        """
        if not self.seen.sent:
            return True
        return self.plan.kind.forwards and len(self.seen.sent) == 1


def _taken_apart(stderr: bytes, expected: bytes) -> tuple[bytes, bytes]:
    """Separate the container's output, which is whole lines of numbers, from docker15's own.

    Its last line may have been cut, so that ours continues it.
    """
    theirs, own = bytearray(), bytearray()
    for line in stderr.splitlines(keepends=True):
        size = len(line)
        if not _OURS.fullmatch(line) and not _PART_OF_WORD.fullmatch(line):
            size = 0 if _OWN.match(line) else len(_common(line, expected[len(theirs) :]))
        theirs += line[:size]
        own += line[size:]
    return bytes(theirs), bytes(own)


def _as_on_a_raw_one(shown: bytes) -> bytes:
    """Undo what a cooked terminal does: output from a log may come when it isn't raw any more."""
    return shown.replace(b"\r\r\n", b"\r\n")


def _common(one: bytes, other: bytes) -> bytes:
    """The common beginning of both."""
    size = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other)) if size is None else size]


def _is_of_cut_input(shown: bytes, stdin: bytes, *after: bytes) -> bool:
    """Whether it is a beginning of stdin, followed by all that is written afterwards."""
    rest = b"".join(after)
    return shown.endswith(rest) and stdin.startswith(shown[: len(shown) - len(rest)])


def _state(data: bytes, parts: list[bytes]) -> str:
    """ "all", "end15" if a last word replaces the rest, "a beginning", or what is "wrong"."""
    expected = b"".join(parts)
    if data == expected:
        return "all"
    if expected.startswith(data):
        return f"a beginning ({len(data)} of {len(expected)} bytes)"
    word = _LAST_WORD.search(data)
    if word and expected.startswith(data[: word.start()]):
        return f"end{word[1].decode()}"
    at = len(_common(data, expected))
    return (
        f"wrong at byte {at} of {len(data)}, expected {len(expected)}: "
        f"{data[max(0, at - 20) : at + 40]!r} instead of {expected[max(0, at - 20) : at + 40]!r}"
    )
