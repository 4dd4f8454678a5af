"""The keys that detach from a container's terminal (docs/spec/cli.md §5)."""

from __future__ import annotations

DEFAULT = "ctrl-p,ctrl-q"
_CONTROL = {
    f"ctrl-{letter}": bytes([at + 1]) for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
_CONTROL |= {"ctrl-@": b"\0", "ctrl-[": b"\x1b", "ctrl-\\": b"\x1c"}
_CONTROL |= {"ctrl-]": b"\x1d", "ctrl-^": b"\x1e", "ctrl-_": b"\x1f"}


def parse(text: str) -> bytes:
    """The bytes that the keys of `ctrl-p,ctrl-q` or `a,b` send. Raises ValueError."""
    if not text:
        return b""
    return b"".join(_key(name) for name in text.split(","))


def _key(name: str) -> bytes:
    lowered = name.lower()
    if lowered in _CONTROL:
        return _CONTROL[lowered]
    if len(name) == 1 and name.isascii() and name.isprintable():
        return name.encode()
    raise ValueError(f"not a key: {name!r}; use letters and ctrl-LETTER, separated by commas")


class DetachKeys:
    """Finds the sequence in the user's input, regardless of pauses between its keys.

    As in docker, the beginning of a sequence is held back until the next key decides: what has been
    sent to the container can't be taken back.
    """

    def __init__(self, sequence: bytes, swallowed: bytes = b"") -> None:
        """`swallowed` is a key that the engine swallows if it arrives alone: it, too, is held back,
        and sent together with the next key."""
        self.detached = False
        self._sequence = sequence
        self._swallowed = swallowed
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Take what was typed; return what to send to the container now.

        Sets `detached` once the sequence has been typed.
        """
        if not self._held and self._sequence[:1] not in data and data != self._swallowed:
            return data  # the usual case, which has to be fast
        typed = self._held + data
        at = typed.find(self._sequence) if self._sequence else -1
        if at >= 0:
            self.detached = True
            return typed[:at]
        end = len(typed) - self._beginning_at_end(typed)
        if typed[:end] == self._swallowed:  # it must not be sent alone
            end = 0
        self._held = typed[end:]
        return typed[:end]

    def _beginning_at_end(self, typed: bytes) -> int:
        lengths = range(min(len(self._sequence) - 1, len(typed)), 0, -1)
        return next((n for n in lengths if typed.endswith(self._sequence[:n])), 0)
