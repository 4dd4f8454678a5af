"""Start-up, a long listing, and 256 MiB out of a container: the figures of everyday use."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.answers import AnswerServer, container_rows
from tests.benchmarks.measure import Contender, compare
from tests.engine import Engine

_MANY = 10_000
_SIZE = 256 * 1024 * 1024  # bytes
_BARE = """
import click, requests_unixsocket
session = requests_unixsocket.Session()
session.trust_env = False
session.get("http+unix://{}/v1.5/containers/json").json()
"""


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        _start_up(Path(folder))
        _listing(Path(folder))
        _container_output(Path(folder))


def docker15(*args: str, host: str = "") -> Contender:
    """docker15 as a user runs it."""
    executable = str(Path(sys.executable).with_name("docker15"))
    environ = {**os.environ, "DOCKER_HOST": host}
    return Contender("docker15", [executable, *args], environ)


def docker(*args: str, host: str = "") -> list[Contender]:
    """Today's client, where it is installed."""
    executable = shutil.which("docker")
    environ = {**os.environ, "DOCKER_HOST": host}
    return [Contender("docker", [executable, *args], environ)] if executable else []


def _start_up(folder: Path) -> None:
    python = Contender("python -c pass", [sys.executable, "-c", "pass"])
    bare_click = Contender("python -c 'import click'", [sys.executable, "-c", "import click"])
    compare("docker15 --version", [docker15("--version"), python, bare_click, *docker("--version")])
    compare("docker15 --help", [docker15("--help"), python, bare_click, *docker("--help")])
    with AnswerServer(folder / "few.sock", container_rows(5)) as server:
        quoted = server.url.removeprefix("unix://").replace("/", "%2F")
        script = [sys.executable, "-c", _BARE.format(quoted)]
        bare = Contender("click + requests, one request", script)
        rows = [docker15("ps", host=server.url), bare, *docker("ps", host=server.url)]
        compare("docker15 ps", rows)


def _listing(folder: Path) -> None:
    with AnswerServer(folder / "many.sock", container_rows(_MANY)) as server:
        path = server.url.removeprefix("unix://")
        curl = Contender("curl", ["curl", "-s", "--unix-socket", path, "http://d/containers/json"])
        contenders = [docker15("ps", "-a", host=server.url), *docker("ps", "-a", host=server.url)]
        compare(f"docker15 ps -a, {_MANY} containers", [*contenders, curl], runs=5)


def _container_output(folder: Path) -> None:
    file = folder / "random"
    file.write_bytes(os.urandom(_SIZE))
    with Engine(unix=str(folder / "engine.sock")) as engine:
        ours = docker15("run", "busybox", "cat", str(file), host=engine.url)
        curl = Contender("curl file://, as fast as it gets", ["curl", "-s", f"file://{file}"])
        compare("256 MiB out of a container of the test engine", [ours, curl], runs=3)


if __name__ == "__main__":
    main()
