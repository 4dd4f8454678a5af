"""Looking for a line in what a container writes from its next start on.

The regular expression is the user's, and may take forever on some line: so a separate process does
the search, which gives up on a line after a while, and can be ended.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from docker15_cli.api import container_streams, containers
from docker15_cli.app import App
from docker15_cli.contract import features
from docker15_cli.errors import NotFound, UsageError, WaitFailed
from docker15_cli.logs.reading import beyond

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

    from docker15_cli.api.attached_stream import Piece

_LONGEST = 64 * 1024  # bytes of a line that are searched
_FOUND, _NOT_FOUND, _TOO_SLOW = 0, 3, 4
_SHORTEST_PAUSE = 0.1  # seconds between two reads of a log that can't be followed
_PART = 4  # a pause takes this many times as long as the read before it
_PROGRAM = f"""
import re, signal, sys, warnings
warnings.simplefilter("ignore")
def give_up(*_):
    sys.exit({_TOO_SLOW})
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGVTALRM, give_up)
search = re.compile(sys.argv[1]).search
for line in iter(lambda: sys.stdin.buffer.readline({_LONGEST}), b""):
    signal.setitimer(signal.ITIMER_VIRTUAL, 2)
    found = search(line.decode("utf-8", "replace").rstrip("\\r\\n"))
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if found:
        sys.exit({_FOUND})
sys.exit({_NOT_FOUND})
"""


class Search:
    """A search for a line in what a container, which does not run yet, writes from now on."""

    def __init__(self, app: App, container: str, regex: str, *, is_new: bool = False) -> None:
        """Note how long its log is, unless the container `is_new`. Raises Docker15Error."""
        self._app = app
        self._container = container
        self._regex = regex
        self._since = ""
        self._shown: Counter[int] = Counter()
        self._error: Exception | None = None
        if not is_new:
            self._since = self._last_time()
            for _ in beyond(self._shown, self._read()):
                pass

    def found(self) -> bool:
        """Wait until there is such a line (True), or the container has ended (False).

        Raises WaitFailed if the expression takes too long, Docker15Error if the log can't be read.
        """
        from subprocess import PIPE, Popen

        argv = [sys.executable, "-I", "-S", "-c", _PROGRAM, self._regex]
        with Popen(argv, stdin=PIPE) as process:
            threading.Thread(target=self._feed, args=(process,), daemon=True).start()
            try:
                status = process.wait()
            finally:
                process.kill()
        if status == _TOO_SLOW:
            text = (
                f"--wait log: the expression takes too long on a line of the log: {self._regex!r}"
            )
            raise WaitFailed(text).with_status(UsageError.exit_status)
        if status != _FOUND and self._error:
            raise self._error
        return status == _FOUND

    def _feed(self, process: Popen[bytes]) -> None:
        """Write the log's lines to the process, until it or the container has ended."""
        assert process.stdin is not None
        rests: dict[int, bytes] = {}
        with suppress(OSError, ValueError), process.stdin as sink:
            try:
                for stream, piece in self._pieces():
                    *lines, rest = (rests.get(stream, b"") + bytes(piece)).split(b"\n")
                    rests[stream] = rest[:_LONGEST]
                    sink.write(b"".join(line + b"\n" for line in lines))
                    sink.flush()
                sink.write(b"".join(rest + b"\n" for rest in rests.values() if rest))
            except BrokenPipeError:
                pass  # the process has ended
            except Exception as error:  # for `found` to raise, if it still waits
                self._error = error

    def _pieces(self) -> Iterator[Piece]:
        """What the container writes, until it has ended."""
        client = self._app.client
        follows = client.has(features.LOGS_OPTIONS) and not client.dialect.loses_followed_logs
        while True:
            began = time.monotonic()
            was_running = self._runs()
            yield from beyond(self._shown, self._read(follow=follows))
            if not was_running:
                return
            time.sleep(max(_SHORTEST_PAUSE, (time.monotonic() - began) * _PART * (not follows)))

    def _runs(self) -> bool:
        try:
            inspected = containers.inspect(self._app.client, self._container)
        except NotFound:
            return False
        return containers.is_running(inspected)

    def _read(self, *, follow: bool = False) -> Iterator[Piece]:
        client, since = self._app.client, self._since
        return container_streams.logs(client, self._container, follow=follow, since=since)

    def _last_time(self) -> str:
        """The Unix time of the log's last line, from which to read on; "" for all of the log."""
        client = self._app.client
        if not client.dialect.log_mark or not client.has(features.LOGS_SINCE):
            return ""
        last = container_streams.logs(client, self._container, tail="1", timestamps=True)
        text = b"".join(bytes(piece) for _, piece in last).partition(b" ")[0]
        return _unix_time(text.decode("ascii", "replace"))


def _unix_time(text: str) -> str:
    """RFC 3339 in UTC → Unix time in whole seconds, rounded down; "" for anything else."""
    from datetime import datetime

    try:
        return str(int(datetime.fromisoformat(f"{text[:19]}+00:00").timestamp()))
    except ValueError:
        return ""
