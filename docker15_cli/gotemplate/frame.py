"""The state of a rendering. The parts of a parsed template are closures that take it."""

from collections.abc import Callable, Mapping
from time import thread_time
from typing import Literal

from docker15_cli.gotemplate.go_format import MOST
from docker15_cli.gotemplate.lexer import LimitError

Zeros = Mapping[str, object]

_MOST_STEPS = 1_000_000  # iterations of loops and calls of templates in a rendering: half a second
# Seconds of work. At some depths Python 3.11 and later need 70 times as long for a call: for each,
# they allocate a piece of the stack, and free it again.
_MOST_TIME = 5.0
_LOOK = 1_000  # steps between checks of the time


class Row(dict[str, object]):
    """The fields of a row; and its methods, which take an argument: `.Label "key"`."""

    def __init__(
        self,
        fields: Mapping[str, object],
        methods: Mapping[str, Callable[[object], object]],
    ) -> None:
        super().__init__(fields)
        self.methods = methods


class Output:
    """The text of a rendering so far. Raises LimitError for too much text, steps or time."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._room = MOST
        self._steps = _MOST_STEPS
        self._until: float | None = None

    def add(self, part: str) -> None:
        self.parts.append(part)
        self._room -= len(part)
        if self._room < 0:
            raise LimitError("the template prints too much")

    def step(self) -> None:
        """Count an iteration of a loop, or a call of a template."""
        self._steps -= 1
        if self._steps % _LOOK == 0:
            self._check_time()

    def _check_time(self) -> None:
        now = thread_time()
        if self._until is None:
            self._until = now + _MOST_TIME
        if self._steps == 0 or now > self._until:
            raise LimitError("the template takes too long")


class Frame:
    """The state of a rendering: the dot, the variables by slot, and the text so far.

    With `zeros`, the data has docker's own types: see `template.compile_object`.
    """

    __slots__ = ("dot", "out", "variables", "zeros")

    def __init__(
        self, dot: object, variables: list[object], out: Output, zeros: Zeros | None
    ) -> None:
        self.dot = dot
        self.variables = variables
        self.out = out
        self.zeros = zeros

    def within(self, dot: object) -> "Frame":
        """The same state with another dot."""
        return Frame(dot, self.variables, self.out, self.zeros)


Flow = Literal["break", "continue"] | None
Node = Callable[[Frame], Flow]
Value = Callable[[Frame], object]
