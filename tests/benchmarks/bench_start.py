"""Start-up, a long listing, and 256 MiB out of a container: the figures for everyday use."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.answers import AnswerServer, container_rows
from tests.benchmarks.measure import Contender, compare
from tests.benchmarks.programs import docker15, if_there
from tests.fake_engine import Engine

_MANY = 10_000
_SIZE = 256 * 1024 * 1024  # bytes
_BARE = """
import click, requests_unixsocket
session = requests_unixsocket.Session()
session.trust_env = False
session.get("http+unix://{}/v1.5/containers/json").json()
"""


_IMPORTED = re.compile(r"(?m)^import time: +(\d+) \|[^|]*\| *(\S+)$")  # microseconds
_IMPORTS = ("ps", "inspect ID", "run -rm busybox true", "stop ID")


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        with Engine(unix=str(Path(folder) / "short.sock")) as engine:
            imports(engine)
        _start_up(Path(folder))
        _listing(Path(folder))
        _container_output(Path(folder))


def imports(engine: Engine) -> None:
    """Print how long each package's imports take, by Python's own, slightly high figures."""
    container = _started(engine)
    environ = {**os.environ, "DOCKER_HOST": engine.url}
    names = ("click", "docker15_cli", "others")
    print(f"\nimports of{'':18}{''.join(f'{name:>14}' for name in names)}")
    for line in _IMPORTS:
        argv = [sys.executable, "-X", "importtime", "-m", "docker15_cli"]
        argv += [container if word == "ID" else word for word in line.split()]
        done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=True)
        found = dict.fromkeys(names, 0)
        for took, name in _IMPORTED.findall(done.stderr):
            root = name.partition(".")[0]
            found[root if root in found else "others"] += int(took)
        figures = "".join(f"{found[name] / 1000:11.1f} ms" for name in names)
        print(f"  {line:26}{figures}")


def _started(engine: Engine) -> str:
    argv = docker15("run", "-d", "busybox", "sleep", "1000", host=engine.url)
    done = subprocess.run(argv.argv, env=argv.environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _start_up(folder: Path) -> None:
    python = Contender("python -c pass", [sys.executable, "-c", "pass"])
    bare_click = Contender("python -c 'import click'", [sys.executable, "-c", "import click"])
    compare(
        "docker15 --version", [docker15("--version"), python, bare_click, *if_there("--version")]
    )
    compare("docker15 --help", [docker15("--help"), python, bare_click, *if_there("--help")])
    with AnswerServer(folder / "few.sock", container_rows(5)) as server:
        quoted = server.url.removeprefix("unix://").replace("/", "%2F")
        script = [sys.executable, "-c", _BARE.format(quoted)]
        bare = Contender("click + requests, one request", script)
        rows = [docker15("ps", host=server.url), bare, *if_there("ps", host=server.url)]
        compare("docker15 ps", rows)


def _listing(folder: Path) -> None:
    with AnswerServer(folder / "many.sock", container_rows(_MANY)) as server:
        path = server.url.removeprefix("unix://")
        curl = Contender("curl", ["curl", "-s", "--unix-socket", path, "http://d/containers/json"])
        contenders = [docker15("ps", "-a", host=server.url), *if_there("ps", "-a", host=server.url)]
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
