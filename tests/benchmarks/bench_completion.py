"""Tab: the whole process that lists names, against Python itself and today's docker."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.answers import AnswerServer, container_rows
from tests.benchmarks.measure import Contender, compare

_FEW, _MANY = 5, 5_000


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        for count in (_FEW, _MANY):
            with AnswerServer(Path(folder, f"{count}.sock"), container_rows(count)) as server:
                compare(f"Tab behind rm: {count} containers", _contenders(server.url))
    docker15 = _docker15()
    help_ = Contender("docker15 run --help", [docker15, "run", "--help"])
    bare = Contender("a bare click program", [sys.executable, "-c", _BARE, "--help"])
    compare("help of run", [help_, bare])


_BARE = """
import click

@click.command()
@click.option("--name", help="A name.")
def program(name):
    "A program."

program()
"""


def _contenders(url: str) -> list[Contender]:
    environ = {**os.environ, "DOCKER_HOST": url}
    found = [
        Contender(
            "docker15 __complete", [_docker15(), "__complete", "containers", "", ""], environ
        ),
        Contender("python -c pass", [sys.executable, "-c", "pass"]),
    ]
    docker = shutil.which("docker")
    if docker:
        found.append(Contender("docker __complete", [docker, "__complete", "rm", ""], environ))
    return found


def _docker15() -> str:
    return str(Path(sys.executable).with_name("docker15"))


if __name__ == "__main__":
    main()
