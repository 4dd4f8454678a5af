"""The on-demand engine: `podman system service`, started by the first command that needs it.

It listens on a private socket, serves all later commands of the same user, outlives the command
that started it, and exits by itself after `DOCKER15_ENGINE_IDLE` seconds without a request. All its
state is in a private directory of the user (mode 0700), which also serves as the start-up lock:

    engine.sock       appears only once the engine answers
    <random>.sock     the socket of an engine that is starting
    engine.log        podman's output
"""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docker15_cli.errors import EngineUnreachable, UsageError
from docker15_cli.transport.child_log import last_lines

if TYPE_CHECKING:
    from subprocess import Popen

DEFAULT_IDLE = 300
"""Seconds without a request after which the engine exits."""

START_LIMIT = 30.0
"""Seconds within which an engine has to answer."""

_ADVICE = "set XDG_RUNTIME_DIR to a directory that only you can write to"
_LONGEST_SOCKET_PATH = 107  # sun_path has 108 bytes, the last one is NUL
_PING = b"HEAD /_ping HTTP/1.1\r\nHost: docker15\r\n\r\n"


def installed(environ: Mapping[str, str]) -> bool:
    """Whether there is a `podman` on the PATH that this user may execute."""
    candidates = (Path(directory, "podman") for directory in os.get_exec_path(environ))
    return any(os.access(file, os.X_OK) and file.is_file() for file in candidates)


def socket_of_running_engine(environ: Mapping[str, str]) -> str:
    """The path of the socket of this user's engine, which is started if none is running.

    Raises UsageError for a bad DOCKER15_ENGINE_IDLE, and EngineUnreachable if it can't be started:
    the message has podman's own error, and says where its log is.
    """
    idle = _idle_seconds(environ)
    directory = _directory(environ)
    path = _socket_in(directory)
    deadline = time.monotonic() + START_LIMIT
    while True:
        with _open_directory(directory) as descriptor:
            if _answers(path, START_LIMIT):
                return path
            if _try_lock(descriptor):
                if not _answers(path, START_LIMIT):  # no other command has just started it
                    _start(directory, idle, environ)
                return path
        if time.monotonic() > deadline:
            raise EngineUnreachable(
                f"the on-demand engine does not start: another command has been trying for "
                f"{START_LIMIT:.0f} s (log: {directory}/engine.log)"
            )
        time.sleep(0.02)


def socket_if_any(environ: Mapping[str, str]) -> str:
    """The path of the socket of this user's engine. Starts and creates nothing.

    Raises OSError if no engine was ever started, EngineUnreachable if the directory is not private.
    """
    directory = _directory(environ)
    Path(directory).stat()
    with _open_directory(directory):
        return _socket_in(directory)


def _idle_seconds(environ: Mapping[str, str]) -> int:
    text = environ.get("DOCKER15_ENGINE_IDLE") or str(DEFAULT_IDLE)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError(
            f"bad DOCKER15_ENGINE_IDLE {text!r}: not a whole number of seconds (0: never stop)"
        )
    return int(text)


