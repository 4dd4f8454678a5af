"""Which bytes of a raw stream are the process's, if the engine may write messages of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from docker15_cli.api.attached_stream import STDOUT, AttachedStream
from docker15_cli.dialects.podman import podman
from docker15_cli.transport.connection import SocketConnection

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
