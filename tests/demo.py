"""`make demo`: what docker15 is for, on a real engine, each command shown with its output.

The engine is that of DOCKER_HOST, or else one that runs on this machine, or else a private podman
with its storage in .venv. No container, image, process or file is left behind. Exits with 1 at the
first step whose output or exit status isn't the expected one.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

from docker15_cli.errors import Docker15Error, EngineUnreachable
from docker15_cli.transport import discovery
from docker15_cli.transport.options import ConnectionOptions
from tests import leftovers
from tests.leftovers import remove_tree
from tests.real_engines import install, rootfs
from tests.real_engines.podman import Podman
from tests.real_engines.servers import StartError

IMAGE = "docker15-demo"
COPY = "docker15-demo-copy"
STEP_LIMIT = 60

PODMANS_OWN = [
    Path("/var/lib/containers"),
    Path("/run/containers"),
    Path("/etc/containers/networks"),
]
"""Where the first podman on a machine leaves caches and locks, wherever its storage is."""

SERVICE = 'trap "echo bye; exit" TERM; echo hello; echo kept > /note; while sleep 0.1; do :; done'


class Step(NamedTuple):
    """A command, and its whole output as a regular expression.

    In later steps, `{name}` stands for what the group of that name matched.
    """

    command: str
    expected: str
    status: int = 0


STEPS = [
    Step("docker15 version", r"Client version: .+\n(?:.+: .*\n)*Server version: .+\n(?:.+: .*\n)*"),
    Step(f"docker15 import - {IMAGE} < rootfs.tar", r"[0-9a-f]{12}\n"),
    Step(
        f"docker15 images {IMAGE}",
        r"REPOSITORY +TAG +ID +CREATED +SIZE *\n"
        rf"{IMAGE} +latest +[0-9a-f]{{12}} +.+ ago +[0-9.]+ MB .*\n",
    ),
    Step(f"docker15 run -rm {IMAGE} echo Hello from a container", "Hello from a container\n"),
    Step(f"seq 1000 | docker15 run -rm -i {IMAGE} tail -n 2", "999\n1000\n"),
    Step(f"docker15 run -rm {IMAGE} sh -c 'exit 7'", "", status=7),
    Step(f"docker15 run -d {IMAGE} sh -c '{SERVICE}'", r"(?P<id>[0-9a-f]{12})\n"),
    Step(
        "docker15 ps",
        r"ID +IMAGE +COMMAND +CREATED +STATUS +PORTS.*\n"
        rf"(?:.*\n)*{{id}} +{IMAGE}:latest +sh -c trap .+ ago +Up .+\n(?:.*\n)*",
    ),
    Step("docker15 stop {id}", r"{id}\n"),
    Step("docker15 logs {id}", "hello\nbye\n"),
    Step(f"docker15 commit {{id}} {COPY}", r"[0-9a-f]{12}\n"),
    Step(f"docker15 run -rm {COPY} cat /note", "kept\n"),
    Step("docker15 rm {id}", r"{id}\n"),
    Step(f"docker15 rmi {COPY} {IMAGE}", r"(?:(?:Untagged|Deleted): .+\n)+"),
    Step(f"docker15 images -q {IMAGE}", ""),
]


class DemoError(Exception):
    """The demo can't go on; the message says at which step and why."""


