"""Server processes for tests: starting them, waiting until they answer, and ending them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

START_LIMIT = 30.0
STOP_LIMIT = 15.0


class StartError(RuntimeError):
    """The server didn't start; the message contains the end of its log."""


class Server:
    """Something that runs during a test: `with` starts and stops it."""

    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return when it answers. Raises StartError with the end of its log."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it and remove what it leaves. Idempotent, and works even if it didn't start."""
        if self.process is not None:
            end(self.process)

    def spawn(
        self,
        argv: Sequence[str],
        answers: Callable[[], bool],
        log: Path,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start `argv`, which writes to `log`, and wait until it `answers`. Raises StartError.

        The other process ends with this one, however that ends.
        """
        with log.open("ab") as output:
            process = self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *argv],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        is_settled = until(lambda: process.poll() is not None or answers(), START_LIMIT)
        if not is_settled or process.poll() is not None:
            end_of_log = log.read_text(errors="replace")[-2000:]
            raise StartError(f"{argv[0]} did not start:\n{end_of_log}")

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def until(condition: Callable[[], bool], limit: float) -> bool:
    """Call `condition` until it is true; return False if it isn't within `limit` seconds."""
    asked = time.monotonic()
    deadline = asked + limit
    while not condition():
        answered = time.monotonic()
        if answered > deadline:
            return False
        time.sleep(max(0.01, answered - asked))  # an expensive one is not asked all the time
        asked = time.monotonic()
    return True


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process with SIGTERM, or else with SIGKILL."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT)


def end_processes_that_mention(text: str) -> None:
    """Give processes with `text` in their command line a moment to end, then kill them.

    They are an engine's container monitors, so their children are killed as well.
    """
    if until(lambda: not any(_mentioning(text)), 3):
        return
    for pid in list(_mentioning(text)):
        for victim in (*_children(pid), pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
    until(lambda: not any(_mentioning(text)), 3)


def processes() -> Iterator[tuple[int, str]]:
    """The id and command line of every other process."""
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


def descendants(pid: int) -> list[int]:
    """The ids of a process's children and of all their descendants."""
    children = _children(pid)
    return [*children, *(found for child in children for found in descendants(child))]


def free_port() -> int:
    """A port that is unused with both TCP and UDP.

    It is below those that the kernel assigns to others, which might take it before it is used.
    """
    while True:
        port = random.randrange(20_000, 32_768)
        with (
            contextlib.suppress(OSError),
            socket.socket() as tcp,
            socket.socket(type=socket.SOCK_DGRAM) as udp,
        ):
            tcp.bind(("0.0.0.0", port))
            udp.bind(("0.0.0.0", port))
            return port
