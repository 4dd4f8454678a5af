"""The text of a failed build of a 1.5 daemon: the reason is shown once, however it is cut (F32)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.api.system import _without_repeated_error
from docker15_cli.errors import EngineError
from tests.cutting import cut, single_bytes

BEFORE = b"Step 1 : FROM busybox\n ---> 570190638ab6\n"
FAILED = b"Error build: "
LINES = st.sampled_from([b"a\n", b"b\n", b"a: b\n", b"\n", FAILED + b"a\n"])
MESSAGES = st.lists(LINES, min_size=1, max_size=4).map(b"".join).filter(bytes.strip)


def shown(pieces: list[bytes]) -> bytes:
    found = bytearray()
    with pytest.raises(EngineError):
        for piece in _without_repeated_error(pieces):
            found += piece
    return bytes(found)


@given(st.data(), st.lists(LINES, max_size=5).map(b"".join), MESSAGES)
def test_only_the_repetition_is_left_out(
    data: st.DataObject, output: bytes, message: bytes
) -> None:
    text = BEFORE + output + FAILED + message * 2
    found = shown(data.draw(cut(st.just(text))))
    rest = text.removeprefix(found)
    assert found + rest == text
    assert not rest or found.endswith(FAILED + rest)
    assert rest == message or FAILED in message or message.count(b"\n") > 1


@pytest.mark.parametrize("message", [b"returned a code: 7\n", b"two\nlines\n", b"no line"])
def test_it_is_left_out(message: bytes) -> None:
    text = BEFORE + FAILED + message * 2
    repeated = b"" if message.endswith(b"\n") else message
    assert shown([text]) == shown(single_bytes(text)) == BEFORE + FAILED + message + repeated


def test_a_step_that_prints_something_similar_is_shown_unchanged() -> None:
    text = BEFORE + FAILED + b"x\nx\nSuccessfully built 123456789abc\n"
    assert b"".join(_without_repeated_error(single_bytes(text))) == text


def test_an_end_without_a_reason_is_shown_completely() -> None:
    text = BEFORE + FAILED + b"x\nx"
    assert shown(single_bytes(text)) == text
