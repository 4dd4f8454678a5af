"""python -m tests.benchmarks.compare: see the package."""

from __future__ import annotations

import argparse
import pickle
import re
import shutil
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

from tests import leftovers
from tests.benchmarks.compare.lines import LINES
from tests.benchmarks.compare.model import Line, Pair, Seen
from tests.benchmarks.compare.play import play
from tests.benchmarks.compare.rules import explained
from tests.benchmarks.compare.world import started
from tests.real_engines import modern

EQUAL, BETTER, DIFFERENT, FAILED = "equal", "better", "different", "not played"
_LINES, _WIDTH = 6, 220  # bytes of a differing output
_NO_DOCKER = 3  # exit status


class Comparison:
    """Counts the lines' results, and shows the differences."""

    def __init__(self, verbose: bool) -> None:
        self.pairs: list[Pair] = []
        self._verbose = verbose
        self._counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._rules: Counter[str] = Counter()

    def add(self, pair: Pair) -> None:
        self.pairs.append(pair)
        rules = explained(pair)
        verdict = BETTER if rules else DIFFERENT
        if not pair.differing:
            verdict = EQUAL
        self._counts[pair.engine, pair.line.command][verdict] += 1
        self._rules.update(rule.name for rule in rules)
        if verdict == DIFFERENT or self._verbose:
            _show(pair, f"{verdict} {' '.join(rule.name for rule in rules)}".strip())

    def fail(self, line: Line, engine: str) -> None:
        """Note a failure of the comparison itself, or of the engine."""
        self._counts[engine, line.command][FAILED] += 1
        print(f"\nnot played on {engine}: {line.text}")
        traceback.print_exc(file=sys.stdout)

    def count(self, verdict: str) -> int:
        return sum(counts[verdict] for counts in self._counts.values())

    def show_totals(self, seconds: float) -> None:
        verdicts = (EQUAL, BETTER, DIFFERENT, FAILED)
        print(f"\n{'engine':13} {'command':12}" + "".join(f"{verdict:>11}" for verdict in verdicts))
        for (engine, command), counts in sorted(self._counts.items()):
            cells = "".join(f"{counts[verdict]:11}" for verdict in verdicts)
            print(f"{engine:13} {command:12}{cells}")
        print(f"{'':26}" + "".join(f"{self.count(verdict):11}" for verdict in verdicts))
        print("\nbetter by rule: " + ", ".join(f"{n} {rule}" for rule, n in self._rules.items()))
        print(f"in {seconds:.0f} s")


def _show(pair: Pair, verdict: str) -> None:
    print(f"\n{verdict} on {pair.engine} in {', '.join(sorted(pair.differing))}: {pair.text}")
    if pair.differing:
        _show_seen("docker", pair.docker, pair.ours)
    _show_seen("docker15", pair.ours, pair.docker)
    sys.stdout.flush()


def _show_seen(name: str, seen: Seen, other: Seen) -> None:
    print(f"  {name}: status {' '.join(map(str, seen.statuses))}")
    for title, text, others in (
        ("stdout", seen.stdout, other.stdout),
        ("stderr", seen.stderr, ""),
        ("left", _a_line_each(seen.effect), _a_line_each(other.effect)),
    ):
        for line in _own(text, others) if title != "left" or text != others else ():
            print(f"    {title}: {line[:_WIDTH]}")


def _a_line_each(effect: str) -> str:
    """What a line has left, with a line for each field, so that differing fields are shown."""
    return effect.replace(', "', ',\n"')


def _own(text: str, other: str) -> list[str]:
    """The lines that the other text lacks; all of them if the texts are the same."""
    lines = text.splitlines()
    own = list((Counter(lines) - Counter(other.splitlines())).elements())
    return (own if text != other else lines)[:_LINES]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.compare")
    engines = ", ".join(("dockerd", "podman", *modern.NAMES))
    parser.add_argument("--engine", default="dockerd,podman", help=f"some of {engines}")
    parser.add_argument("--only", default="", help="the lines that this expression finds")
    parser.add_argument("--verbose", action="store_true", help="show all lines")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="for --judge")
    parser.add_argument("--judge", type=Path, metavar="FILE", help="by the rules, without a run")
    options = parser.parse_args()
    comparison = Comparison(options.verbose)
    if options.judge:
        for pair in pickle.loads(options.judge.read_bytes()):
            if re.search(options.only, pair.text):
                comparison.add(pair)
        comparison.show_totals(0)
        return 0
    if shutil.which("docker") is None:
        print("docker is not installed: there is nothing to compare docker15 with", file=sys.stderr)
        return _NO_DOCKER
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the engines
    begun = time.monotonic()
    lines = [line for line in LINES if re.search(options.only, line.text)]
    print(f"{len(lines)} command lines")
    end = leftovers.begin()  # with a private network, no line reaches a public registry
    try:
        for engine in options.engine.split(","):
            _compare(engine, lines, comparison)
    finally:
        end()
        if options.keep:
            options.keep.write_bytes(pickle.dumps(comparison.pairs))
    comparison.show_totals(time.monotonic() - begun)
    return 1 if comparison.count(DIFFERENT) or comparison.count(FAILED) else 0


def _compare(engine: str, lines: list[Line], comparison: Comparison) -> None:
    with started(engine, Path(leftovers.new_directory(), engine)) as world:
        for line in lines:
            try:
                comparison.add(play(line, world, engine))
            except Exception:
                world.spoil()
                comparison.fail(line, engine)


if __name__ == "__main__":
    sys.exit(main())
