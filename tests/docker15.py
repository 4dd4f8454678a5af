"""Running docker15 as its users do: in a process of its own, with a clean environment.

docker15 = Docker15(home, host=engine.url)
docker15("run", "-i", "busybox", "cat", stdin=b"hi").stdout
with docker15.start("logs", "-f", container) as process:
    process.wait_for(b"ready")
    process.send_signal(signal.SIGINT)
    assert process.result().exit_status == 130
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Union

from tests import forking

AnyPopen = Union["subprocess.Popen[bytes]", forking.Forked]
TIMEOUT = 30.0  # seconds, for what should take a fraction of one
_READ_SIZE = 256 * 1024
_PLAIN = {"stdin", "stdout", "stderr", "env", "cwd"}  # options that a forked process supports, too

# A process's ru_maxrss starts at the size of its parent, so this is a small parent.
_MEASURE = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
os.write(int(sys.argv[1]), b"%d" % usage.ru_maxrss)
os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
"""


@dataclass(frozen=True)
class Result:
    """How a run ended. `peak_memory` is in bytes, 0 unless it was measured."""

    stdout: bytes
    stderr: bytes
    exit_status: int
    peak_memory: int = 0

    @property
    def lines(self) -> list[str]:
        return self.stdout.decode().splitlines()

    @property
    def line(self) -> str:
        """The only line of stdout of a successful run."""
        assert (self.exit_status, self.stderr) == (0, b""), self
        (line,) = self.lines
        return line

    @property
    def error(self) -> str:
        """The only line of stderr, without `Error: `."""
        (line,) = self.stderr.decode().splitlines()
        assert line.startswith("Error: "), self
        return line.removeprefix("Error: ")


class Docker15:
    """docker15 for one engine and one home directory; `variables` are always set.

    It is a process of its own, forked by one that has already done the imports, in a fifth of the
    time that the executable takes. The executable itself runs where the process is what is tested:
    where its memory is measured, or where Popen's own options or a `program` are given.
    """

    program: Sequence[str] = (sys.executable, "-m", "docker15_cli")

    def __init__(
        self, home: Path, host: str = "", variables: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self.host = host
        self._variables = dict(variables or {})

    def environment(self, host: str | None = None, **more: str) -> dict[str, str]:
        """Nothing of the developer's environment: no DOCKER_*, credentials, on-demand engine."""
        host = self.host if host is None else host
        base = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DOCKER15_ENGINE": "none",
        }
        return base | self._variables | ({"DOCKER_HOST": host} if host else {}) | more

    def start(
        self,
        *args: str,
        host: str | None = None,
        stdin: bytes | Iterable[bytes] | int | IO[Any] = b"",
        stdout: int | IO[Any] | None = None,
        read: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        measured: bool = False,
        program: Sequence[str] | None = None,
        **options: Any,
    ) -> Process:
        """Start it, or `program`, without waiting for its end.

        `stdin` is what it reads: bytes, an iterable of bytes (perhaps endless), or a file. Its
        stdout is collected unless `stdout` says where it goes; with `read`, only that many bytes
        are, and then the pipe breaks. `options` are subprocess.Popen's.
        """
        program = program or self.program
        peak = _Peak() if measured else None
        feeds = not (isinstance(stdin, int) or hasattr(stdin, "fileno"))
        options |= {
            "stdin": subprocess.PIPE if feeds else stdin,
            "stdout": subprocess.PIPE if stdout is None else stdout,
            "stderr": options.get("stderr", subprocess.PIPE),
            "env": self.environment(host, **(env or {})),
            "cwd": cwd or self.home,
        }
        if program is Docker15.program and peak is None and options.keys() <= _PLAIN:
            popen: AnyPopen = forking.Forked(args, **options)
        else:
            popen = _executed([*program, *args], peak, options)
        pieces = [stdin] if isinstance(stdin, bytes) else stdin
        return Process(popen, pieces if feeds else (), read, peak)  # type: ignore[arg-type]

    def __call__(self, *args: str, timeout: float = TIMEOUT, **options: Any) -> Result:
        """Run it and wait for its end. The options are those of `start`."""
        with self.start(*args, **options) as process:
            return process.result(timeout)


def _executed(
    argv: list[str], peak: _Peak | None, options: dict[str, Any]
) -> subprocess.Popen[bytes]:
    """Run a program in a new process."""
    if peak is not None:
        argv = peak.wrapped(argv)
        options["pass_fds"] = (*options.get("pass_fds", ()), *peak.fds)
    return subprocess.Popen(argv, bufsize=0, **options)


