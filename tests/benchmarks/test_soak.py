"""The soak's model: what it considers a lie, and what it doesn't."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import Any

import pytest

from tests.benchmarks.soak.fleet import Left
from tests.benchmarks.soak.model import Verdict
from tests.benchmarks.soak.plan import KINDS, Plan, draw
from tests.benchmarks.soak.play import Seen
from tests.relay import Cut, Stall

RM = next(kind for kind in KINDS if kind.name == "run -rm")
PLAN = Plan(
    seed=1,
    engine="dockerd",
    kind=RM,
    parts=((2, 1), (1, 1)),
    pause=0.1,
    code=3,
    typed=0,
    is_held=False,
    fault=Cut(20),
    request="attach",
    times=None,
    transport="unix",
)
OUT = b"11000000\n11000001\n11000002\n"
ERROR = b"11400000\n11400001\n"
TERM = [(signal.SIGTERM, True)]
EARLY = [(signal.SIGTERM, False)]
LEFT = [Left("0123456789abcdef", "Exited (3) 1 second ago")]


def lies(plan: Plan = PLAN, **seen: Any) -> list[str]:
    """The kinds of lies in a session that otherwise went well."""
    defaults: dict[str, Any] = {"status": 3, "stdout": OUT, "stderr": ERROR}
    return [kind for kind, _ in Verdict(plan, Seen([], **defaults | seen)).lies]


def test_all_that_was_expected_is_no_lie() -> None:
    assert lies() == []
    assert lies(struck=True) == []


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("hang", {"status": None}),
        ("status", {"status": 0}),
        ("silently short", {"stdout": OUT[:-1]}),
        ("silently short", {"stdout": OUT[:9], "struck": True}),
        ("silently short", {"stdout": OUT[:9], "status": 1, "struck": True}),
        ("said, but status 0", {"stdout": b"", "stderr": b"Error: x\n", "status": 0}),
        ("failed for nothing", {"stdout": b"", "stderr": b"Error: x\n", "status": 1}),
        ("bytes", {"stdout": OUT + OUT[-9:]}),
        ("bytes", {"stdout": OUT[9:]}),
        ("bytes", {"stderr": ERROR[9:] + ERROR[:9]}),
        ("bytes", {"stderr": ERROR[:9] + b"Error: x\n" + ERROR[:9], "status": 1, "struck": True}),
        ("internal error", {"stderr": ERROR + b"Error: internal error: x\n"}),
        ("traceback", {"stderr": ERROR + b"Traceback (most recent call last):\n"}),
        ("terminal", {"is_restored": False}),
        ("left", {"left": LEFT}),
        ("not forwarded", {"stdout": OUT[:9], "status": 143, "sent": TERM}),
        ("silently short", {"stdout": OUT[:9] + b"end15\n", "status": 75}),
        ("silently short", {"stdout": OUT[:9] + b"end15\n", "status": 75, "sent": TERM}),
    ],
)
def test_lies(kind: str, seen: dict[str, Any]) -> None:
    assert lies(**seen) == [kind]


@pytest.mark.parametrize(
    "seen",
    [
        {"stdout": OUT[:13], "stderr": b"Error: x\n", "status": 1, "struck": True},
        {"stderr": ERROR[:13] + b"Error: x\n", "status": 3, "struck": True},
        {"stdout": OUT[:18] + b"end15\n", "stderr": b"end15\n", "status": 75, "sent": TERM},
        {"stdout": b"", "stderr": b"", "status": 143, "sent": EARLY},
        {"stdout": b"", "stderr": b"e123456789ab may still start\n", "status": 143, "sent": EARLY},
        {"stdout": b"", "stderr": ERROR[:4] + b"1234567890ab x\n", "status": 1, "struck": True},
        {
            "stdout": b"",
            "stderr": b"Error: x; a container may have been created: y\n",
            "status": 125,
            "struck": True,
            "left": LEFT,
        },
        {"left": LEFT, "stderr": ERROR + b"Error: 0123456789ab could not be removed: busy\n"},
    ],
)
def test_no_lies(seen: dict[str, Any]) -> None:
    assert lies(**seen) == []


def test_a_stall_is_no_excuse() -> None:
    plan = replace(PLAN, fault=Stall(5, 20))
    assert lies(plan, stdout=OUT[:9], stderr=b"Error: x\n", status=1, struck=True) == [
        "failed for nothing"
    ]


@pytest.mark.parametrize(
    ("sent", "expected"), [([], ["left running"]), (TERM, ["left running"]), (TERM * 2, [])]
)
def test_a_container_that_keeps_running(sent: Any, expected: list[str]) -> None:
    plan = replace(PLAN, kind=next(kind for kind in KINDS if kind.name == "run"))
    left = [Left("0123456789abcdef", "Up 1 second")]
    said = {"struck": True, "status": 143, "stderr": ERROR + b"Error: x\n", "sent": sent}
    assert lies(plan, left=left, **said) == expected


def test_a_seed_draws_the_same_session_every_time() -> None:
    assert [draw(seed, "podman") for seed in range(20)] == [
        draw(seed, "podman") for seed in range(20)
    ]
    assert {draw(seed, "native").kind.setup for seed in range(200)} == {
        kind.setup for kind in KINDS
    } - {"host"}
