"""A container's standard streams: the log, the fan-out to attached clients, and stdin."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path


class Log:
    """What a container has written in whole lines, in order, over all its runs."""

    SAME_TIME = 10**7  # nanoseconds in which the output of one stream is one entry
    LIMIT = 64 << 20  # the daemon had none, but a test that writes gigabytes must not fill the disk

    def __init__(self, path: Path) -> None:
        self._path = path
        self._index: list[tuple[str, int, int]] = []  # stream, bytes, Unix time in nanoseconds
        self._size = 0
        self._lock = threading.Lock()

    def append(self, stream: str, data: bytes) -> None:
        with self._lock:
            if self._size + len(data) > self.LIMIT:
                return
            with self._path.open("ab") as file:
                file.write(data)
            self._size += len(data)
            self._note(stream, len(data))

    def _note(self, stream: str, size: int) -> None:
        now = time.time_ns()
        if self._index:
            last, before, since = self._index[-1]
            if last == stream and now - since < self.SAME_TIME:
                self._index[-1] = (stream, before + size, since)
                return
        self._index.append((stream, size, now))

    def read(self, streams: Collection[str]) -> Iterator[bytes]:
        for stream, data, _ in self.entries():
            if stream in streams:
                yield data

    def entries(self) -> Iterator[tuple[str, bytes, int]]:
        """The entries so far: stream, data, and Unix time in nanoseconds."""
        with self._lock:
            index = list(self._index)
        if not index:
            return
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as file:
            for stream, size, moment in index:  # of a removed container there is nothing more
                yield stream, file.read(size), moment


class LineLog:
    """Cuts one stream into lines for the log.

    A line that is not UTF-8 stops it: what comes after that waits for the next start, like an
    unfinished line. Later engines keep `everything`.
    """

    PENDING_LIMIT = 1 << 20

    def __init__(self, log: Log, stream: str, *, everything: bool) -> None:
        self._log = log
        self._stream = stream
        self._everything = everything
        self._pending = b""
        self._stopped = False

    def resume(self) -> None:
        self._stopped = False

    def feed(self, data: bytes) -> None:
        if self._everything:
            self._log.append(self._stream, data)
            return
        lines, newline, rest = data.rpartition(b"\n")
        if self._stopped or not newline:
            self._pending = (self._pending + data)[-self.PENDING_LIMIT :]
            return
        whole, self._pending = self._pending + lines + newline, rest
        if _is_utf8(whole):
            self._log.append(self._stream, whole)
            return
        # The daemon cuts all of a read into lines before it gives up, so the good ones are kept.
        for line in whole.split(b"\n")[:-1]:
            if _is_utf8(line):
                self._log.append(self._stream, line + b"\n")
            else:
                self._stopped = True


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class Sink:
    """What one attach still has to send. It is bounded: a slow client slows the container down."""

    LIMIT = 1 << 20

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._sources = 0
        self._closed = False
        self._ended = False
        self._bounded = True
        self._changed = threading.Condition()

    def put(self, data: bytes) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._size < self.LIMIT or self._takes_no_more or not self._bounded
            )
            if self._takes_no_more:
                return
            self._pieces.append(data)
            self._size += len(data)
            self._changed.notify_all()

    def get(self) -> bytes:
        """The next piece; empty if all its sources have ended, or the sink has been closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or not self._sources or self._takes_no_more)
            if not self._pieces or self._closed:
                return b""
            piece = self._pieces.popleft()
            self._size -= len(piece)
            self._changed.notify_all()
            return piece

    @property
    def _takes_no_more(self) -> bool:
        return self._closed or self._ended

    def add_source(self) -> None:
        with self._changed:
            self._sources += 1

    def end_source(self) -> None:
        with self._changed:
            self._sources -= 1
            self._changed.notify_all()

    def unbound(self) -> None:
        """Take the rest without a limit: the process is gone, and only a pipeful is left."""
        with self._changed:
            self._bounded = False
            self._changed.notify_all()

    def end(self) -> None:
        """Take no more, but still send what is there."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Take no more, and send no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class Broadcaster:
    """Sends one output of a container to its log and every attach. It outlives the process."""

    def __init__(self, log: Log, stream: str, *, log_everything: bool = False) -> None:
        self._lines = LineLog(log, stream, everything=log_everything)
        self._sinks: list[Sink] = []
        self._over = False
        self._lock = threading.Lock()

    def attach(self, sink: Sink) -> None:
        with self._lock:
            if not self._over:
                sink.add_source()
                self._sinks.append(sink)

    def detach(self, sink: Sink) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._sinks.remove(sink)

    @property
    def followers(self) -> int:
        """The number of attached clients."""
        return len(self._attached())

    def started(self) -> None:
        self._lines.resume()

    def write(self, data: bytes) -> None:
        self._lines.feed(data)
        for sink in self._attached():
            sink.put(data)

    def exited(self) -> None:
        """Note that the process is gone: no slow client may keep the container from ending."""
        for sink in self._attached():
            sink.unbound()

    def close(self, *, for_good: bool = False) -> None:
        """End the stream for all attached clients; with `for_good`, for all later ones, too."""
        with self._lock:
            sinks, self._sinks = self._sinks, []
            self._over = for_good
        for sink in sinks:
            sink.end_source()

    def _attached(self) -> list[Sink]:
        with self._lock:
            return list(self._sinks)


class Stdin:
    """Stdin for one run. It exists before the process does: a write waits for the start."""

    def __init__(self) -> None:
        self._descriptor = -1
        self._shut = False
        self._over = False
        self._changed = threading.Condition()
        self._writing = threading.Lock()

    def started(self, descriptor: int) -> None:
        with self._changed:
            self._descriptor = descriptor
            self._changed.notify_all()
        if self._shut:
            self.close()

    def write(self, data: bytes) -> None:
        """Write the data. Raises OSError if nobody will read it any more."""
        with self._writing:
            with self._changed:
                self._changed.wait_for(lambda: self._descriptor >= 0 or self._shut or self._over)
                descriptor = self._descriptor
            if descriptor < 0:
                raise BrokenPipeError
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]

    def close(self) -> None:
        """End the input, also for a process that hasn't started yet."""
        with self._writing:
            self._shut = True
            self._release()

    def exited(self) -> None:
        """Note that the process is gone, or will never start."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
        with self._writing:
            self._release()

    def _release(self) -> None:
        with self._changed:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1
