"""Today's Docker and Podman, each with what it needs, once per run for all tests that use it.

`python -m tests.real_engines.modern NAME DIRECTORY SHARED...` keeps one running, in its own
network, until told to end, and writes to DIRECTORY what others need to know about it. `borrowed`
starts it if nobody has yet, and lends it to one test at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import leftovers
from tests.real_engines import inside, raw, rootfs, roots
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.index import Index
from tests.real_engines.podman import Podman
from tests.real_engines.registry import Registry
from tests.real_engines.servers import until

NAMES = tuple(f"{kind}-{suite}" for kind in ("docker", "podman") for suite in roots.SUITES)
_ROOT = Path(__file__).parents[2]
_START_LIMIT, _STOP_LIMIT = 45.0, 15.0


@dataclass
class Modern:
    """A running engine: its socket, the hosts of its registry and index, its newest API version."""

    socket: str
    registry: str
    index: str
    version: str
    api: str

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"


def missing(name: str) -> str:
    """Why it can't be started here; empty if it can."""
    suite = name.partition("-")[2]
    return roots.missing(suite) or rootfs.missing() or Registry.missing()


@contextlib.contextmanager
def borrowed(name: str, *shared: Path) -> Iterator[Modern]:
    """One of NAMES, for exclusive use; it sees the files in /tmp and `shared`."""
    directory = _directory(name)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (directory / "pid").exists():
            _start(name, directory, shared)
        facts = json.loads((directory / "facts").read_text())
        assert "error" not in facts, facts["error"]
        yield Modern(**facts)


def _directory(name: str) -> Path:
    """The engine's directory, which is the same for all processes of a run."""
    return Path(tempfile.gettempdir()) / "modern" / name


def _start(name: str, directory: Path, shared: tuple[Path, ...]) -> None:
    """Start it; return when it is running, or has said why it isn't."""
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, name, str(directory), *map(str, shared)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    facts = directory / "facts"
    (directory / "pid").write_text(str(process.pid))
    until(lambda: facts.exists() or process.poll() is not None, _START_LIMIT)
    if not facts.exists():
        told = (directory / "log").read_text() or "it does not answer"
        facts.write_text(json.dumps({"error": f"{name}: {told}"}))


def end_all() -> None:
    """At the end of a run, end all engines that it has borrowed, at the same time."""
    pids = [int(file.read_text()) for file in _directory("").glob("*/pid")]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until(lambda: not any(map(_lives, pids)), _STOP_LIMIT)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


# --- the process that keeps one running


def _inside(suite: str, shared: list[str]) -> list[str]:
    """The words that, before a command, make it one of another release."""
    return [sys.executable, inside.__file__, str(roots.directory(suite)), "/tmp", *shared, "--"]


class ModernDockerd(Dockerd):
    def __init__(self, directory: Path, suite: str, shared: list[str]) -> None:
        super().__init__(directory)
        self._way = _inside(suite, shared)

    def argv(self) -> list[str]:
        return [*self._way, *super().argv()]


class ModernPodman(Podman):
    def __init__(self, directory: Path, suite: str, shared: list[str]) -> None:
        super().__init__(directory)
        self._way = _inside(suite, shared)
        self.environ["PODMAN_IGNORE_CGROUPSV1_WARNING"] = "1"

    def argv(self) -> list[str]:
        return [*self._way, *super().argv()]

    def remove_containers(self) -> None:
        for container in raw.json_of(self.socket, "/containers/json?all=1"):
            target = f"/v5.0.0/libpod/containers/{container['Id']}?force=1&timeout=0&volumes=1"
            raw.request(self.socket, "DELETE", target)


def main(argv: list[str]) -> None:
    name, directory, *shared = argv
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    leftovers.get_apart()
    with _running(name, Path(directory), shared) as modern:
        written = Path(directory) / "facts.part"
        written.write_text(json.dumps(asdict(modern)))
        written.rename(written.with_suffix(""))
        while True:
            signal.pause()


@contextlib.contextmanager
def _running(name: str, directory: Path, shared: list[str]) -> Iterator[Modern]:
    with Index() as index, Registry(directory / "registry", protected=True) as registry:
        engine = made(name, directory, shared, (index.host, registry.host))
        with engine:
            engine.import_busybox(rootfs.build(directory / "busybox.tar"))
            told = raw.json_of(engine.socket, "/version")
            facts = (told["Version"], told["ApiVersion"])
            yield Modern(engine.socket, registry.host, index.host, *facts)


def made(
    name: str, directory: Path, shared: list[str], plain: tuple[str, ...]
) -> ModernDockerd | ModernPodman:
    """One of NAMES, for this process's network, not started; `plain` are registries without TLS."""
    kind, _, suite = name.partition("-")
    if kind == "docker":
        return ModernDockerd(directory, suite, shared)
    podman = ModernPodman(directory, suite, shared)
    podman.allow_plain(*plain)
    return podman


if __name__ == "__main__":
    main(sys.argv[1:])
