"""Whether an answer has the shape that its operation promises: no engine is trusted with that."""

from __future__ import annotations

import functools
import types
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from docker15_cli.api import shapes

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
    return answer is None or _fits(answer, _ANSWERS.get(operation, Any))


def _fits(value: Any, shape: Any) -> bool:
    if shape is Any:
        return True
    if is_typeddict(shape):
        return isinstance(value, dict) and _has_all(value, shape)
    kinds = get_args(shape)
    if get_origin(shape) is list:
        return isinstance(value, list) and all(_fits(item, kinds[0]) for item in value)
    if get_origin(shape) is dict:
        return isinstance(value, dict) and all(_fits(item, kinds[1]) for item in value.values())
    if get_origin(shape) in (types.UnionType, Union):
        return any(_fits(value, kind) for kind in kinds)
    return isinstance(value, shape)


def _has_all(value: dict[str, Any], shape: Any) -> bool:
    if not shape.__required_keys__ <= value.keys():
        return False
    return all(
        _fits(value[key], kind)
        for key, kind in _kinds(shape).items()
        if value.get(key) is not None or (key in value and key in shapes.REQUIRED)
    )


@functools.cache
def _kinds(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)
