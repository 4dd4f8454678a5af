"""Wildcards that are matched in time linear in name and pattern, whatever the pattern.

Python's `re` goes back and tries again, for hours if a pattern wants that. Here all places of a
pattern that a name may have come to are kept at once, and the sets of them are remembered: so a
character usually costs one look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Takes = Callable[[str], bool]  # whether a character will do

_ONE, _MANY, _SKIP, _TO_SLASH = range(4)
_MOST_KNOWN = 50_000  # steps that are remembered


class Piece:
    """A part of a pattern."""

    __slots__ = ("kind", "takes")

    def __init__(self, kind: int, takes: Takes) -> None:
        self.kind = kind
        self.takes = takes

    @property
    def may_be_nothing(self) -> bool:
        """Whether no character at all will do."""
        return self.kind != _ONE


def one(takes: Takes) -> Piece:
    """One character that will do."""
    return Piece(_ONE, takes)


def many(takes: Takes) -> Piece:
    """Any number of them, also none."""
    return Piece(_MANY, takes)


def directories(takes: Takes) -> Piece:
    """Nothing; or any number of such characters, and a slash."""
    return Piece(_TO_SLASH, takes)


class _State:
    """The places that may have been reached, what follows by the next character, and how it ends.

    A place is the number of the piece that comes next.
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
        self._reached: list[frozenset[int]] = []  # with a piece what can be passed by for nothing
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
        """Whether a pattern matches all of it. Paths of one directory in a row are cheaper."""
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
