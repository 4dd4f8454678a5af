"""docker15 without the time for its imports, for tests that do not ask about those.

A short command imports for four fifths of its time. `python -m tests.forking NAME` does that once,
listens at that name, and runs each command line in a fork, through docker15's own main(). It ends
with its stdin. `Forked` is such a command line as a process: with signals and standard streams of
its own, and a terminal if it is to have one. `program()` stands for docker15 in scripts.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import gc
import importlib
import os
import pkgutil
import secrets
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import docker15_cli
from tests.coverage_of_forks import Arcs

TERMINAL = "terminal"
coverage_config = ""  # with which the server measures what it forks
_ending = contextlib.ExitStack()
atexit.register(_ending.close)
_ALSO = ("encodings.idna", "ssl")  # what is imported when first needed, and takes its time


@functools.cache
def _server() -> str:
    """The name of this process's own: it is started when first needed, and ends with it."""
    name = f"d15-forking-{secrets.token_hex(8)}"
    argv = [sys.executable, "-m", "tests.forking", name]
    root = Path(__file__).parents[1]
    more = {"COVERAGE_PROCESS_CONFIG": coverage_config} if coverage_config else {}
    server = subprocess.Popen(
        argv, cwd=root, env=os.environ | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    _ending.callback(server.communicate)
    return name


def end() -> None:
    """It ends with this process anyway; from now on a new one would be started."""
    _ending.close()
    _server.cache_clear()


def program() -> tuple[str, ...]:
    """The command line of launch.py, which asks the server for what it is asked."""
    return (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), _server())


class Forked:
    """Has of subprocess.Popen what tests use. With `terminal` its stdin is its terminal."""

    def __init__(
        self,
        args: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        stdin: int | IO[Any],
        stdout: int | IO[Any],
        stderr: int | IO[Any],
        terminal: bool = False,
    ) -> None:
        self.args = args
        self.returncode: int | None = None
        variables = [f"{name}={value}" for name, value in env.items()]
        words = [str(cwd), TERMINAL if terminal else "", str(len(args)), *args, *variables]
        data = os.fsencode("\0".join(words))
        with contextlib.ExitStack() as closing:
            ours: list[IO[bytes] | None] = []
            theirs: list[int] = []
            for number, wanted in enumerate((stdin, stdout, stderr)):
                own, fd = _stream(wanted, closing, number == 0)
                ours.append(own)
                theirs.append(fd)
            self.stdin, self.stdout, self.stderr = ours
            self._status = socket.socket(socket.AF_UNIX)
            self._status.connect(f"\0{_server()}")
            socket.send_fds(self._status, [len(data).to_bytes(4, "big")], theirs)
            self._status.sendall(data)
        self.pid = int.from_bytes(self._status.recv(4), "big")

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int.from_bytes(self._status.recv(4), "big", signed=True)
            self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def end_fd(self) -> int:
        """A descriptor, for the caller to close, that can be read when it has ended."""
        return os.dup(self._status.fileno())


def _stream(
    wanted: int | IO[Any], closing: contextlib.ExitStack, is_input: bool
) -> tuple[IO[bytes] | None, int]:
    """Our end of a standard stream, if it is a pipe, and the other one."""
    if wanted == subprocess.DEVNULL:
        fd = os.open(os.devnull, os.O_RDWR)
        closing.callback(os.close, fd)
        return None, fd
    if wanted != subprocess.PIPE:
        return None, wanted if isinstance(wanted, int) else wanted.fileno()
    reader, writer = os.pipe()
    ours, theirs = (writer, reader) if is_input else (reader, writer)
    closing.callback(os.close, theirs)
    return os.fdopen(ours, "wb" if is_input else "rb", 0), theirs


def serve(name: str) -> None:
    rooms = (found.name for found in pkgutil.walk_packages(docker15_cli.__path__, "docker15_cli."))
    for module in (*_ALSO, *(name for name in rooms if not name.endswith("__main__"))):
        importlib.import_module(module)
    arcs = Arcs()
    gc.collect()
    gc.freeze()  # so that no fork copies what is there
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as selector:
        listener.bind(f"\0{name}")  # of the abstract namespace: no file
        listener.listen(64)
        selector.register(listener, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        print("ready", flush=True)
        while True:
            for key, _ in selector.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is listener:
                    _begin(listener.accept()[0], selector, arcs)
                else:
                    selector.unregister(key.fileobj)
                    _end(key.fd, *key.data)
                    arcs.take(key.data[0])


def _begin(connection: socket.socket, selector: selectors.BaseSelector, arcs: Arcs) -> None:
    """Run one command line in a fork, and tell its id."""
    head, streams, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as file:
        data = file.read(int.from_bytes(head, "big"))
    pid = os.fork()
    if pid == 0:
        arcs.report_at_exit()
        try:
            _become(os.fsdecode(data).split("\0"), streams)
        except BaseException:  # what Python does itself: nothing else may end up in the server
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)
    for fd in streams:
        os.close(fd)
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(pid.to_bytes(4, "big"))
    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, connection))


def _end(pidfd: int, pid: int, connection: socket.socket) -> None:
    """Tell how it has ended, as subprocess does, if anybody still wants to know."""
    os.close(pidfd)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with connection, contextlib.suppress(BrokenPipeError):
        connection.sendall(code.to_bytes(4, "big", signed=True))


def _become(parts: list[str], streams: list[int]) -> None:
    directory, mode, count, *rest = parts
    if mode == TERMINAL:
        os.setsid()
        fcntl.ioctl(streams[0], termios.TIOCSCTTY, 0)
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
    os.closerange(3, 256)  # the server's, too
    os.chdir(directory)
    os.environ.clear()
    pairs = (part.partition("=") for part in rest[int(count) :])
    os.environ.update({name: value for name, _, value in pairs})
    time.tzset()
    tempfile.tempdir = None  # the variable for it may be another here
    sys.argv = ["docker15", *rest[: int(count)]]
    importlib.import_module("docker15_cli.__main__").main()


if __name__ == "__main__":
    serve(sys.argv[1])
