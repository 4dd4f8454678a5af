"""A real engine with nothing shared: started by tests, and gone without a trace afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.engines import raw

if TYPE_CHECKING:
    from typing_extensions import Self

START_LIMIT = 30.0
STOP_LIMIT = 15.0
CAP_SYS_RESOURCE = 24


class StartError(RuntimeError):
    """The engine didn't start; the message has the end of its log."""


class PrivateEngine:
    """One engine process on a socket of its own. `with` starts it and stops it.

    `directory` holds its storage. Sockets and what else can't have a long path (podman refuses
    more than 50 characters) go to `runtime`, a new directory in /tmp. `environ` is the environment
    in which a child uses this engine, `url` its address.
    """

    import_query = ""
    """How this engine wants the image busybox:latest named when it imports one."""

    def __init__(self, directory: Path) -> None:
        self.storage = directory / "storage"
        self.storage.mkdir(parents=True)
        self.scratch = directory / "scratch"
        self.scratch.mkdir()
        self.runtime = Path(tempfile.mkdtemp(prefix="d15-", dir="/tmp"))
        self.socket = str(self.runtime / "engine.sock")
        self.url = f"unix://{self.socket}"
        self.log = self.runtime / "engine.log"
        self.environ = {**os.environ, "DOCKER_HOST": self.url}
        self.process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def missing() -> str:
        """Why this engine can't be started here; empty when it can."""
        raise NotImplementedError

    def argv(self) -> list[str]:
        """The command line that starts the engine."""
        raise NotImplementedError

    def start(self) -> None:
        """Returns when the engine answers. Raises StartError with its last words."""
        # However this process ends, the engine ends with it.
        argv = ["setpriv", "--pdeathsig", "TERM", *self.argv()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv,
                env={**self.environ, "TMPDIR": str(self.scratch)},  # podman 4.3 leaves files there
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not until(self._answers_or_ended, START_LIMIT) or self.process.poll() is not None:
            end_of_log = self.log.read_text(errors="replace")[-2000:]
            raise StartError(f"{argv[3]} did not start:\n{end_of_log}")

    def _answers_or_ended(self) -> bool:
        assert self.process is not None
        return self.process.poll() is not None or raw.answers(self.socket, timeout=1)

    def stop(self) -> None:
        """End the engine and all that it started, unmount and remove its files. Idempotent."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            self.remove_containers()
        if self.process is not None:
            end(self.process)
        end_processes_that_mention(f"{self.runtime}/")
        for directory in (self.storage, self.scratch, self.runtime):
            remove_tree(directory)

    def import_busybox(self, tar: Path) -> None:
        """Make a root filesystem the image busybox:latest."""
        target = f"/images/create?fromSrc=-&{self.import_query}"
        with tar.open("rb") as body:
            status, answer = raw.request(self.socket, "POST", target, body, "application/x-tar")
        assert status == 200, answer
        assert b'"error"' not in answer, answer

    def remove_containers(self) -> None:
        """Ask the engine to remove its containers, running or not, with their volumes."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def lacks_capability(number: int) -> bool:
    """Whether this process lacks a capability of capabilities(7)."""
    status = Path("/proc/self/status").read_text().splitlines()
    effective = next(line.split()[1] for line in status if line.startswith("CapEff:"))
    return not int(effective, 16) >> number & 1


def until(condition: Callable[[], bool], limit: float) -> bool:
    """Call `condition` until it is true; False when it isn't within `limit` seconds."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, and SIGKILL for one that doesn't listen."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT)


def end_processes_that_mention(text: str) -> None:
    """Leave those with `text` in their command line a moment to end, then kill them.

    They are the container monitors of one engine, so their children go with them.
    """
    if until(lambda: not any(_mentioning(text)), 3):
        return
    for pid in list(_mentioning(text)):
        for victim in (*_children(pid), pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
    until(lambda: not any(_mentioning(text)), 3)


def processes() -> Iterator[tuple[int, str]]:
    """The id and command line of every process but this one."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                yield int(entry.name), command.decode(errors="replace")


def _mentioning(text: str) -> Iterator[int]:
    return (pid for pid, command in processes() if text in command)


def _children(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in children.split()]


def remove_tree(directory: Path) -> None:
    """Remove a directory, and what is still mounted in it."""
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    inside = [point for point in mounts if point.startswith(f"{directory}/")]
    for point in sorted(inside, reverse=True):
        subprocess.run(["umount", "--lazy", point], check=False, timeout=STOP_LIMIT)
    shutil.rmtree(directory, ignore_errors=True)
    if directory.exists():  # a monitor's last file came in between
        time.sleep(0.2)
        shutil.rmtree(directory)
