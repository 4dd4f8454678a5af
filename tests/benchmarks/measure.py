"""Measuring whole processes side by side: wall time and peak memory, as ratios in one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CHILD = str(Path(__file__).with_name("child.py"))


@dataclass(frozen=True, slots=True)
class Contender:
    """A command line to measure. `stdin` names a file, and `after` cleans up after each run."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str] | None = None
    stdin: str = os.devnull
    after: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of one contender: seconds of wall and of processor time, `peak` memory in bytes."""

    seconds: float
    processor: float
    peak: int


def compare(title: str, contenders: Sequence[Contender], runs: int = 10) -> dict[str, Figure]:
    """Run the contenders in turn, `runs` times each, and print their figures.

    The others are compared with the first: the ratios are its time to theirs. Raises RuntimeError
    if one fails, because a failure is fast.
    """
    samples: dict[str, list[Figure]] = {contender.name: [] for contender in contenders}
    for _ in range(runs + 1):
        for contender in contenders:
            samples[contender.name].append(run(contender))
    figures = {name: _median(found[1:]) for name, found in samples.items()}  # the first warms up
    _show(title, figures)
    return figures


def run(contender: Contender) -> Figure:
    """Run it once. Raises RuntimeError unless it exits with 0."""
    argv = [sys.executable, "-E", "-S", _CHILD, contender.stdin, *contender.argv]
    done = subprocess.run(argv, env=contender.environ, capture_output=True, text=True, check=True)
    seconds, processor, peak, status = done.stdout.split()
    if status != "0":
        raise RuntimeError(f"{contender.name} failed: {done.stderr}")
    if contender.after:
        contender.after()
    return Figure(float(seconds), float(processor), int(peak))


def _median(samples: Sequence[Figure]) -> Figure:
    seconds = statistics.median(sample.seconds for sample in samples)
    processor = statistics.median(sample.processor for sample in samples)
    return Figure(seconds, processor, max(sample.peak for sample in samples))


def _show(title: str, figures: Mapping[str, Figure]) -> None:
    print(f"\n{title}\n  {'':34} {'':12} {'processor':>12} {'memory':>10}   ratio")
    first = next(iter(figures.values()))
    for name, figure in figures.items():
        ratio = first.seconds / figure.seconds
        print(
            f"  {name:34} {figure.seconds * 1000:9.1f} ms {figure.processor * 1000:9.1f} ms"
            f" {figure.peak / 1e6:7.1f} MB   x {ratio:.2f}"
        )
