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
    """Finds the sequence in what is typed. A beginning of it is held back until it is decided.

    What turns out to be no sequence is passed on in one piece with the key that decided it: engines
    look for the same keys, one by one.
    """

    def __init__(self, sequence: bytes, swallowed: bytes = b"") -> None:
        """`swallowed` is a key that the engine swallows if it comes in a write of its own."""
        self.detached = False
        self._sequence = sequence
        self._swallowed = swallowed
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Take what was typed; what of it goes to the container now. Sets `detached`."""
        typed = self._held + data
        self._held = b""
        at = typed.find(self._sequence) if self._sequence else -1
        if at >= 0:
            self.detached = True
            return typed[:at]
        passed = typed[: len(typed) - self._beginning_at_end(typed)]
        if self._swallowed and passed == self._swallowed:
            passed = typed if len(typed) > 1 else b""
        self._held = typed[len(passed) :]
        return passed

    def release(self) -> bytes:
        """What is held back, given up as no key followed it; not what would be swallowed."""
        if self._held == self._swallowed:
            return b""
        held, self._held = self._held, b""
        return held

    @property
    def holds(self) -> bool:
        """Whether a beginning of the sequence is held back."""
        return bool(self._held)

    def _beginning_at_end(self, typed: bytes) -> int:
        lengths = range(min(len(self._sequence) - 1, len(typed)), 0, -1)
        return next((n for n in lengths if typed.endswith(self._sequence[:n])), 0)
