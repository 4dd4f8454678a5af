"""The engines that the sessions share; each session has its own containers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import forking
from tests.docker15 import Docker15
from tests.real_engines import raw, rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.servers import Server, until

NAMES = ("podman", "dockerd", "native", "modern")
_TAG = ": soak"
_KEEPS = "host of the soak"  # in the command line of the container that execs run in


@dataclass
class Left:
    """A container, as the engine lists it."""

    identifier: str
    status: str

    @property
    def is_running(self) -> bool:
        return self.status.startswith("Up")

    @property
    def has_started(self) -> bool:
        return self.is_running or self.status.startswith("Exit")


class EngineProcess(Server):
    """The test engine in a separate process, as this one has enough to do."""

    def __init__(self, directory: Path, api: str = "") -> None:
        directory.mkdir()
        self.socket = str(directory / "engine.sock")
        self.url = f"unix://{self.socket}"
        self._directory = directory
        self._api = api

    def start(self) -> None:
        argv = [
            sys.executable,
            "-m",
            "tests.fake_engine",
            "--socket",
            self.socket,
            "--api",
            self._api,
        ]
        log = self._directory / "engine.log"
        self.spawn(argv, self._answers, log)

    def _answers(self) -> bool:
        try:  # 1.5 has no /_ping
            return raw.request(self.socket, "GET", "/version", timeout=1)[0] == 200
        except OSError:
            return False


@dataclass
class Member:
    """A running engine; `quick` is a docker15 for what is not under test."""

    name: str
    socket: str
    url: str
    quick: Docker15
    host: str = ""

    def containers(self, tag: str = _TAG) -> list[Left]:
        """The containers with this in their command line; by default those of all sessions."""
        return [
            Left(found["Id"], found["Status"])
            for found in raw.json_of(self.socket, "/containers/json?all=1")
            if tag in str(found["Command"])
        ]

    def is_rid_of(self, tag: str, limit: float = 3) -> bool:
        return until(lambda: not self.containers(tag), limit)

    def remove(self, tag: str) -> None:
        for left in self.containers(tag):
            if left.is_running:
                raw.request(self.socket, "POST", f"/containers/{left.identifier}/kill")
            raw.request(self.socket, "DELETE", f"/containers/{left.identifier}?force=1&v=1")


@contextlib.contextmanager
def started(names: list[str], folder: Path) -> Iterator[dict[str, Member]]:
    """Run the engines of these names, with the image busybox; they are removed afterwards."""
    with contextlib.ExitStack() as stack:
        program = forking.program()
        yield {name: _start(name, folder, program, stack) for name in names}


def _start(
    name: str, folder: Path, program: tuple[str, ...], stack: contextlib.ExitStack
) -> Member:
    engine: Any
    if name in ("native", "modern"):
        engine = stack.enter_context(
            EngineProcess(folder / name, "1.52" if name == "modern" else "")
        )
    else:
        made = Podman(folder / name) if name == "podman" else Dockerd(folder / name)
        engine = stack.enter_context(made)
        engine.import_busybox(rootfs.build(folder / "rootfs.tar"))
    home = folder / f"{name}-home"
    home.mkdir()
    quick = Docker15(home, engine.url)
    quick.program = program
    member = Member(name, engine.socket, engine.url, quick)
    if name != "native":
        argv = ("run", "-d", "busybox", "sh", "-c", f": {_KEEPS}; while sleep 60; do :; done")
        member.host = quick(*argv).line
    return member