def main() -> int:
    """Returns the exit status."""
    signal.signal(signal.SIGTERM, _stop)
    started = time.monotonic()
    try:
        with _directory() as directory, _engine(directory) as environ:
            rootfs.build(directory / "rootfs.tar")
            _play(STEPS, directory, environ)
    except (DemoError, Docker15Error, StartError) as error:
        print(f"\ndemo FAILED: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo: stopped, and all of it removed", file=sys.stderr)
        return 130
    print(f"\ndemo: {len(STEPS)} steps, all as expected, in {time.monotonic() - started:.0f} s")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _play(steps: list[Step], directory: Path, environ: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for number, step in enumerate(steps, 1):
        command, expected = (
            re.sub(r"\{([a-z]+)\}", lambda name: seen[name[1]], text)
            for text in (step.command, step.expected)
        )
        print(f"\n$ {command}", flush=True)
        status, output, errors = _run(command, directory, environ)
        print(output, end="", flush=True)
        print(errors, end="", file=sys.stderr, flush=True)
        if status:
            print(f"(exit status {status})", flush=True)
        match = re.fullmatch(expected, output)
        if status != step.status or match is None or errors:
            raise DemoError(
                f"step {number}: {command}\n"
                f"expected exit status {step.status}, nothing on stderr, and on stdout (a regular "
                f"expression): {expected!r}\n"
                f"got exit status {status}, on stderr {errors!r}, and on stdout: {output!r}"
            )
        seen.update(match.groupdict())


def _run(command: str, directory: Path, environ: dict[str, str]) -> tuple[int, str, str]:
    """Run it in a shell; return the exit status, stdout and stderr."""
    try:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=directory,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=STEP_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DemoError(f"no end of it within {STEP_LIMIT} s: {command}") from None
    return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def _directory() -> Iterator[Path]:
    """A directory for the demo's files, in the virtual environment."""
    directory = Path(tempfile.mkdtemp(prefix="demo-", dir=sys.prefix))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def _engine(directory: Path) -> Iterator[dict[str, str]]:
    """Find or start an engine; yields the environment in which `docker15` uses it."""
    address = _running_engine()
    if rootfs.missing() or not (address or shutil.which("podman")):
        install.main(["demo"])
    if reason := rootfs.missing():
        raise DemoError(reason)
    engine = _found(address) if address else _own_podman(directory)
    with engine as environ:
        yield {**environ, "PATH": f"{Path(sys.executable).parent}:{environ['PATH']}"}


def _running_engine() -> str:
    """The address of an engine that is already running; empty if there is none."""
    if address := os.environ.get("DOCKER_HOST"):
        return address
    try:
        return str(
            discovery.resolve(ConnectionOptions(), {**os.environ, "DOCKER15_ENGINE": "none"})
        )
    except EngineUnreachable:
        return ""


@contextlib.contextmanager
def _found(address: str) -> Iterator[dict[str, str]]:
    print(f"The engine at {address}:")
    environ = {**os.environ, "DOCKER_HOST": address}
    _remove_leftovers(environ)  # left by a demo that was killed
    with _at_the_end(lambda: _remove_leftovers(environ)):
        yield environ


def _remove_leftovers(environ: dict[str, str]) -> None:
    """Remove the demo's containers and images, if there are any."""

    def docker15(*arguments: str) -> str:
        argv = [sys.executable, "-m", "docker15_cli", *arguments]
        done = subprocess.run(
            argv, env=environ, capture_output=True, text=True, check=False, timeout=STEP_LIMIT
        )
        return done.stdout

    rows = [row.split() for row in docker15("ps", "-a", "-notrunc").splitlines()[1:]]
    containers = [row[0] for row in rows if IMAGE in row[1]]
    if containers:
        docker15("rm", "-f", *containers)
    docker15("rmi", COPY, IMAGE)


@contextlib.contextmanager
def _own_podman(directory: Path) -> Iterator[dict[str, str]]:
    if shutil.which("podman") is None:
        raise DemoError("there is no engine: install podman, or set DOCKER_HOST")
    print("A podman of the demo's own, with its storage in .venv:")
    new = [path for path in PODMANS_OWN if not path.exists()]
    end = leftovers.begin(directory)
    podman = Podman(directory / "podman")
    with _at_the_end(podman.stop, *(functools.partial(remove_tree, path) for path in new), end):
        podman.start()
        yield podman.environ


@contextlib.contextmanager
def _at_the_end(*cleanups: Callable[[], None]) -> Iterator[None]:
    """Clean up whatever happens, and don't let that be interrupted."""
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for cleanup in cleanups:
            cleanup()


if __name__ == "__main__":
    sys.exit(main())
