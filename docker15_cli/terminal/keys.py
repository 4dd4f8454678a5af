"""The keys that detach from a container's terminal (spec/cli.md § Interactive terminals)."""

from __future__ import annotations

import string

DEFAULT = "ctrl-p,ctrl-q"
_CONTROL = {f"ctrl-{letter}": bytes([at + 1]) for at, letter in enumerate(string.ascii_lowercase)}
_CONTROL |= {"ctrl-@": b"\0", "ctrl-[": b"\x1b", "ctrl-\\": b"\x1c"}
_CONTROL |= {"ctrl-]": b"\x1d", "ctrl-^": b"\x1e", "ctrl-_": b"\x1f"}


def parse(text: str) -> bytes:
    """`ctrl-p,ctrl-q` or `a,b` → the bytes that they send; "" → none. Raises ValueError."""
    if not text:
        return b""
    return b"".join(_key(name) for name in text.split(","))


def _key(name: str) -> bytes:
    lowered = name.lower()
    if lowered in _CONTROL:
        return _CONTROL[lowered]
    if len(name) == 1 and name.isascii() and name.isprintable():
        return name.encode()
    raise ValueError(f"{name!r} is no key: use letters and ctrl-LETTER, with commas between")


class DetachKeys:
    """Finds the sequence in what is typed, also where its keys are far apart.

    A beginning of it is held back for the moment in which it is decided; `release` gives it up to
    the container, and goes on looking.
    """

    def __init__(self, sequence: bytes, swallowed: bytes = b"") -> None:
        """`swallowed` is a key that the engine keeps for itself if it comes in a write of its own,
        until the next write; there a second one reaches the container."""
        self.detached = False
        self._sequence = sequence
        self._swallowed = swallowed
        self._begun = b""  # the beginning of the sequence that was typed last,
        self._passed = 0  # and how much of it the container has got
        self._offered = False  # what the engine keeps has been sent to it

    def feed(self, data: bytes) -> bytes:
        """Take what was typed; what of it goes to the container now. Sets `detached`."""
        if not self._begun and self._sequence[:1] not in data and data != self._swallowed:
            self._offered = False
            return data  # nearly always, and a keystroke is waited for
        typed = self._begun + data
        at = typed.find(self._sequence) if self._sequence else -1
        if at >= 0:
            self.detached = True
            return typed[self._passed : at]
        begins_at = len(typed) - self._beginning_at_end(typed)
        passed = typed[self._passed : begins_at]
        if passed == self._swallowed and not self._offered:  # it must not come alone
            begins_at -= len(passed)
            passed = b""
        self._offered = False
        self._begun = typed[begins_at:]
        self._passed = max(0, self._passed - begins_at)
        return passed

    def release(self) -> bytes:
        """What is held back goes to the container, as no key has followed it yet.

        What the engine keeps for itself is given twice, by two calls.
        """
        held = self._begun[self._passed :]
        if held == self._swallowed and not self._offered:
            self._offered = True
            return held
        self._offered = False
        self._passed = len(self._begun)
        return held

    @property
    def holds(self) -> bool:
        """Whether something is held back."""
        return len(self._begun) > self._passed

    def _beginning_at_end(self, typed: bytes) -> int:
        lengths = range(min(len(self._sequence) - 1, len(typed)), 0, -1)
        return next((n for n in lengths if typed.endswith(self._sequence[:n])), 0)
