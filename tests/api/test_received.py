"""Whether all output has come, by comparing what came with the log."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.api.received import Comparison, Received


def exactly(output: bytes) -> bytes:
    """The output as in Podman's log."""
    return output


def as_docker_logs(output: bytes) -> bytes:
    """The output as in Docker's log: each byte that is not UTF-8 becomes U+FFFD."""
    return b"".join(
        text.encode() if text.isprintable() or text.isascii() else b"\xef\xbf\xbd"
        for text in output.decode("utf-8", "surrogateescape")
    )


def in_whole_lines(output: bytes) -> bytes:
    """The output as in a 1.5 daemon's log, which lacks a last line without a newline."""
    return output[: output.rfind(b"\n") + 1]


LOGS = [exactly, as_docker_logs, in_whole_lines]
texts = st.lists(st.sampled_from(["one", "zwölf", "\n", "語", "\r\n", "x" * 50])).map(
    lambda parts: "".join(parts).encode()
)
cuts = st.integers(0, 400)


def received(data: bytes) -> Received:
    came = Received()
    for at in range(0, len(data), 7):
        came.add(memoryview(data)[at : at + 7])
    return came


def compare(came: bytes, log: bytes) -> tuple[bytes, bool]:
    """What is added from the log, and whether something is still missing."""
    comparison = Comparison(received(came))
    brought = b"".join(comparison.rest(line) for line in log.splitlines(keepends=True))
    return brought, comparison.is_short


@pytest.mark.parametrize("logged", LOGS)
@given(output=st.binary())
def test_complete_output_is_never_suspected(
    logged: Callable[[bytes], bytes], output: bytes
) -> None:
    if logged is in_whole_lines:  # it contains no other bytes
        output = output.decode(errors="ignore").encode()
    assert compare(output, logged(output)) == (b"", False)


@pytest.mark.parametrize("logged", LOGS)
@given(output=texts, cut=cuts)
def test_what_was_cut_off_is_added(
    logged: Callable[[bytes], bytes], output: bytes, cut: int
) -> None:
    came = output[:cut]
    brought, is_short = compare(came, logged(output))
    if is_short:  # the cut is within a character, or the log can't show it
        assert not brought
    else:
        assert (came + brought).startswith(logged(output))


@given(before=texts, lost=st.binary(min_size=1))
def test_what_the_log_has_lost_is_not_added(before: bytes, lost: bytes) -> None:
    output = before + b"\xff" + lost + b"end"
    brought, is_short = compare(before, as_docker_logs(output))
    assert b"\xef\xbf\xbd" not in brought
    assert is_short


def test_two_streams_in_another_order_are_not_a_beginning() -> None:
    """A 1.5 daemon's stream merges them, and its log may do so in another order."""
    assert compare(b"err\nout\n", b"out\nerr\nmore\n") == (b"", True)


@given(output=st.binary(min_size=1))
def test_an_output_ends_like_its_log(output: bytes) -> None:
    assert received(output).ends_like(received(as_docker_logs(output)))


@given(output=texts, more=texts)
def test_whole_lines_match_a_log_that_has_only_those(output: bytes, more: bytes) -> None:
    came = output + b"line\n" + more.replace(b"\n", b"")
    assert received(came).ends_like(received(in_whole_lines(came)))


def test_a_different_end_does_not_match() -> None:
    assert not received(b"1\n2\n").ends_like(received(b"1\n2\n3\n"))
    assert not received(b"").ends_like(received(b"1\n"))
    assert received(b"").ends_like(received(b""))


@given(st.lists(st.integers(500, 50_000), min_size=1), st.lists(st.integers(500, 50_000)))
def test_how_it_was_cut_into_pieces_does_not_matter(ours: list[int], theirs: list[int]) -> None:
    output = b"".join(b"%d\n" % number for number in range(20_000))
    counted = []
    for sizes in (ours, theirs or [len(output)]):
        came, at = Received(), 0
        while at < len(output):
            size = sizes[at % len(sizes)]
            came.add(output[at : at + size])
            at += size
        counted.append(came)
    assert counted[0].ends_like(counted[1])
    assert counted[0].is_like(counted[1])


@pytest.mark.parametrize("logged", LOGS)
@pytest.mark.parametrize("missing", [0, 1, 5, 70_000])
def test_a_lot_of_binary_data(logged: Callable[[bytes], bytes], missing: int) -> None:
    """It is not counted to its end, so it is recognised by its end."""
    output = random.Random(missing).randbytes(2_000_000) + b"the end\n"
    log = logged(output)
    came = Received()
    came.add(output[: len(output) - missing])
    comparison = Comparison(came)
    brought = b"".join(comparison.rest(log[at : at + 65536]) for at in range(0, len(log), 65536))
    is_whole = came.size + len(brought) == len(output)
    assert brought == (output[came.size :] if is_whole else b"")
    assert comparison.is_short != is_whole


@pytest.mark.parametrize(
    ("came", "log", "sent", "is_the_end"),
    [
        (b"out\r\nab\n", b"out\r\n", b"hello\rab\n", True),
        (b"ut\r\nab\n", b"out\r\n", b"ab\n", True),  # it began within the log
        (b"out\r\nab\n", b"out\r\n", b"ax\n", False),
        (b"out\r\nab\n", b"out\r\nmore\r\n", b"ab\n", False),
        (b"ab\n", b"out\r\n", b"ab\n", False),
        (b"out\r\n" + b"\n" * 5000, b"out\r\n", b"\n" * 5000, False),  # more than a few keys
    ],
)
def test_an_echo_after_the_end(came: bytes, log: bytes, sent: bytes, is_the_end: bool) -> None:
    assert received(came).ends_like(received(log), received(sent)) is is_the_end
    assert not received(came).ends_like(received(log))
