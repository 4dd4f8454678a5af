"""Wildcards, matched in time that is linear in name and pattern, whatever the pattern.

Python's `re` backtracks, for hours with some patterns. Here, as in an NFA, all places in a pattern
that a name may have reached are tracked at once, and these sets are cached, so that a character
usually costs one lookup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Takes = Callable[[str], bool]  # whether a character matches

_ONE, _MANY, _SKIP, _TO_SLASH = range(4)
_MOST_KNOWN = 50_000  # cached steps


class Piece:
    """A part of a pattern."""

    __slots__ = ("kind", "takes")

    def __init__(self, kind: int, takes: Takes) -> None:
        self.kind = kind
        self.takes = takes

    @property
    def may_be_nothing(self) -> bool:
        """Whether it also matches nothing at all."""
        return self.kind != _ONE


def one(takes: Takes) -> Piece:
    """Matches exactly one such character."""
    return Piece(_ONE, takes)


def many(takes: Takes) -> Piece:
    """Matches any number of such characters, including none."""
    return Piece(_MANY, takes)


def directories(takes: Takes) -> Piece:
    """Matches nothing, or any number of such characters followed by a slash."""
    return Piece(_TO_SLASH, takes)


class _State:
    """The places that may have been reached, the next states by character, and whether it matches.

    A place is the index of the piece that comes next.
    """

    __slots__ = ("following", "is_end", "places")

    def __init__(self, places: frozenset[int], *, is_end: bool) -> None:
        self.places = places
        self.is_end = is_end
        self.following: dict[str, _State] = {}


class Automaton:
    """Matches any of several patterns."""

    def __init__(self, patterns: Iterable[Iterable[Piece]]) -> None:
        self._pieces: list[Piece | None] = []  # None: the end of a pattern
        self._reached: list[frozenset[int]] = []  # each piece, with those reached from it for free
        first: set[int] = set()
        for pattern in patterns:
            start = len(self._pieces)
            for piece in pattern:
                if piece.kind == _TO_SLASH:
                    self._pieces.append(Piece(_SKIP, piece.takes))
                self._pieces.append(piece)
            self._pieces.append(None)
            self._reached += [frozenset()] * (len(self._pieces) - start)
            for at in reversed(range(start, len(self._pieces))):
                self._reached[at] = self._passed(at)
            first |= self._reached[start]
        self._first = frozenset(first)
        self._known = 0  # steps
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(self._first)
        self._directory, self._state_there = "", self._start

    def matches(self, path: str) -> bool:
        """Whether a pattern matches the whole path. Cheaper for paths of the same directory."""
        above, slash, name = path.rpartition("/")
        if above + slash != self._directory:
            self._directory = above + slash
            self._state_there = self._follow(self._start, self._directory)
        return self._follow(self._state_there, name).is_end

    def _forget(self) -> None:
        self._known = 0
        self._states = {}
        self._start = self._state(self._first)
        self._directory, self._state_there = "", self._start

    def _passed(self, at: int) -> frozenset[int]:
        piece = self._pieces[at]
        if piece is None or piece.kind in (_ONE, _TO_SLASH):
            return frozenset((at,))
        if piece.kind == _SKIP:
            return self._reached[at + 1] | self._reached[at + 2]
        return self._reached[at + 1] | {at}

    def _follow(self, state: _State, text: str) -> _State:
        for character in text:
            state = state.following.get(character) or self._step(state, character)
            if not state.places:
                break
        return state

    def _step(self, state: _State, character: str) -> _State:
        places: set[int] = set()
        for at in state.places:
            piece = self._pieces[at]
            if piece is None:
                continue
            if piece.kind == _TO_SLASH and character == "/":
                places |= self._reached[at + 1]
            if piece.takes(character):
                places |= self._reached[at + 1 if piece.kind == _ONE else at]
        self._known += 1
        if self._known > _MOST_KNOWN:
            self._forget()
        following = self._state(frozenset(places))
        state.following[character] = following
        return following

    def _state(self, places: frozenset[int]) -> _State:
        state = self._states.get(places)
        if state is None:
            is_end = any(self._pieces[at] is None for at in places)
            state = self._states[places] = _State(places, is_end=is_end)
        return state
