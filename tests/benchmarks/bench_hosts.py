"""One engine, and fifty at once: test engines, both quick and slow ones."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.measure import Contender, compare
from tests.fake_engine import Delay, Engine

_MANY = 50
_SLOW = 1.0  # seconds until an engine answers


def main() -> None:
    """Print all figures."""
    with ExitStack() as stack:
        engines = [stack.enter_context(Engine()) for _ in range(_MANY)]
        contenders = [_images(engines), _images(engines[:1])]
        compare(f"docker15 images, {_MANY} engines and one", contenders, runs=5)
        for engine in engines:
            engine.faults.arm(Delay(_SLOW), "GET", "/images/json$", times=None)
        title = f"docker15 images, {_MANY} engines and one that answer after {_SLOW:g} s"
        compare(title, contenders, runs=3)


def _images(engines: list[Engine]) -> Contender:
    hosts = [word for engine in engines for word in ("-H", engine.url)]
    executable = str(Path(sys.executable).with_name("docker15"))
    return Contender(f"{len(engines)} engines", [executable, *hosts, "images"], dict(os.environ))


if __name__ == "__main__":
    main()
