"""The plan of a session: a command, a fault and signals, all drawn from one number."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.relay import Cut, Fault, Hold, Late, Reset, Stall

_CONTAINER = r"/containers/[^/ ?]+"
REQUESTS = {
    "create": r"^POST \S*/containers/create",
    "start": rf"^POST \S*{_CONTAINER}/start",
    "attach": rf"^POST \S*{_CONTAINER}/attach",
    "wait": rf"^POST \S*{_CONTAINER}/wait",
    "inspect": rf"^GET \S*{_CONTAINER}/json",
    "logs": rf"^(GET \S*{_CONTAINER}/logs|POST \S*{_CONTAINER}/attach)",
    "kill": rf"^POST \S*{_CONTAINER}/(kill|stop)",
    "delete": rf"^DELETE \S*{_CONTAINER}",
    "exec": rf"^POST \S*{_CONTAINER}/exec",
    "exec start": r"^POST \S*/exec/[^/]+/start",
    "exec inspect": r"^GET \S*/exec/[^/]+/json",
    "any": "",
}
_SESSION = ("start", "attach", "wait", "inspect", "logs", "kill")
_RUN = ("create", *_SESSION)
_RM = (*_RUN, "delete", "kill", "delete")
_EXEC = ("exec", "exec start", "exec start", "exec inspect")
STREAMS = ("attach", "logs", "exec start")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@dataclass(frozen=True)
class Kind:
    """A way to use docker15. `ARGS` comes before a container's command line, or its name."""

    name: str
    args: tuple[str, ...]
    requests: tuple[str, ...]  # the requests that a fault may apply to
    setup: str = ""  # what must exist: a container "created", "waiting", "running", or a "host"
    rm: bool = False
    stdin: bool = False
    tty: bool = False
    terminal: bool = False  # whether it is on a terminal
    forwards: bool = True  # whether the first signal goes to the container
    weight: int = 2


KINDS = (
    Kind("run", ("run",), _RUN, weight=4),
    Kind("run -rm", ("run", "-rm"), _RM, rm=True, weight=6),
    Kind("run -i", ("run", "-i"), _RUN, stdin=True, weight=3),
    Kind("run -rm -i", ("run", "-rm", "-i"), _RM, rm=True, stdin=True, weight=3),
    Kind("run -t", ("run", "-t"), _RUN, tty=True, forwards=False),
    Kind("run -i -t", ("run", "-i", "-t"), _RUN, tty=True, terminal=True, forwards=False),
    Kind(
        "run -rm -i -t",
        ("run", "-rm", "-i", "-t"),
        _RM,
        rm=True,
        tty=True,
        terminal=True,
        forwards=False,
    ),
    Kind("start -a", ("start", "-a"), _SESSION, "created", weight=3),
    Kind("start -a -i", ("start", "-a", "-i"), _SESSION, "created", stdin=True),
    Kind("attach", ("attach",), _SESSION, "waiting", weight=3),
    Kind("exec", ("exec",), _EXEC, "host", forwards=False),
    Kind("exec -i", ("exec", "-i"), _EXEC, "host", stdin=True, forwards=False),
    Kind(
        "exec -i -t", ("exec", "-i", "-t"), _EXEC, "host", tty=True, terminal=True, forwards=False
    ),
    Kind("logs", ("logs",), ("inspect", "logs", "logs"), "ended", forwards=False),
    Kind("logs -f", ("logs", "-f"), ("inspect", "logs", "logs"), "running", forwards=False),
    Kind("wait", ("wait",), ("wait", "wait", "inspect"), "running", forwards=False, weight=1),
)
NO_EXEC = ("native",)


@dataclass(frozen=True)
class Signal:
    """A signal sent `delay` seconds after the first request of that kind has come.

    Alternatively after docker15's start (""), the first "output", or once the fault has "struck".
    """

    number: signal.Signals
    after: str
    delay: float


