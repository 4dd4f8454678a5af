"""The log of one of several containers on an engine without timestamps (before API 1.11)."""

from __future__ import annotations

import copy
import os
import select
import threading
from collections.abc import Callable

from docker15_cli.app import App
from docker15_cli.logs.entries import Entry, Lines
from docker15_cli.logs.merge import Outlet
from docker15_cli.output.streams import STDERR, STDOUT, Streams

_READ_SIZE = 16 * 1024


def read(app: App, show: Callable[[App], int], outlet: Outlet) -> int:
    """Call `show`, and put the lines that it writes into the outlet; return its status.

    It runs in a thread of its own, and writes to pipes. Raises what it raises.
    """
    (out, stdout), (err, stderr) = os.pipe(), os.pipe()
    result: list[int | BaseException] = []

    def work() -> None:
        one = copy.copy(app)
        one.streams = Streams(app.environ, stdin=app.streams.stdin, stdout=stdout, stderr=stderr)
        try:
            result.append(show(one))
        except BaseException as error:  # raised below
            result.append(error)
        os.close(stdout)
        os.close(stderr)

    threading.Thread(target=work, daemon=True).start()
    _pass_on({out: STDOUT, err: STDERR}, outlet)
    (status,) = result
    if isinstance(status, BaseException):
        raise status
    return status


def _pass_on(streams: dict[int, int], outlet: Outlet) -> None:
    lines, poll = Lines(), select.poll()
    for fd in streams:
        poll.register(fd, select.POLLIN)
    while streams:
        for fd, _ in poll.poll():
            data = os.read(fd, _READ_SIZE)
            if not data:
                poll.unregister(fd)
                os.close(fd)
                del streams[fd]
            elif found := lines.feed([Entry(0, streams[fd], b"", data)]):
                outlet.put(found)
    if found := lines.end():
        outlet.put(found)
