"""`make bench`: the goals and the imports; `python -m tests.benchmarks all`: every figure here."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from tests.benchmarks import bench_start, goals
from tests.fake_engine import Engine


def main() -> None:
    """Print the goals, and then the imports or all measurements."""
    goals.main()
    if sys.argv[1:] != ["all"]:
        with Engine() as engine:
            bench_start.imports(engine)
        return
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("bench_"):
            print(f"\n== {module.name.removeprefix('bench_')} ==")
            importlib.import_module(f"tests.benchmarks.{module.name}").main()


if __name__ == "__main__":
    main()