@dataclass(frozen=True)
class Plan:
    """One session. `parts` are numbers of lines on stdout and stderr, with pauses in between."""

    seed: int
    engine: str
    kind: Kind
    parts: tuple[tuple[int, int], ...]
    pause: float
    code: int
    typed: int  # lines on stdin
    # Whether stdin stays open after them, if the script doesn't read its end. Docker engines end
    # an attach at the end of its stdin (README).
    is_held: bool
    fault: Fault | None
    request: str
    times: int | None
    transport: str
    signals: tuple[Signal, ...] = field(default=())

    @property
    def tag(self) -> str:
        """The text by which its container is found."""
        return f"soak{self.seed}x"

    @property
    def has_stderr(self) -> bool:
        """Whether stderr is a separate stream."""
        return has_stderr(self.kind, self.engine)

    @property
    def stdin(self) -> bytes:
        if self.kind.setup == "waiting":
            return b"go\n"
        return _lines(self._base + 700_000, self.typed, b"\n")

    @property
    def script(self) -> str:
        """What the container runs. On a signal it exits with a last word and a certain status."""
        words = [f": {self.tag}"]
        word = "echo end{} >&2; " if self.has_stderr else ""
        words += [
            f"trap 'echo end{n}; {word.format(n)}exit {60 + n}' {n}" for n in map(int, SIGNALS)
        ]
        if self.kind.setup == "waiting":
            words.append("read go")
        if self.kind.stdin:
            words.append("cat")
        for number, (first, last, error_first, error_last) in enumerate(self._ranges()):
            if number:
                words.append(f"sleep {self.pause} > /dev/null 2>&1 & wait $!")
            if last >= first:
                words.append(f"seq {first} {last}")
            if error_last >= error_first:
                words.append(f"seq {error_first} {error_last} >&2")
        return "; ".join([*words, f"exit {self.code}"])

    def expected(self) -> tuple[list[bytes], list[bytes]]:
        """The output on stdout and stderr, in the parts after which a signal may end it."""
        end = b"\r\n" if self.kind.tty else b"\n"
        out = [self.stdin] if self.kind.stdin else []
        error = []
        for first, last, error_first, error_last in self._ranges():
            out.append(_lines(first, last - first + 1, end))
            error.append(_lines(error_first, error_last - error_first + 1, end))
        if self.kind.name == "wait":
            return [b"%d\n" % self.code], [b""]
        return out, error

    @property
    def status(self) -> int:
        """docker15's status if nothing goes wrong."""
        return 0 if self.kind.name in ("logs", "logs -f", "wait") else self.code

    @property
    def _base(self) -> int:
        return 10_000_000 + self.seed % 80 * 1_000_000

    def _ranges(self) -> list[tuple[int, int, int, int]]:
        out, error = self._base, self._base + 400_000
        ranges = []
        for lines, error_lines in self.parts:
            ranges.append((out, out + lines - 1, error, error + error_lines - 1))
            out, error = out + lines, error + error_lines
        return ranges

    def describe(self) -> str:
        """The plan in one line, for people."""
        lines = "+".join(f"{out}/{error}" for out, error in self.parts)
        fault = f"{self.fault} on {self.request} times={self.times}" if self.fault else "no fault"
        held = " and held" if self.is_held else ""
        signals = ", ".join(
            f"{s.number.name} {s.delay:.2f}s after {s.after or 'the start'}" for s in self.signals
        )
        return (
            f"{self.engine} ({self.transport}): {self.kind.name}, lines {lines}, pause "
            f"{self.pause}, code {self.code}, typed {self.typed}{held}; {fault}; "
            f"{signals or 'no signal'}"
        )


def has_stderr(kind: Kind, engine: str) -> bool:
    """Whether stderr is separate: 1.5 has one stream for both, and so has a Tty."""
    return not kind.tty and engine != "native"


def draw(seed: int, engine: str) -> Plan:
    """Draw the session of that number on that engine."""
    dice = random.Random(seed)
    kinds = [kind for kind in KINDS if not (kind.setup == "host" and engine in NO_EXEC)]
    kind = dice.choices(kinds, [kind.weight for kind in kinds])[0]
    with_stderr = has_stderr(kind, engine)
    parts = tuple(
        (_count(dice), _count(dice) if with_stderr else 0) for _ in range(dice.choice((1, 2)))
    )
    typed = _count(dice) if kind.stdin else 0
    size = 9 * (sum(out + error for out, error in parts) + typed)
    request = dice.choice((*kind.requests, *kind.requests, "any"))
    fault = dice.choice(_FAULTS)(dice, size if request in STREAMS else 300)
    times = dice.choice((1, 1, 2, None))
    if engine == "native" and isinstance(fault, Cut):
        # Its streams have no framing: nobody can tell a log that is cut from a shorter one.
        fault, times = (Reset(fault.after), times) if kind.name.startswith("logs") else (fault, 1)
    return Plan(
        seed,
        engine,
        kind,
        parts,
        pause=round(dice.uniform(0.1, 1.5), 2),
        code=dice.choice((0, 0, 0, 0, 1, 3, 42, 125, 137, 255)),
        typed=typed,
        is_held=kind.setup == "waiting" and (dice.random() < 0.5 or engine != "podman"),
        fault=fault,
        request=request,
        times=times,
        transport=dice.choice(("unix", "tcp")),
        signals=_signals(dice, kind),
    )


def _count(dice: random.Random) -> int:
    return dice.randint(0, dice.choice((0, 10, 1000, 5000, 17_000)))


def _seconds(dice: random.Random) -> float:
    return round(dice.choice((dice.uniform(0.1, 1), dice.uniform(2.1, 5))), 2)


def _after(dice: random.Random, size: int) -> int:
    some = dice.randint(0, size + 300)
    return dice.choice((0, dice.randint(0, 400), some, some))


_FAULTS: tuple[Callable[[random.Random, int], Fault | None], ...] = (
    lambda dice, size: None,
    lambda dice, size: Stall(_seconds(dice), _after(dice, size)),
    lambda dice, size: Cut(_after(dice, size)),
    lambda dice, size: Reset(_after(dice, size)),
    lambda dice, size: Hold(_seconds(dice)),
    lambda dice, size: Late(_seconds(dice)),
)


def _signals(dice: random.Random, kind: Kind) -> tuple[Signal, ...]:
    count = dice.choice((0, 0, 0, 0, 1, 1, 1, 2, 2))
    if not count:
        return ()
    number = dice.choice(SIGNALS)
    after = dice.choice(("", "output", "struck", *kind.requests))
    first = Signal(number, after, round(dice.uniform(0, 0.8 if after else 1.5), 3))
    if count == 1:
        return (first,)
    again = dice.choice((number, dice.choice(SIGNALS)))
    return (first, Signal(again, "first", round(dice.uniform(0, 0.6), 3)))


def _lines(first: int, count: int, end: bytes) -> bytes:
    return b"".join(b"%d%s" % (number, end) for number in range(first, first + count))
