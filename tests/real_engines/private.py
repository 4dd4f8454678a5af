"""A real engine that shares nothing: started by tests, and removed without a trace."""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.leftovers import new_directory, remove_tree
from tests.real_engines import raw
from tests.real_engines.servers import Server, end, end_processes_that_mention

CAP_SYS_RESOURCE = 24
_COLLECT_SELDOM = {"GOGC": "400"}  # for the engine and what it starts: all share a few cores
_ANY_CALL = '{"defaultAction": "SCMP_ACT_ALLOW"}'


class PrivateEngine(Server):
    """One engine process on its own socket.

    `directory` holds its storage. Sockets, and whatever else can't have a long path (podman refuses
    more than 50 characters), go to `runtime`, a new directory with a short path. `environ` is the
    environment in which a child process uses this engine, and `url` its address. `seccomp` names a
    profile without filters: to compile the default one takes a fifth of a container's start.
    """

    import_query = ""
    """The query that makes this engine import an image as busybox:latest."""

    def __init__(self, directory: Path) -> None:
        self.storage = directory / "storage"
        self.storage.mkdir(parents=True)
        self.scratch = directory / "scratch"
        self.scratch.mkdir()
        self.runtime = new_directory()
        self.socket = str(self.runtime / "engine.sock")
        self.url = f"unix://{self.socket}"
        self.log = self.runtime / "engine.log"
        self.seccomp = self.runtime / "seccomp.json"
        self.seccomp.write_text(_ANY_CALL)
        self.environ = {**os.environ, "DOCKER_HOST": self.url}

    @staticmethod
    def missing() -> str:
        """Why this engine can't be started here; empty if it can."""
        raise NotImplementedError

    def argv(self) -> list[str]:
        """The command line that starts the engine."""
        raise NotImplementedError

    def start(self) -> None:
        more = {"TMPDIR": str(self.scratch), **_COLLECT_SELDOM}  # podman 4.3 leaves files there
        answers = functools.partial(raw.answers, self.socket, timeout=1)
        self.spawn(self.argv(), answers, self.log, {**self.environ, **more})

    def restart(self, while_it_is_down: Callable[[], None] = lambda: None) -> None:
        """End its process, and start another one with the same storage."""
        assert self.process
        end(self.process)
        while_it_is_down()
        PrivateEngine.start(self)

    def stop(self) -> None:
        """End the engine and all that it started, and unmount and remove its files. Idempotent."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            self.remove_containers()
        super().stop()
        end_processes_that_mention(f"{self.runtime}/")
        for directory in (self.storage, self.scratch, self.runtime):
            remove_tree(directory)

    def import_busybox(self, tar: Path) -> None:
        """Import a root filesystem as the image busybox:latest."""
        target = f"/images/create?fromSrc=-&{self.import_query}"
        with tar.open("rb") as body:
            status, answer = raw.request(self.socket, "POST", target, body, "application/x-tar")
        assert status == 200, answer
        assert b'"error"' not in answer, answer

    def remove_containers(self) -> None:
        """Have the engine remove its containers, running or not, with their volumes."""


def lacks_capability(number: int) -> bool:
    """Whether this process lacks a capability of capabilities(7)."""
    status = Path("/proc/self/status").read_text().splitlines()
    effective = next(line.split()[1] for line in status if line.startswith("CapEff:"))
    return not int(effective, 16) >> number & 1
