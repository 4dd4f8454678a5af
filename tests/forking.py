"""docker15 without the time for its imports, for tests that aren't about those.

A short command spends four fifths of its time on imports. `python -m tests.forking NAME` does them
once, listens at that name, and runs each command line in a fork, through docker15's own main(). It
exits when its stdin ends. `Forked` is such a command line as a process: with its own signals and
standard streams, and a terminal if wanted. `program()` stands for docker15 in scripts.
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
coverage_config = ""  # with which the server measures its forks
_ending = contextlib.ExitStack()
atexit.register(_ending.close)
_ALSO = ("encodings.idna", "ssl")  # slow imports that are otherwise done when first needed


@functools.cache
def _server() -> str:
    """The name of this process's own server, which starts when first needed and ends with it."""
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
    """End the server, which would end with this process anyway; the next use starts a new one."""
    _ending.close()
    _server.cache_clear()


def program() -> tuple[str, ...]:
    """The command line of launch.py, which has the server run its arguments."""
    return (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), _server())


class Forked:
    """The part of subprocess.Popen that tests use. With `terminal`, stdin is its terminal."""

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
        """A descriptor, for the caller to close, that becomes readable when the process ends."""
        return os.dup(self._status.fileno())


def _stream(
    wanted: int | IO[Any], closing: contextlib.ExitStack, is_input: bool
) -> tuple[IO[bytes] | None, int]:
    """Our end of a standard stream, if it is a pipe, and the other end."""
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
    gc.freeze()  # so that forks don't copy what is there
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as selector:
        listener.bind(f"\0{name}")  # in the abstract namespace: no file
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
    """Run one command line in a fork, and report its process id."""
    head, streams, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as file:
        data = file.read(int.from_bytes(head, "big"))
    pid = os.fork()
    if pid == 0:
        arcs.report_at_exit()
        try:
            _become(os.fsdecode(data).split("\0"), streams)
        except BaseException:  # as Python itself would: nothing may return into the server
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)
    for fd in streams:
        os.close(fd)
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(pid.to_bytes(4, "big"))
    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, connection))


def _end(pidfd: int, pid: int, connection: socket.socket) -> None:
    """Report how it ended, as subprocess does, if anybody still wants to know."""
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
    os.closerange(3, 256)  # the server's descriptors
    os.chdir(directory)
    os.environ.clear()
    pairs = (part.partition("=") for part in rest[int(count) :])
    os.environ.update({name: value for name, _, value in pairs})
    time.tzset()
    tempfile.tempdir = None  # the variable for it may be different here
    sys.argv = ["docker15", *rest[: int(count)]]
    importlib.import_module("docker15_cli.__main__").main()


if __name__ == "__main__":
    serve(sys.argv[1])
