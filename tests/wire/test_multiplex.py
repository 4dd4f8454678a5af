"""The frames of a multiplexed stream: the same bytes however it is cut, without copying."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.wire.multiplex import (
    STDERR,
    STDOUT,
    SYSTEM_ERROR,
    Demultiplexer,
    FrameError,
    frame,
)
from tests.cutting import cut, single_bytes

FRAMES = st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=40)), max_size=8)


def decode(pieces: list[bytes]) -> list[tuple[int, bytes]]:
    """The data of the streams, with adjacent pieces of one stream joined."""
    decoder = Demultiplexer()
    said: list[tuple[int, bytes]] = []
    for piece in pieces:
        for stream, payload in decoder.feed(piece):
            assert len(payload) > 0
            if said and said[-1][0] == stream:
                said[-1] = stream, said[-1][1] + bytes(payload)
            else:
                said.append((stream, bytes(payload)))
    decoder.close()
    return said


def failure(pieces: list[bytes]) -> tuple[bytes, str]:
    """The payload returned before the error, and the error's text."""
    decoder = Demultiplexer()
    payload = b""
    with pytest.raises(FrameError) as caught:
        for piece in pieces:
            payload += b"".join(part for _, part in decoder.feed(piece))
        decoder.close()
    return payload, str(caught.value)


def test_dockerds_logs_as_recorded() -> None:
    recorded = (
        b"\x01\x00\x00\x00\x00\x00\x00\x05out1\n\x02\x00\x00\x00\x00\x00\x00\x05err1\n"
        b"\x01\x00\x00\x00\x00\x00\x00\x05out2\n\x02\x00\x00\x00\x00\x00\x00\x05err2\n"
    )
    said = [(STDOUT, b"out1\n"), (STDERR, b"err1\n"), (STDOUT, b"out2\n"), (STDERR, b"err2\n")]
    assert decode([recorded]) == said
    assert decode(single_bytes(recorded)) == said


def test_frame_is_a_header_and_the_payload() -> None:
    assert frame(STDERR, b"x" * 258) == b"\x02\x00\x00\x00\x00\x00\x01\x02" + b"x" * 258


def test_empty_frames_are_ignored() -> None:
    assert decode([frame(STDOUT, b""), frame(STDERR, b"a"), frame(STDOUT, b"")]) == [(2, b"a")]


def test_the_engines_own_errors_are_a_stream_too() -> None:
    assert decode([frame(SYSTEM_ERROR, b"no log")]) == [(3, b"no log")]


@given(st.data(), FRAMES)
def test_any_cut_gives_the_same_bytes(data: st.DataObject, frames: list[tuple[int, bytes]]) -> None:
    whole = b"".join(frame(*each) for each in frames)
    pieces = data.draw(cut(st.just(whole)))
    said = decode(pieces)
    assert said == decode([whole])
    for number in range(4):
        sent = b"".join(payload for stream, payload in frames if stream == number)
        assert b"".join(payload for stream, payload in said if stream == number) == sent


def test_the_largest_frame_is_passed_on_without_collecting_or_copying() -> None:
    decoder = Demultiplexer()
    assert decoder.feed(b"\x01\x00\x00\x00\xff\xff\xff\xff") == []
    data = bytes(0xFFFFF)
    for _ in range(0xFFFFFFFF // len(data)):
        ((stream, payload),) = decoder.feed(data)
        assert (stream, len(payload)) == (STDOUT, len(data))
        assert payload.obj is data
    remainder = 0xFFFFFFFF % len(data)
    last, following = decoder.feed(bytes(remainder) + frame(STDERR, b"next"))
    assert (last[0], len(last[1])) == (STDOUT, remainder)
    assert (following[0], bytes(following[1])) == (STDERR, b"next")
    decoder.close()


@pytest.mark.parametrize(
    ("stream", "payload"),
    [
        (b"$ ", b""),  # a terminal's prompt, shorter than a header
        (b"out1\nerr1\nout2\n", b""),  # the raw stream of API 1.5
        (b"\x04\x00\x00\x00\x00\x00\x00\x01x", b""),
        (b"\x01\x00\x00\x01\x00\x00\x00\x01x", b""),
        # Podman's logs=1 counts one byte less than it sends.
        (b"\x01\x00\x00\x00\x00\x00\x00\x04out1\n\x02\x00\x00\x00\x00\x00\x00\x04err1\n", b"out1"),
    ],
)
def test_a_stream_without_frames_is_recognised(stream: bytes, payload: bytes) -> None:
    for pieces in ([stream], single_bytes(stream)):
        handed_out, text = failure(pieces)
        assert handed_out == payload
        assert text.startswith("the stream is not multiplexed: ")
        assert text.isprintable()


@given(st.data(), st.binary(max_size=30), st.integers(0, 9))
def test_nonsense_gives_the_same_however_it_is_cut(
    data: st.DataObject, nonsense: bytes, size: int
) -> None:
    stream = b"\x01\x00\x00\x00\x00\x00\x00" + bytes([size]) + nonsense
    try:
        whole = decode([stream])
    except FrameError:
        assert failure(data.draw(cut(st.just(stream))))[0] == failure([stream])[0]
    else:
        assert decode(data.draw(cut(st.just(stream)))) == whole


def test_a_raw_prompt_is_recognised_at_once() -> None:
    with pytest.raises(FrameError):
        Demultiplexer().feed(b"$")


@given(st.data())
def test_the_end_within_a_frame_is_an_error(data: st.DataObject) -> None:
    whole = frame(STDOUT, b"0123456789")
    length = data.draw(st.integers(1, len(whole) - 1))
    payload, text = failure([frame(STDERR, b"before") + whole[:length]])
    assert payload == b"before" + b"0123456789"[: max(0, length - 8)]
    assert text.startswith("the stream ended ")


def test_an_error_stays() -> None:
    decoder = Demultiplexer()
    assert [bytes(payload) for _, payload in decoder.feed(frame(1, b"a") + b"junk")] == [b"a"]
    for _ in range(2):
        with pytest.raises(FrameError, match="'junk'"):
            decoder.feed(frame(1, b"b"))
    with pytest.raises(FrameError, match="'junk'"):
        decoder.close()
