"""Whether an answer has the shape that its operation promises: no engine is trusted with that."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from docker15_cli.api import shapes

Check = Callable[[Any], bool]

# Of an answer in 1.5's shape, by operation. What is not here is any JSON.
_ANSWERS: dict[str, Any] = {
    "containers.changes": list[shapes.Change],
    "containers.create": shapes.Created,
    "containers.inspect": shapes.Container,
    "containers.list": list[shapes.ContainerRow],
    "containers.top": shapes.Processes,
    "containers.wait": shapes.Ended,
    "execs.create": shapes.Created,
    "execs.inspect": shapes.ExecState,
    "images.history": list[shapes.HistoryRow],
    "images.list": list[shapes.ImageRow],
    "images.remove": list[shapes.Removed],
    "images.search": list[shapes.SearchRow],
    "system.auth": dict[str, Any],
    "system.commit": shapes.Created,
}


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
    origin, checks = get_origin(shape), [_check(kind) for kind in get_args(shape)]
    if origin is list:
        return lambda value: isinstance(value, list) and all(map(checks[0], value))
    if origin is dict:
        return lambda value: isinstance(value, dict) and all(map(checks[1], value.values()))
    if origin in (types.UnionType, Union):
        return lambda value: any(check(value) for check in checks)
    return lambda value: isinstance(value, shape)


def _check_of_object(shape: Any) -> Check:
    required = shape.__required_keys__
    checks = [(key, _check(kind)) for key, kind in get_type_hints(shape).items()]

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
