"""docker15 without the time for its imports, for tests that only want what comes of a command.

A short command imports for four fifths of its time. `python -m tests.forking NAME` does that once:
what launch.py asks for, at that name of a socket, runs in a fork, through docker15's own main().
It ends with its stdin. `program()` starts it, and is the command line that stands for docker15.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from docker15_cli import main
from docker15_cli.cli.command_table import COMMANDS

_ALSO = ("api.client", "transport.session", "transport.hijack", "transport.streaming")


@functools.cache
def program() -> tuple[str, ...]:
    """The same for all of this process: it is started when first needed, and ends with it."""
    name = f"d15-forking-{secrets.token_hex(8)}"
    argv = [sys.executable, "-m", "tests.forking", name]
    root = Path(__file__).parents[1]
    server = subprocess.Popen(argv, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)
    return (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), name)


def serve(name: str) -> None:
    for module in (*_ALSO, *(f"commands.{module}" for module, _, _ in COMMANDS.values())):
        importlib.import_module(f"docker15_cli.{module}")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that answer
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{name}")  # of the abstract namespace: no file
        listener.listen(64)
        print("ready", flush=True)
        while sys.stdin not in (ready := select.select([listener, sys.stdin], [], [])[0]):
            assert ready
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _answer(connection)
            connection.close()


def _answer(connection: socket.socket) -> None:
    """Run one command line in a fork, and tell its id, and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, streams, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as file:
        data = file.read(int.from_bytes(head, "big"))
    pid = os.fork()
    if pid == 0:
        connection.close()
        try:
            _become(os.fsdecode(data).split("\0"), streams)
        finally:  # whatever happens, this process is not the one that serves
            os._exit(70)
    for fd in (0, 1, 2, *streams):
        os.close(fd)
    connection.sendall(pid.to_bytes(4, "big"))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    connection.sendall((code if code >= 0 else 128 - code).to_bytes(4, "big"))
    os._exit(0)


def _become(parts: list[str], streams: list[int]) -> None:
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
        os.close(fd)
    directory, count, *rest = parts
    os.chdir(directory)
    os.environ.clear()
    pairs = (part.partition("=") for part in rest[int(count) :])
    os.environ.update({name: value for name, _, value in pairs})
    time.tzset()
    sys.argv = ["docker15", *rest[: int(count)]]
    main.main()


if __name__ == "__main__":
    serve(sys.argv[1])
