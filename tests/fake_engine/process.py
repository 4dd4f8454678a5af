"""A container's process: a plain child in its own session, with pipes or a terminal of its own.

To need no privileges, there is no chroot: the process starts in the container's root directory, and
an absolute path is one of the host.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import os
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ_SIZE = 1 << 18
SHELL = "/bin/sh"
# A session leader gets the terminal that it opens as its controlling one; this needs no fork hook.
_ON_TERMINAL = 'exec 0<>"$0" 1>&0 2>&0; exec "$@"'
_COMPLAIN = 'echo "$1" >&2; exit "$2"'


@dataclass(frozen=True)
class Command:
    """What to run: `argv[0]` is the name that the process sees, `executable` the file."""

    argv: list[str]
    executable: str
    cwd: Path
    env: dict[str, str]
    tty: bool = False
    stdin: bool = False
    user: tuple[int, int] | None = None
    size: tuple[int, int] = (0, 0)  # rows and columns of its terminal at first


def complaint(message: str, exit_code: int) -> list[str]:
    """The shell's arguments for a command that fails as the daemon's init does."""
    return [SHELL, "-c", _COMPLAIN, "sh", message, str(exit_code)]


class Process:
    """A running process. `outputs` are read with `pump`; `wait` must be called exactly once."""

    def __init__(self, command: Command) -> None:
        self.outputs: dict[str, int] = {}
        self.stdin = -1
        self._tty = command.tty
        self._done, self._running = os.pipe()
        self._popen = self._on_terminal(command) if command.tty else self._on_pipes(command)
        self.pid = self._popen.pid

    def _on_pipes(self, command: Command) -> subprocess.Popen[bytes]:
        stdin = subprocess.PIPE if command.stdin else subprocess.DEVNULL
        popen = _spawn(
            command, command.argv, command.executable, stdin, subprocess.PIPE, subprocess.PIPE
        )
        assert popen.stdout is not None
        assert popen.stderr is not None
        self.outputs = {"stdout": _detached(popen.stdout), "stderr": _detached(popen.stderr)}
        if popen.stdin is not None:
            self.stdin = _detached(popen.stdin)
        return popen

    def _on_terminal(self, command: Command) -> subprocess.Popen[bytes]:
        master, slave = os.openpty()
        _set_size(master, *command.size)
        name, *arguments = command.argv
        name = command.executable if "/" in name else name
        argv = [SHELL, "-c", _ON_TERMINAL, os.ttyname(slave), name, *arguments]
        if command.user is not None:
            os.fchown(slave, *command.user)
        popen = _spawn(command, argv, SHELL, slave, slave, slave)
        os.close(slave)
        self.outputs = {"stdout": master}
        if command.stdin:
            self.stdin = os.dup(master)
        return popen

    def pump(self, stream: str, write: Callable[[bytes], None]) -> None:
        """Pass on what the process writes, until it has ended and everything has been read."""
        descriptor = self.outputs[stream]
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        poller.register(self._done, select.POLLIN)
        while True:
            ready = [fd for fd, _ in poller.poll()]
            # It may have written and ended between poll's looks at the two: look again.
            if descriptor not in ready and descriptor not in [fd for fd, _ in poller.poll(0)]:
                return  # the process is gone, and all that it wrote has been read
            data = _read(descriptor)
            if not data:
                return
            write(data)

    def wait(self) -> int:
        """Wait for the exit code. What it has started ends with it, as in a pid namespace."""
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        self.kill()
        code = self._popen.wait()
        os.close(self._running)
        return code if code >= 0 else 128 - code

    def close(self) -> None:
        for descriptor in (*self.outputs.values(), self._done):
            os.close(descriptor)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal as to a container's first process: without a handler, it has no effect."""
        if _handles(self.pid, number):
            os.kill(self.pid, number)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        for pid in session_members(self.pid) if self._tty else ():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def resize(self, rows: int, columns: int) -> None:
        _set_size(self.outputs["stdout"], rows, columns)


def _set_size(descriptor: int, rows: int, columns: int) -> None:
    size = struct.pack("HHHH", rows & 0xFFFF, columns & 0xFFFF, 0, 0)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, size)


def _spawn(
    command: Command, argv: list[str], executable: str, stdin: int, stdout: int, stderr: int
) -> subprocess.Popen[bytes]:
    identity: dict[str, object] = {}
    if command.user is not None:
        identity = {"user": command.user[0], "group": command.user[1], "extra_groups": []}
    popen: subprocess.Popen[bytes] = subprocess.Popen(
        argv, executable=executable, stdin=stdin, stdout=stdout, stderr=stderr, bufsize=0,
        cwd=command.cwd, env=command.env, start_new_session=True,
        **identity,  # type: ignore[call-overload]
    )  # fmt: skip
    return popen


def _detached(file: object) -> int:
    """A copy of the file's descriptor, which would be closed with the Popen."""
    descriptor = os.dup(file.fileno())  # type: ignore[attr-defined]
    file.close()  # type: ignore[attr-defined]
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, READ_SIZE)
    return descriptor


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, READ_SIZE)
    except OSError:  # EIO: the last process has closed the terminal
        return b""


def _handles(pid: int, number: signal.Signals) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    caught = int(status.partition("SigCgt:")[2].split(maxsplit=1)[0], 16)
    return bool(caught >> (number - 1) & 1)


def session_members(leader: int) -> list[int]:
    """The pids of a session, whose process groups are a shell's jobs."""
    members = []
    for directory in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (directory / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                members.append(int(directory.name))
    return members


@functools.cache
def applets() -> Path:
    """A directory of links to busybox, for what the host's PATH may lack; all engines share it."""
    directory = Path(tempfile.mkdtemp(prefix="docker15-applets-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    directory.chmod(0o711)  # for containers that run as another user
    if busybox := shutil.which("busybox"):
        listing = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=False)
        for name in listing.stdout.split():
            (directory / name).symlink_to(busybox)
    return directory


def find_command(name: str, cwd: Path, root: Path, path: str) -> str | None:
    """Find a command: by PATH, in the container's root directory, or on the host."""
    if "/" not in name:
        return shutil.which(name, path=path)
    places = (root / name.lstrip("/"), Path(name)) if name.startswith("/") else (cwd / name,)
    return next((str(one) for one in places if one.is_file() and os.access(one, os.X_OK)), None)