class Process:
    """A docker15 that is running."""

    def __init__(
        self,
        popen: AnyPopen,
        stdin: Iterable[bytes],
        read: int | None,
        peak: _Peak | None,
    ) -> None:
        self._popen = popen
        self._peak = peak
        self.pid = popen.pid
        self._changed = threading.Condition()
        self._output = {"stdout": bytearray(), "stderr": bytearray()}
        self._threads: list[threading.Thread] = []
        if popen.stdin:
            self._spawn(feed, popen.stdin, stdin)
        if popen.stdout:
            self._spawn(self._collect, popen.stdout, "stdout", read)
        if popen.stderr:
            self._spawn(self._collect, popen.stderr, "stderr", None)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._popen.poll() is None:
            self._popen.kill()
        self._popen.wait()

    def send_signal(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def deliver(self, number: signal.Signals) -> None:
        """Send a signal, and wait until its handler has run: if two are pending, one is lost.

        Python doesn't handle a signal that arrives just before a blocking call until that call is
        interrupted. That is why docker15 has a timer; sending its signal saves waiting for it.
        """
        for each in (number, signal.SIGALRM):
            self.send_signal(each)
            self._await_sleep()

    def _await_sleep(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not (self.has_ended or sleeps(self.pid)):
            assert time.monotonic() < deadline

    @property
    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    @property
    def has_written(self) -> bool:
        """Whether it has written anything to stdout."""
        return bool(self._output["stdout"])

    @property
    def stdout(self) -> bytes:
        """What it has written to stdout so far."""
        with self._changed:
            return bytes(self._output["stdout"])

    @property
    def stderr(self) -> bytes:
        with self._changed:
            return bytes(self._output["stderr"])

    def wait_for(self, output: bytes, stream: str = "stdout", timeout: float = TIMEOUT) -> None:
        """Wait until it has written this."""
        with self._changed:
            found = self._changed.wait_for(lambda: output in self._output[stream], timeout)
        assert found, f"no {output!r} in {bytes(self._output[stream])!r}"

    def result(self, timeout: float = TIMEOUT) -> Result:
        """Wait for the end. Raises subprocess.TimeoutExpired; it is killed when that happens."""
        try:
            status = self._popen.wait(timeout)
        except subprocess.TimeoutExpired as error:
            self._popen.kill()
            self._popen.wait()
            error.output, error.stderr = (bytes(data) for data in self._output.values())
            raise
        for thread in self._threads:
            thread.join(timeout)
        peak = self._peak.read() if self._peak else 0
        return Result(
            bytes(self._output["stdout"]), bytes(self._output["stderr"]), _status(status), peak
        )

    def _spawn(self, target: Any, *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _collect(self, file: IO[bytes], name: str, limit: int | None) -> None:
        with file:
            while limit is None or len(self._output[name]) < limit:
                left = _READ_SIZE if limit is None else limit - len(self._output[name])
                data = os.read(file.fileno(), min(left, _READ_SIZE))
                if not data:
                    break
                with self._changed:
                    self._output[name] += data
                    self._changed.notify_all()


def sleeps(pid: int) -> bool:
    """Whether a process is waiting and has no pending signal, or has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    return fields["State"][0] in "SZ" and not int(fields["ShdPnd"], 16)


@contextlib.contextmanager
def held_open(data: bytes) -> Iterator[int]:
    """A stdin that supplies `data` but doesn't end, as if somebody were still typing."""
    reader, writer = os.pipe()
    try:
        os.write(writer, data)
        yield reader
    finally:
        os.close(reader)
        os.close(writer)


def feed(file: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Write the pieces, and close the file."""
    # The reader may be gone, even when closing; that is how an endless input ends.
    with contextlib.suppress(BrokenPipeError), file:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[os.write(file.fileno(), view) :]


def _status(code: int) -> int:
    """The exit status that a shell would show."""
    return code if code >= 0 else 128 - code


class _Peak:
    """A launcher that reports the peak memory of what it runs."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    @property
    def fds(self) -> tuple[int]:
        return (self._writer,)

    def wrapped(self, argv: list[str]) -> list[str]:
        return [sys.executable, "-S", "-c", _MEASURE, str(self._writer), *argv]

    def read(self) -> int:
        os.close(self._writer)
        with os.fdopen(self._reader) as file:
            return int(file.read()) * 1024
