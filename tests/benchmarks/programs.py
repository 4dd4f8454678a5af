"""The clients to measure, as users run them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.benchmarks.measure import Contender


def docker15(*args: str, host: str = "") -> Contender:
    """docker15 with the engine at `host`."""
    executable = str(Path(sys.executable).with_name("docker15"))
    return Contender("docker15", [executable, *args], _environ(host))


def docker(*args: str, host: str = "") -> Contender:
    """Today's client, with its classic builder. Raises RuntimeError if it isn't installed."""
    executable = shutil.which("docker")
    if executable is None:
        raise RuntimeError("docker is not installed")
    return Contender("docker", [executable, *args], _environ(host))


def if_there(*args: str, host: str = "") -> list[Contender]:
    """Today's client, if it is installed."""
    return [docker(*args, host=host)] if shutil.which("docker") else []


def both(*args: str, host: str = "") -> list[Contender]:
    """docker15, and today's client if it is installed."""
    return [docker15(*args, host=host), *if_there(*args, host=host)]


def _environ(host: str) -> dict[str, str]:
    more = {"DOCKER_HOST": host, "DOCKER_BUILDKIT": "0", "TERM": "xterm"}
    return {**os.environ, **more}
