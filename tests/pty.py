"""docker15 on a real terminal: typing, looking at the screen, resizing, and what is left behind.

with Terminal(docker15, "run", "-i", "-t", "busybox", "sh", rows=24, columns=80) as terminal:
    terminal.wait_for(b"$ ")
    terminal.type(b"exit 7\r")
    assert terminal.exit_status() == 7
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyte

from tests.docker15 import TIMEOUT, AnyPopen, Docker15
from tests.forking import Forked

if TYPE_CHECKING:
    from typing_extensions import Self

_READ_SIZE = 64 * 1024
# A session leader gets the terminal that it opens as its controlling one; `{}` is for redirections.
_ON_TERMINAL = 'exec 0<>"$0" 1>&0 2>&0; exec "$@" {}'


def _stat(pid: int) -> list[str]:
    """The fields of a process's /proc/PID/stat, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu_time(pid: int) -> float:
    """The seconds of processor time that a process has used."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _is_idle(pid: int) -> bool:
    """Whether a process uses almost no processor time for two seconds.

    On a busy machine, what it does before that can take longer, so it gets several tries.
    """

    def rests() -> bool:
        before = _cpu_time(pid)
        time.sleep(2)
        return _cpu_time(pid) - before <= 0.03

    return any(rests() for _ in range(10))


def docker15_argv(*args: str) -> list[str]:
    """The command line of docker15."""
    return [sys.executable, "-m", "docker15_cli", *args]


class Child:
    """A process started by the program on the terminal."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_stopped(self) -> bool:
        return _stat(self.pid)[0] == "T"

    @property
    def is_idle(self) -> bool:
        return _is_idle(self.pid)

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