def _directory(environ: Mapping[str, str]) -> str:
    """The directory of this user's engine. Raises EngineUnreachable if its path is too long."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/") and _is_ours_alone(runtime):
        directory = f"{runtime.rstrip('/')}/docker15"
    else:
        directory = f"/tmp/docker15-{os.geteuid()}"  # noqa: S108 - _open_directory() checks whose it is
    if len(os.fsencode(directory)) + len("/12345678.sock") > _LONGEST_SOCKET_PATH:
        raise EngineUnreachable(
            f"the on-demand engine can't create a socket in {directory}: the path is too long; "
            f"{_ADVICE}, with a shorter name"
        )
    return directory


def _socket_in(directory: str) -> str:
    return f"{directory}/engine.sock"


def _is_ours_alone(path: str) -> bool:
    """Whether `path` is a directory in which nobody else can create or rename files."""
    try:
        found = Path(path).stat()
    except OSError:
        return False
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return ours and not found.st_mode & 0o022


@contextmanager
def _open_directory(directory: str) -> Iterator[int]:
    """The descriptor of the directory, which is created if needed, and has to be private.

    It stays private: in a sticky /tmp nobody else can rename or replace it. Raises
    EngineUnreachable.
    """
    try:
        descriptor = _open_or_make(directory)
    except OSError as error:
        raise EngineUnreachable(
            f"the on-demand engine can't use the directory {directory}: {error.strerror}; {_ADVICE}"
        ) from None
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid():
            raise EngineUnreachable(
                f"the on-demand engine can't use {directory}: it belongs to user {found.st_uid}; "
                f"{_ADVICE}"
            )
        if found.st_mode & 0o077:
            raise EngineUnreachable(
                f"the on-demand engine can't use {directory}: other users can enter it; "
                f"remove it, or `chmod 700` it if everything in it is yours; or {_ADVICE}"
            )
        yield descriptor
    finally:
        os.close(descriptor)


def _open_or_make(directory: str) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        return os.open(directory, flags)
    except FileNotFoundError:
        with suppress(FileExistsError):
            Path(directory).mkdir(mode=0o700)
        return os.open(directory, flags)


def _try_lock(descriptor: int) -> bool:
    """Try to take the lock; return whether that worked. Closing the descriptor releases it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answers(path: str, limit: float) -> bool:
    """Whether an engine is running, and keeps running: a request restarts its idle time.

    An engine that is about to exit may still answer a request that it has accepted, but then closes
    the connection: hence the second ping. Raises EngineUnreachable for one that accepts the
    connection but does not answer within `limit` seconds.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(limit)
        try:
            probe.connect(path)
            return _ping(probe) and _ping(probe)
        except TimeoutError:
            raise EngineUnreachable(
                f"the on-demand engine at {path} accepts connections, but did not answer "
                f"within {limit:.0f} s (log: {Path(path).parent}/engine.log)"
            ) from None
        except OSError:
            return False


def _ping(probe: socket.socket) -> bool:
    probe.sendall(_PING)
    answer = probe.recv(4096)
    return answer.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close\r\n" not in answer


def _start(directory: str, idle: int, environ: Mapping[str, str]) -> None:
    """Start an engine, and move its socket into place once it answers. The caller has the lock."""
    if not installed(environ):
        raise EngineUnreachable("the on-demand engine needs podman, which is not on the PATH")
    try:
        _bring_up(directory, idle, environ)
    except OSError as error:
        raise EngineUnreachable(
            f"the on-demand engine can't be started: {error.strerror}: {error.filename}"
        ) from None


def _bring_up(directory: str, idle: int, environ: Mapping[str, str]) -> None:
    import signal

    # When podman exits, it removes the path that it was given, which must not be its successor's.
    new_socket = f"{directory}/{os.urandom(4).hex()}.sock"
    log = f"{directory}/engine.log"
    process = None
    # No signal may arrive between starting the process and the `try` that would end it.
    mask = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
    )
    try:
        try:
            process = _spawn(new_socket, log, idle, environ, mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _wait_until_ready(process, new_socket, log)
        Path(new_socket).rename(_socket_in(directory))
    except BaseException:
        if process is not None:
            _end(process)
        Path(new_socket).unlink(missing_ok=True)
        raise
    process.returncode = 0  # it outlives us on purpose: avoids a ResourceWarning


def _spawn(
    new_socket: str, log: str, idle: int, environ: Mapping[str, str], mask: set[int]
) -> Popen[bytes]:
    """Start `podman system service` in a session of its own, so that Ctrl-C does not reach it."""
    import signal
    import subprocess

    def default_signals() -> None:
        # A script's background job ignores SIGINT; the engine's containers must not inherit that.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    argv = ["podman", "system", "service", f"--time={idle}", f"unix://{new_socket}"]
    # These would make podman a client of another engine.
    remote = ("CONTAINER_HOST", "CONTAINER_CONNECTION")
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            argv,
            cwd="/",
            env={name: value for name, value in environ.items() if name not in remote},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=default_signals,
        )
    finally:
        os.close(output)


def _wait_until_ready(process: Popen[bytes], socket_path: str, log: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not _answers(socket_path, max(1, deadline - time.monotonic())):
        status = process.poll()
        if status is not None:
            raise EngineUnreachable(
                f"the on-demand engine can't be started: {_last_log_line(log)} "
                f"(podman's exit status {status}, log: {log})"
            )
        if time.monotonic() > deadline:
            raise EngineUnreachable(
                f"the on-demand engine was not ready after {START_LIMIT:.0f} s: "
                f"{_last_log_line(log)} (log: {log})"
            )
        time.sleep(0.005)


def _last_log_line(log: str) -> str:
    """Podman's last error, else its last line."""
    lines = last_lines(log)
    errors = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    return (errors or lines or ["podman printed nothing"])[-1]


def _end(process: Popen[bytes]) -> None:
    """End a half-started engine and its whole session, even if interrupted again."""
    import signal
    import subprocess

    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
