"""What Streams writes to a pipe."""

from __future__ import annotations

import os

import pytest

from docker15_cli.output.streams import Streams


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("é", "é\n".encode()),
        (os.fsdecode(b"\xff"), b"\xff\n"),  # an argument that is not UTF-8
        ("a\ud800b", b"a?b\n"),  # half a character, which JSON can express
    ],
)
def test_any_text_can_be_written(text: str, written: bytes) -> None:
    reading, writing = os.pipe()
    streams = Streams({}, stdout=writing, stderr=writing)
    streams.flushed_line(text)
    streams.note(text)
    os.close(writing)
    with open(reading, "rb") as pipe:
        assert pipe.read() == written * 2