class Pty:
    """A program on a controlling terminal of its own, whose output is only read on request.

    At the end of the block, the program must have ended and the terminal must be as it was before.
    `redirect` is shell text, such as `< FILE`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environ: dict[str, str],
        cwd: Path,
        *,
        rows: int = 24,
        columns: int = 80,
        redirect: str = "",
    ) -> None:
        self.master, self._slave = os.openpty()
        os.set_blocking(self.master, False)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._set_size(rows, columns)
        self.output = bytearray()  # all that was read,
        self._seen = 0  # and how much of it has been waited for
        self.before = termios.tcgetattr(self._slave)
        self._popen, self._ended = self._start(argv, environ, cwd, redirect)
        self.pid = self._popen.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                assert self._popen.poll() is not None, "it is still running"
                assert self.master < 0 or self.attributes == self.before
        finally:
            if self._popen.poll() is None:
                self._popen.kill()
                self._popen.wait()
            for fd in (self._ended, self._slave, self.master):
                if fd >= 0:
                    os.close(fd)

    def _start(
        self, argv: Sequence[str], environ: dict[str, str], cwd: Path, redirect: str
    ) -> tuple[AnyPopen, int]:
        """Return the process, and a descriptor that becomes readable when it ends."""
        words = ["sh", "-c", _ON_TERMINAL.format(redirect), os.ttyname(self._slave), *argv]
        popen = subprocess.Popen(words, env=environ, cwd=cwd, start_new_session=True)
        return popen, os.pidfd_open(popen.pid)

    @property
    def attributes(self) -> list[Any]:
        """The terminal's settings: what `stty -a` shows, and more."""
        return termios.tcgetattr(self._slave)

    @property
    def is_raw(self) -> bool:
        """Whether keys go to the program unprocessed."""
        return not self.attributes[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(self.attributes[3] & termios.ECHO)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen, without trailing blanks."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def is_idle(self) -> bool:
        """Whether the program uses almost no processor time, perhaps after a while."""
        return _is_idle(self.pid)

    def type(self, data: bytes) -> None:
        """Type or paste, reading the program's output meanwhile, so that it never blocks."""
        rest = memoryview(data)
        deadline = time.monotonic() + TIMEOUT
        while rest:
            assert time.monotonic() < deadline, f"{len(rest)} bytes were not read"
            _, writable, _ = select.select([self.master], [self.master], [], 1)
            self._read()
            if writable:
                with contextlib.suppress(BlockingIOError):
                    rest = rest[os.write(self.master, rest) :]

    def wait_for(self, text: bytes, timeout: float = TIMEOUT) -> bytes:
        """Read on until `text` comes; return what came before it."""
        deadline = time.monotonic() + timeout
        while (at := self.output.find(text, self._seen)) < 0:
            left = deadline - time.monotonic()
            assert left > 0, f"no {text!r} in {bytes(self.output[self._seen :][-2000:])!r}"
            select.select([self.master], [], [], left)
            assert self._read() or self._popen.poll() is None, (
                f"it ended without {text!r} in {bytes(self.output[self._seen :][-2000:])!r}"
            )
        before = bytes(self.output[self._seen : at])
        self._seen = at + len(text)
        return before

    def until(self, condition: Callable[[], bool], timeout: float = TIMEOUT) -> None:
        """Read on until `condition` holds."""
        deadline = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < deadline, "\n".join(self.lines)
            select.select([self.master], [], [], 0.01)
            self._read()

    def await_size(self, rows: int, columns: int) -> None:
        """Have the shell on the terminal wait until it has this size."""
        self.type(f"until stty size | grep '{rows} {columns}'; do sleep 0.1; done\r".encode())
        self.wait_for(f"\n{rows} {columns}\r\n".encode())

    def children(self) -> list[Child]:
        """The running processes that the program has started."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [Child(int(pid)) for pid in text.split()]

    def resize(self, rows: int, columns: int) -> None:
        """Change the terminal's size, as when its window is resized."""
        self.screen.resize(rows, columns)
        self._set_size(rows, columns)

    def send_signal(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def hang_up(self) -> None:
        """Hang up, as when the window is closed."""
        os.close(self.master)
        self.master = -1

    def exit_status(self, timeout: float = TIMEOUT) -> int:
        """Read on until the program ends; return its status as a shell would show it."""
        deadline = time.monotonic() + timeout
        descriptors = [fd for fd in (self.master, self._ended) if fd >= 0]
        while self._popen.poll() is None:
            left = deadline - time.monotonic()
            assert left > 0, f"it doesn't end; {bytes(self.output[-2000:])!r}"
            select.select(descriptors, [], [], left)
            self._read()
        while self._read():
            pass
        code = self._popen.wait()
        return code if code >= 0 else 128 - code

    def _read(self) -> bool:
        if self.master < 0:
            return False
        try:
            data = os.read(self.master, _READ_SIZE)
        except BlockingIOError:
            return False
        self.output += data
        if len(self.output) < 1 << 20:  # drawing a screen is slow: 1 MB/s
            self._stream.feed(data)
        return True

    def _set_size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Terminal(Pty):
    """docker15 on a terminal; `before` is a command line that starts it, if we don't.

    It is forked by the process that has done the imports, unless something else must start it.
    """

    def __init__(
        self, docker15: Docker15, *args: str, before: Sequence[str] = (), **options: Any
    ) -> None:
        self._forked = args if not (before or options.get("redirect")) else None
        environ = docker15.environment(TERM="xterm")
        argv = [*before, *docker15_argv(*args)]
        super().__init__(argv, environ, docker15.home, **options)

    def _start(
        self, argv: Sequence[str], environ: dict[str, str], cwd: Path, redirect: str
    ) -> tuple[AnyPopen, int]:
        if self._forked is None:
            return super()._start(argv, environ, cwd, redirect)
        with open(os.ttyname(self._slave), "r+b", 0, opener=_without_control) as tty:
            popen = Forked(
                self._forked, env=environ, cwd=cwd, stdin=tty, stdout=tty, stderr=tty, terminal=True
            )
        return popen, popen.end_fd()


def _without_control(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOCTTY)


class Shell(Pty):
    """An interactive bash on a terminal, with job control; `docker15` is a shell function."""

    PROMPT = b"bash> "

    def __init__(self, docker15: Docker15) -> None:
        rc = docker15.home / "bashrc"
        command = " ".join(docker15_argv())
        rc.write_text(
            f"PS1='bash> '; set +o history\ndocker15() {{ {command} \"$@\"; }}\n"
            "bind 'set enable-bracketed-paste off'\n"
        )
        environ = docker15.environment(TERM="dumb")
        argv = ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
        super().__init__(argv, environ, docker15.home)
        self.wait_for(self.PROMPT)

    def run(self, line: str) -> None:
        """Type a line as soon as bash is reading one."""
        self.until(lambda: not self._is_canonical)
        self.type(line.encode() + b"\r")

    def run_in_front(self, line: str) -> None:
        """Type a line, and wait until bash has handed the terminal to what it starts."""
        self.run(line)
        self.until(lambda: self._is_canonical)

    def foreground(self) -> None:
        """Bring the stopped or background job to the foreground; bash shows its command."""
        self.run_in_front("fg")
        self.wait_for(b"fg\r\n")  # what `jobs` has shown of the command comes before that
        self.wait_for(b"docker15")

    @property
    def _is_canonical(self) -> bool:
        return bool(self.attributes[3] & termios.ICANON)
