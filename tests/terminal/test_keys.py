"""The detach keys: detected in what is typed, without affecting other keys."""

from __future__ import annotations

import pytest

from docker15_cli.terminal.keys import DEFAULT, DetachKeys, parse

P, Q = b"\x10", b"\x11"
A_D = b"\x01d"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (DEFAULT, P + Q),
        ("ctrl-a,d", A_D),
        ("Ctrl-A,D", b"\x01D"),
        ("ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", b"\0\x1b\x1c\x1d\x1e\x1f"),
        ("q", b"q"),
        ("", b""),
    ],
)
def test_what_keys_send(text: str, sent: bytes) -> None:
    assert parse(text) == sent


@pytest.mark.parametrize("text", ["ctrl-", "ctrl-1", "ab", "a,", "é", "ctrl-a d", "\t"])
def test_bad_keys(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        parse(text)


@pytest.mark.parametrize("pieces", [[P + Q], [P, Q], [b"ls" + P, Q + b"more"], [P, P + Q]])
def test_they_are_found_however_they_come(pieces: list[bytes]) -> None:
    keys = DetachKeys(P + Q)
    passed = b"".join(keys.feed(piece) for piece in pieces)
    assert keys.detached
    assert passed == b"".join(pieces).partition(P + Q)[0]


@pytest.mark.parametrize("typed", [P + b"x", Q + P + b"q", P + P + b"x" + Q, b"x" + P + b"\r"])
def test_other_keys_arrive_unchanged(typed: bytes) -> None:
    for sequence in (P + Q, A_D, b"\x10\x10\x11", b""):
        for swallowed in (b"", P):
            keys = DetachKeys(sequence, swallowed)
            passed = b"".join(keys.feed(typed[at : at + 1]) for at in range(len(typed)))
            assert (passed, keys.detached) == (typed, False)


def test_a_beginning_waits_for_the_next_key() -> None:
    """T11: however long that takes, as the shell must not see it."""
    keys = DetachKeys(P + Q)
    assert keys.feed(b"x" + P) == b"x"
    assert keys.feed(b"y") == P + b"y"
    assert keys.feed(P) == b""
    assert keys.feed(P) == P
    assert keys.feed(Q) == b""
    assert keys.detached


def test_a_longer_sequence() -> None:
    keys = DetachKeys(b"abc")
    assert [keys.feed(key) for key in (b"a", b"b", b"a", b"b", b"c")] == [b"", b"", b"ab", b"", b""]
    assert keys.detached


class Daemon:
    """The 1.5 daemon's side of a terminal: what the container gets of what is read.

    See docs/spec/remote-api-1.5.md §5.5.
    """

    def __init__(self) -> None:
        self.passed = b""
        self._kept = False

    def read(self, data: bytes) -> None:
        if data == P and not self._kept:
            self._kept = True
        elif data:
            assert not (self._kept and data == Q), "detached by the daemon"
            self._kept = False
            self.passed += data


@pytest.mark.parametrize("sequence", [P + Q, A_D, b""])
@pytest.mark.parametrize("typed", [P + b"x", P + P + b"x", b"a" + P + b"x", P + P + P + b"\r"])
def test_a_key_that_the_daemon_would_swallow_arrives(sequence: bytes, typed: bytes) -> None:
    daemon = Daemon()
    keys = DetachKeys(sequence, swallowed=P)
    for at in range(len(typed)):
        daemon.read(keys.feed(typed[at : at + 1]))
    assert daemon.passed == typed
