"""docker15 in the test's own process: a third of the time, for tests that only look at a result.

It is docker15's own run(), with the file descriptors of three pipes. What only a process has, a
test gets from `start`, as ever: a terminal, signals, memory, a broken pipe, a timeout, and what the
programs that docker15 starts write to stderr.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from docker15_cli import main
from docker15_cli.app import App
from docker15_cli.errors import Signalled
from docker15_cli.output.streams import Streams
from tests.docker15 import Docker15, Result, feed

_OPTIONS = {"host", "stdin", "env", "cwd"}  # of a call; any other needs a process
_OF_THE_PROCESS = {"TZ", "TMPDIR"}  # variables that Python itself reads, perhaps only once
_TAKEN = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_READ_SIZE = 256 * 1024


class InProcess(Docker15):
    """docker15 for one engine and one home directory, whose calls don't start a process."""

    def __call__(self, *args: str, **options: Any) -> Result:
        if self._needs_process(args, options):
            return super().__call__(*args, **options)
        return self._run(list(args), **options)

    def _needs_process(self, args: Sequence[str], options: Mapping[str, Any]) -> bool:
        variables = {*self.environment(), *(options.get("env") or {})}
        return (
            args[:1] == ("__complete",)  # which never gets as far as run()
            or not options.keys() <= _OPTIONS
            or not isinstance(options.get("stdin", b""), bytes)
            or bool(_OF_THE_PROCESS & variables)
            or threading.current_thread() is not threading.main_thread()  # which has the signals
        )

    def _run(
        self,
        args: list[str],
        *,
        host: str | None = None,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        environ = self.environment(host, **(env or {}))
        with ExitStack() as stack:
            ours = stack.enter_context(_fed(stdin))
            stdout, stderr = (stack.enter_context(_Collector()) for _ in range(2))
            stack.enter_context(_directory(cwd or self.home))
            stack.enter_context(_signals_restored())
            streams = Streams(environ, stdin=ours, stdout=stdout.fd, stderr=stderr.fd)
            app = stack.enter_context(contextlib.closing(App(environ, streams)))
            status = main.run(app, args)
        return Result(bytes(stdout.data), bytes(stderr.data), status & 0xFF)


@contextlib.contextmanager
def _fed(data: bytes) -> Iterator[int]:
    """The end to read of a pipe that has `data`."""
    reader, writer = os.pipe()
    feeder = threading.Thread(target=feed, args=(os.fdopen(writer, "wb", 0), [data]))
    feeder.start()
    try:
        yield reader
    finally:
        os.close(reader)
        feeder.join()


class _Collector:
    """A pipe, and what has been written to it: `fd` is the end to write, `data` is complete after
    the context."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._reader, self.fd = os.pipe()
        self._thread = threading.Thread(target=self._collect)

    def __enter__(self) -> _Collector:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self.fd)
        self._thread.join()

    def _collect(self) -> None:
        with os.fdopen(self._reader, "rb", 0) as file:
            while piece := file.read(_READ_SIZE):
                self.data += piece


@contextlib.contextmanager
def _directory(path: Path) -> Iterator[None]:
    """In this directory, which the process leaves again."""
    before = os.open(".", os.O_PATH)
    try:
        os.chdir(path)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


@contextlib.contextmanager
def _signals_restored() -> Iterator[None]:
    """Afterwards signals are handled as before: docker15 takes them for itself."""
    handlers = {number: signal.getsignal(number) for number in _TAKEN}
    received = None
    try:
        yield
    except Signalled as end:  # it was for pytest
        received = end.number
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if received is not None:
        signal.raise_signal(received)
