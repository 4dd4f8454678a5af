"""What an engine writes to an exec's stream if it can't run the command."""

from __future__ import annotations

import re

import pytest

from docker15_cli.api.attached_stream import STDERR, STDOUT, FirstPieceFilter
from docker15_cli.wire.multiplex import Demultiplexer, frame

REFUSED = re.compile(rb"Refused: [^\r\n]*[\r\n]*")


def shown(decode: FirstPieceFilter, *pieces: bytes) -> list[tuple[int, bytes]]:
    """What is shown of the pieces, which all come in the same buffer."""
    found = []
    buffer = bytearray(100)
    for piece in pieces:
        buffer[: len(piece)] = piece
        decoded = decode(memoryview(buffer)[: len(piece)])
        found += [(stream, bytes(data)) for stream, data in decoded]
    return found


def raw() -> FirstPieceFilter:
    return FirstPieceFilter(lambda data: ((STDOUT, data),), REFUSED)


def test_the_engines_message_is_withheld() -> None:
    decode = raw()
    assert shown(decode, b"", b"Refused: no such file\r\n", b"more") == [(STDOUT, b"more")]
    assert decode.refusal == (STDOUT, b"Refused: no such file\r\n")


@pytest.mark.parametrize("pieces", [[b"a", b"Refused: b\n"], [b"Refused: a\nb"], [b"Refuse"], []])
def test_other_text_is_shown(pieces: list[bytes]) -> None:
    decode = raw()
    assert shown(decode, *pieces) == [(STDOUT, piece) for piece in pieces]
    assert decode.refusal is None


def test_frames() -> None:
    decode = FirstPieceFilter(Demultiplexer().feed, REFUSED)
    words, more = frame(STDERR, b"Refused: a\n"), frame(STDOUT, b"b")
    assert shown(decode, words[:5], words[5:] + more) == [(STDOUT, b"b")]
    assert decode.refusal == (STDERR, b"Refused: a\n")
