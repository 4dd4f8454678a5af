"""A session by itself: a socket for the engine's stream, and a process with given states."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from docker15_cli.api.attached_stream import AttachedStream
from docker15_cli.app import App
from docker15_cli.attach.process import Process
from docker15_cli.attach.session import AttachedSession
from docker15_cli.contract.shapes import State
from docker15_cli.output.streams import Streams
from docker15_cli.transport.connection import SocketConnection

NOT_YET, RUNS, ENDED = State(False, None), State(True, None), State(False, 0)
DELAY = 0.05


class Answer:
    """An answer that is complete at once."""

    def __init__(self) -> None:
        self._end, self._other = os.pipe()
        os.close(self._other)

    def fileno(self) -> int:
        return self._end

    def receive(self) -> bool:
        os.close(self._end)
        return True


class Complete:
    has_whole_log = False

    def has_arrived(self) -> bool:
        return False

    def is_complete(self, *, was_reset: bool) -> bool:
        return True


def process(*states: State) -> Process:
    """An exec that has one state after the other each time it is asked, and stays in the last."""
    left = list(states)

    def state(_: Any) -> State:
        return left.pop(0) if len(left) > 1 else left[0]

    answer: Any = Answer
    return Process("a test", ask=answer, state=state, resize=lambda rows, columns: answer())


@pytest.fixture
def engine() -> Iterator[tuple[socket.socket, AttachedStream]]:
    """The engine's end of a stream, and ours, on which stdin is held back."""
    ours, theirs = socket.socketpair()
    stream = AttachedStream(SocketConnection(ours), b"")
    stream.stdin_delay = DELAY
    with ours, theirs:
        yield theirs, stream


@pytest.mark.parametrize(
    ("states", "is_typed"),
    [
        ([RUNS, RUNS, ENDED], True),
        ([NOT_YET, NOT_YET, RUNS, RUNS, ENDED], True),
        ([RUNS, ENDED], False),
        ([NOT_YET, NOT_YET, NOT_YET, RUNS, ENDED], False),  # it starts late, and ends at once
    ],
)
def test_stdin_is_sent_once_the_process_is_known_to_keep_running(
    engine: tuple[socket.socket, AttachedStream], states: list[State], is_typed: bool
) -> None:
    theirs, stream = engine
    reader, writer = os.pipe()
    os.write(writer, b"typed")
    os.close(writer)
    with open(os.devnull, "r+b") as null:
        streams = Streams({}, stdin=reader, stdout=null.fileno(), stderr=null.fileno())
        with closing(App({}, streams)) as app:
            session = AttachedSession(app, process(*states), stream, Complete(), stdin=True)
            limit = 30 if is_typed else 20 * DELAY  # time enough for typing it by mistake
            ending = threading.Thread(target=_end_when_typed_to, args=[theirs, limit])
            ending.start()
            assert session.run() == 0
            ending.join()
    os.close(reader)
    assert theirs.recv(100) == (b"typed" if is_typed else b"")


def _end_when_typed_to(theirs: socket.socket, limit: float) -> None:
    select.select([theirs], [], [], limit)
    theirs.shutdown(socket.SHUT_WR)
