"""Which bytes are the process's, if the engine may write messages of its own; frames and pieces."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator

import pytest

from docker15_cli.api import container_streams
from docker15_cli.api.attached_stream import (
    STDERR,
    STDOUT,
    AttachedStream,
    ExecStream,
    Piece,
    joined,
)
from docker15_cli.dialects.podman import podman
from docker15_cli.transport.connection import SocketConnection
from docker15_cli.wire.multiplex import frame

WORDS = b"Error: write unixpacket @->/proc/self/fd/11/attach: write: broken pipe\n"


@pytest.fixture
def stream() -> Iterator[AttachedStream]:
    ours, engines = socket.socketpair()
    attached = AttachedStream(SocketConnection(ours), b"")
    attached.engine_error_frame = podman("5.4.2").engine_error_frame
    yield attached
    ours.close()
    engines.close()


def given(stream: AttachedStream, *pieces: bytes) -> bytes:
    return b"".join(bytes(data) for piece in pieces for _, data in stream.decode(piece))


@pytest.mark.parametrize("after", [b"", b"rite: broken pipe\n", b"2\r\n3\r\n" + WORDS])
def test_the_engines_message_and_what_follows_are_withheld(
    stream: AttachedStream, after: bytes
) -> None:
    """It writes it into what it is sending, so some of that is sent again."""
    assert given(stream, b"1\r\n2\r\n3\r\n" + WORDS + after) == b"1\r\n2\r\n3\r\n"
    assert given(stream, b"2\r\n") == b""
    assert (stream.is_cut, stream.received[STDOUT].size) == (True, 9)


def test_text_of_the_process_is_passed_on_once_that_is_known(stream: AttachedStream) -> None:
    assert given(stream, b"said: " + WORDS, b"more") == b"said: "
    stream.release()
    assert given(stream, b"", b" and more") == WORDS + b"more and more"
    assert (stream.is_cut, stream.withheld) == (False, b"")
    assert stream.received[STDOUT].size == len(b"said: " + WORDS + b"more and more")


def test_an_engine_does_not_send_much_after_its_message(stream: AttachedStream) -> None:
    rest = [b"%8d" % number * 1000 for number in range(10)]
    assert given(stream, WORDS, *rest) == WORDS + b"".join(rest)
    assert not stream.is_cut


def written(pieces: Iterable[Piece]) -> list[tuple[int, bytes]]:
    return [(number, bytes(data)) for number, data in joined(pieces)]


def test_what_follows_on_one_stream_is_written_at_once(stream: AttachedStream) -> None:
    stream.take_frames()
    frames = [(STDOUT, b"1\n"), (STDOUT, b"2\n"), (STDERR, b"3\n"), (STDOUT, b"4\n")]
    decoded = stream.decode(b"".join(frame(*each) for each in frames))
    assert written(decoded) == [(STDOUT, b"1\n2\n"), (STDERR, b"3\n"), (STDOUT, b"4\n")]
    assert (stream.received[STDOUT].size, stream.received[STDERR].size) == (6, 2)


def test_a_piece_that_is_written_alone_is_not_copied() -> None:
    piece = memoryview(b"alone")
    ((_, data),) = joined([(STDOUT, piece)])
    assert data is piece


def test_a_log_is_compared_frame_by_frame() -> None:
    """What the log has changed in one line is no reason not to add the others: see Comparison."""
    (batch,) = container_streams._batches([frame(STDOUT, b"1\n") * 2], framed=True)
    assert [bytes(data) for _, data in batch] == [b"1\n", b"1\n"]


def test_the_engines_message_is_found_between_other_frames(stream: AttachedStream) -> None:
    stream.take_frames()
    said = frame(STDERR, b"mine\n")
    assert written(stream.decode(said + frame(STDERR, WORDS) + said)) == [(STDERR, b"mine\nmine\n")]
    assert stream.is_cut


def test_a_refused_exec_is_recognized_although_more_arrives_with_it() -> None:
    ours, engines = socket.socketpair()
    with ours, engines:
        stream = ExecStream(SocketConnection(ours), b"")
        stream.take_frames()
        stream.filter_first_piece(re.compile(rb"Refused: .*\n"))
        more = stream.decode(frame(STDERR, b"Refused: a\n") + frame(STDERR, b"more\n"))
        assert written(more) == [(STDERR, b"more\n")]
        assert stream.refusal == (STDERR, b"Refused: a\n")
