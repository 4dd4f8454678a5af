"""Entries of a log, the lines that they form, and which of them have been read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.api.attached_stream import STDERR, STDOUT
from docker15_cli.errors import AnswerBroken
from docker15_cli.logs.entries import LONGEST, SECOND, Entries, Entry, Lines, Seen, nanoseconds
from docker15_cli.wire.multiplex import frame
from tests.cutting import cut

STAMP = b"2013-11-22T08:43:28.000000001Z"
TIME = 1385109808 * SECOND + 1


def entry(text: bytes, stream: int = STDOUT, time: int = TIME) -> Entry:
    return Entry(time, stream, STAMP, text)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        (b"1970-01-01T00:00:00Z", 0),
        (b"1970-01-01T01:00:01+01:00", SECOND),
        (b"1970-01-01T00:00:00.5Z", SECOND // 2),
        (b"1970-01-01T00:00:00.123456789Z", 123456789),
        (b"1970-01-01T00:00:00.1234567899Z", 123456789),
        (b"1969-12-31T23:00:00.000000001-01:00", 1),
        (STAMP, TIME),
    ],
)
def test_times(stamp: bytes, expected: int) -> None:
    assert nanoseconds(stamp) == expected


@pytest.mark.parametrize("stamp", [b"", b"x", b"1970-01-01T00:00:00", b"\xff", b"1970Z", b"5.5"])
def test_a_bad_time(stamp: bytes) -> None:
    with pytest.raises(ValueError):
        nanoseconds(stamp)


FRAMED = [(STDOUT, b"one\n"), (STDERR, b"two words\n"), (STDOUT, b"no end")]
UNFRAMED = (b"one\r\n", b"\r\n", b"$ ")


@given(cut(st.just(b"".join(frame(number, STAMP + b" " + text) for number, text in FRAMED))))
def test_frames_split_anywhere(pieces: list[bytes]) -> None:
    entries = Entries(framed=True)
    found = [one for piece in pieces for one in entries.feed(piece)]
    assert entries.end() == []
    assert found == [entry(text, stream) for stream, text in FRAMED]


@given(cut(st.just(b"".join(STAMP + b" " + text for text in UNFRAMED))))
def test_lines_of_a_terminal_split_anywhere(pieces: list[bytes]) -> None:
    entries = Entries(framed=False)
    found = [one for piece in pieces for one in entries.feed(piece)]
    assert found + entries.end() == [entry(text) for text in UNFRAMED]


def test_a_line_in_parts_has_the_time_of_its_beginning() -> None:
    found = Entries(framed=False).feed(STAMP + b" one\nnot stamped\n")
    assert found == [entry(b"one\n"), entry(b"not stamped\n")]


def test_a_long_line_of_a_terminal_contains_times() -> None:
    part = b"x" * 16384
    data = 3 * (STAMP + b" " + part) + b" end\n"
    assert Entries(framed=False).feed(data) == [entry(3 * part + b" end\n")]


def test_a_stream_that_breaks_off() -> None:
    entries = Entries(framed=True)
    entries.feed(frame(STDOUT, STAMP + b" text")[:-1])
    with pytest.raises(AnswerBroken):
        entries.end()


@pytest.mark.parametrize(
    "data", [b"$ prompt without frames", frame(STDERR, b"Error grabbing logs: gone")]
)
def test_data_that_is_not_a_log(data: bytes) -> None:
    with pytest.raises(AnswerBroken) as caught:
        Entries(framed=True).feed(data)
    assert "\n" not in str(caught.value)


# --- lines


def test_a_line_is_put_together() -> None:
    """Each stream has its own line; its time is that of the beginning."""
    lines = Lines()
    parts = [
        entry(b"a", time=1),
        entry(b"x\n", STDERR, time=2),
        entry(b"b", time=3),
        entry(b"c\nd\ne", time=4),
    ]
    assert lines.feed(parts) == [
        entry(b"x", STDERR, time=2),
        entry(b"abc", time=1),
        entry(b"d", time=1),
    ]
    assert lines.feed([entry(b"\n", time=5), entry(b"\n", time=6)]) == [
        entry(b"e", time=4),
        entry(b"", time=6),
    ]
    assert lines.end() == []


def test_a_line_without_a_newline() -> None:
    lines = Lines()
    assert lines.feed([entry(b"$ ")]) == []
    assert lines.end() == [entry(b"$ ")]
    assert lines.end() == []


def test_a_very_long_line_is_shown_in_parts() -> None:
    lines, half = Lines(), b"x" * (LONGEST // 2 + 1)
    assert lines.feed([entry(half)]) == []
    assert lines.feed([entry(half)]) == [entry(half + half)]
    assert lines.end() == []
    unframed = Entries(framed=False)
    assert [len(one.text) for one in unframed.feed(b"x" * (LONGEST + 1))] == [LONGEST + 1]


# --- what has been read


def read_on(log: list[int], seen: Seen, *, until: int, looks_at_all: bool) -> list[int]:
    """What is new in the first entries of a log, if the engine leaves out those before `begin`."""
    begin, found, has_begun = seen.begin, [], False
    is_new = seen.filter()
    for time in log[:until]:
        has_begun = has_begun or begin is None or time >= begin
        is_sent = time >= (begin or 0) if looks_at_all else has_begun
        if is_sent and is_new(time):
            seen.add(time)
            found.append(time)
    return found


@given(
    st.lists(st.integers(0, 5), max_size=60),
    st.lists(st.integers(0, 60), max_size=5),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([1, SECOND // 3, SECOND]),
)
def test_nothing_is_lost_or_doubled(
    steps: list[int], ends: list[int], jitter: int, looks_at_all: bool, unit: int
) -> None:
    """However many entries have the same time, and wherever the reading was interrupted.

    Entries may be slightly out of order, as those of two streams.
    """
    now, log = 10 * SECOND, []
    for number, step in enumerate(steps):
        now += step * unit
        log.append(now - (jitter if number % 2 else 0))
    seen, found = Seen(), []
    for until in [*sorted(ends), len(log)]:
        found += read_on(log, seen, until=until, looks_at_all=looks_at_all)
    assert found == log


def test_little_is_remembered() -> None:
    seen = Seen()
    for time in range(10**5):
        seen.add(time)
    assert 10**5 - 1000 < (seen.begin or 0) < 10**5
