"""Whether an answer has the shape that its operation promises: no engine is trusted with that."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from docker15_cli.api import shapes

Check = Callable[[Any], bool]

# Of an answer in 1.5's shape, by operation. What is not here is any JSON.
_ANSWERS: dict[str, Any] = {
    "archive.find": shapes.PathStat,
    "containers.changes": list[shapes.Change],
    "containers.create": shapes.Created,
    "containers.inspect": shapes.Container,
    "containers.list": list[shapes.ContainerRow],
    "containers.top": shapes.Processes,
    "containers.wait": shapes.Ended,
    "execs.create": shapes.Created,
    "execs.inspect": shapes.ExecRuns | shapes.ExecEnded,
    "images.history": list[shapes.HistoryRow],
    "images.insert": shapes.Progress,
    "images.inspect": shapes.Image,
    "images.list": list[shapes.ImageRow],
    "images.remove": list[shapes.Removed],
    "images.search": list[shapes.SearchRow],
    "system.auth": dict[str, Any],
    "system.commit": shapes.Created,
    "system.events": shapes.Event,
}
_INTEGERS = range(-(2**63), 2**64)  # what Go has


def fits(operation: str, answer: Any) -> bool:
    """Whether the JSON value `answer` is one to `operation`.

    null fits where Go may have it: for a whole answer, and for a value not in shapes.REQUIRED.
    Keys that a shape lacks may hold anything.
    """
    return answer is None or _check(_ANSWERS.get(operation, Any))(answer)


@functools.cache
def _check(shape: Any) -> Check:
    """The check of a shape, made once: an answer may have ten thousand rows of it."""
    if shape is Any:
        return lambda value: True
    if is_typeddict(shape):
        return _check_of_object(shape)
    if shape is int:
        return lambda value: isinstance(value, int) and value in _INTEGERS
    arguments = get_args(shape)
    return _check_of(get_origin(shape), arguments) if arguments else _check_of_kind(shape)


def _check_of_kind(kind: type) -> Check:
    return lambda value: isinstance(value, kind)


def _check_of(origin: Any, arguments: tuple[Any, ...]) -> Check:
    """The check of `origin[arguments]`."""
    if origin is Literal:
        return lambda value: value is arguments[0]
    if origin is Annotated:
        is_kind, is_one = _check(arguments[0]), arguments[1]
        return lambda value: is_kind(value) and bool(is_one(value))
    checks = [_check(kind) for kind in arguments]
    if origin is list:
        return lambda value: isinstance(value, list) and all(map(checks[0], value))
    if origin is dict:
        keys, values = checks
        return lambda value: (
            isinstance(value, dict) and all(map(keys, value)) and all(map(values, value.values()))
        )
    assert origin in (types.UnionType, Union)
    return lambda value: any(check(value) for check in checks)


def _check_of_object(shape: Any) -> Check:
    required = shape.__required_keys__
    hints = get_type_hints(shape, include_extras=True)
    checks = [(key, _check(kind)) for key, kind in hints.items()]

    def check(value: Any) -> bool:
        if not (isinstance(value, dict) and required <= value.keys()):
            return False
        for key, is_right in checks:
            member = value.get(key)
            is_looked_at = member is not None or (key in value and key in shapes.REQUIRED)
            if is_looked_at and not is_right(member):
                return False
        return True

    return check
