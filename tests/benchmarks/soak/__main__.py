"""python -m tests.benchmarks.soak: see the package."""

from __future__ import annotations

import argparse
import itertools
import random
import re
import shlex
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks.soak import fleet
from tests.benchmarks.soak.model import Verdict
from tests.benchmarks.soak.plan import Plan, draw
from tests.benchmarks.soak.play import play

_PROGRESS = 100  # sessions
_SHOWN = 1500  # bytes of stderr


class Soak:
    """Plays sessions, and counts their outcomes."""

    def __init__(self, members: dict[str, fleet.Member], folder: Path, verbose: bool) -> None:
        self.members = members
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        self.lies: Counter[str] = Counter()
        self._folder = folder
        self._verbose = verbose
        self._lock = threading.Lock()
        self._begun = time.monotonic()

    def play(self, plan: Plan) -> None:
        engine = plan.engine
        fault = type(plan.fault).__name__.lower() if plan.fault else "none"
        try:
            with tempfile.TemporaryDirectory(dir=self._folder) as home:
                verdict = Verdict(plan, play(plan, self.members[engine], Path(home)))
        except Exception:
            with self._lock:  # the soak's own, or the engine's: it isn't counted as docker15's
                self.outcomes[engine, fault, "not played"] += 1
                print(f"\nnot played: --replay {plan.seed}: {plan.describe()}", flush=True)
                traceback.print_exc(file=sys.stdout)
            return
        with self._lock:
            self.outcomes[engine, fault, verdict.outcome] += 1
            self.lies.update(kind for kind, _ in verdict.lies)
            if verdict.lies or self._verbose:
                _show(plan, verdict)
            done = sum(self.outcomes.values())
            if done % _PROGRESS == 0:
                print(f"\n{done} sessions, {self.count('lie')} with a lie", flush=True)

    def look_for_late_ones(self) -> None:
        """Look for containers of sessions that were created after the session's end."""
        for name, member in self.members.items():
            for left in member.containers():
                self.lies["appeared later"] += 1
                print(f"\nlie: a container of {name} appeared later: {left}")

    def show_totals(self) -> None:
        seconds = time.monotonic() - self._begun
        print(f"\n{'engine':9} {'fault':6} {'outcome':11} sessions")
        for (engine, fault, outcome), count in sorted(self.outcomes.items()):
            print(f"{engine:9} {fault:6} {outcome:11} {count}")
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.lies.most_common())
        print(
            f"{sum(self.outcomes.values())} sessions in {seconds:.0f} s, "
            f"{self.count('lie')} with a lie{f': {kinds}' if kinds else ''}"
        )

    def count(self, outcome: str) -> int:
        return sum(count for key, count in self.outcomes.items() if key[2] == outcome)


def _show(plan: Plan, verdict: Verdict) -> None:
    seen = verdict.seen
    sent = " ".join(f"{number.name}{'+' if output else ''}" for number, output in seen.sent)
    print(f"\n{verdict.outcome}: --engine {plan.engine} --replay {plan.seed}")
    for kind, text in verdict.lies:
        print(f"  {kind}: {text}")
    print(f"  docker15 {shlex.join(seen.argv)}")
    print(f"  {plan.describe()}")
    print(
        f"  status {seen.status}, stdout {verdict.out_state}, stderr {verdict.error_state}; "
        f"the fault {'struck' if seen.struck else 'did not strike'}; sent: {sent or 'no signal'}"
    )
    lines = (
        re.sub(r"([0-9a-f]{12})[0-9a-f]{52}|&detachKeys=\S*| HTTP/.*", r"\1", line)
        for line in seen.requests
    )
    print("  requests:", *lines, sep="\n    ")
    if verdict.own:
        print(f"  said: {verdict.own[:_SHOWN].decode(errors='replace')}")
    sys.stdout.flush()


def _drawn(options: argparse.Namespace, names: list[str]) -> Iterator[Plan]:
    """Draw the sessions, for each engine in turn."""
    if options.replay is not None:
        yield from (draw(options.replay, name) for name in names)
        return
    dice = random.Random(options.seed)
    turns = itertools.cycle(names)
    plans = (draw(dice.randrange(1 << 32), name) for name in turns)
    wanted = (plan for plan in plans if re.search(options.only, plan.describe()))
    yield from itertools.islice(wanted, options.sessions)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--engine", default="podman,dockerd,native", help=f"of {fleet.NAMES}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=4, help="sessions at a time")
    parser.add_argument("--only", default="", help="those whose description this expression finds")
    parser.add_argument("--replay", type=int, metavar="SEED", help="this one session only")
    parser.add_argument("--verbose", action="store_true", help="show those without a lie too")
    options = parser.parse_args()
    names = options.engine.split(",")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the engines
    sessions = list(_drawn(options, names))
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as name:
        folder = Path(name)
        with fleet.started(names, folder) as members:
            soak = Soak(members, folder, options.verbose or options.replay is not None)
            pool = ThreadPoolExecutor(options.jobs)
            try:
                for plan in sessions:
                    pool.submit(soak.play, plan)
                pool.shutdown()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
            soak.look_for_late_ones()
    soak.show_totals()
    return 1 if soak.lies else 0


if __name__ == "__main__":
    sys.exit(main())
