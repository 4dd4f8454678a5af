"""Checks that an answer has the shape that its operation promises: engines are not trusted."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable
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

from docker15_cli.contract import shapes
from docker15_cli.contract.operations import Operation, Shape

Check = Callable[[object], bool]

# Types that JSON's decoder creates exactly, so that comparing types is enough: an answer may have
# 100,000 rows, and a call for each value would take time.
_PLAIN = (str, bool)
_INTEGERS = range(-(2**63), 2**64)  # the range of Go's integers


def is_valid_answer(operation: Operation, answer: object) -> bool:
    """Whether the JSON value `answer` is a valid answer to `operation`.

    null is valid where Go may send it: as a whole answer, and for keys that are not in
    shapes.REQUIRED. Keys that the shape does not have may hold anything.
    """
    return answer is None or _check(operation.shape)(answer)


@functools.cache
def _check(shape: Shape) -> Check:
    """The check for a shape, built only once."""
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


def _check_of(origin: Shape, arguments: tuple[Shape, ...]) -> Check:
    """The check for `origin[arguments]`."""
    if origin is Literal:
        return lambda value: value is arguments[0]
    if origin is Annotated:
        is_kind, is_one = _check(arguments[0]), arguments[1]
        return lambda value: is_kind(value) and bool(is_one(value))
    if origin is list:
        are_right = _check_of_each(arguments[0])
        return lambda value: isinstance(value, list) and are_right(value)
    if origin is dict:
        are_keys, are_values = map(_check_of_each, arguments)
        return lambda value: (
            isinstance(value, dict) and are_keys(value) and are_values(value.values())
        )
    assert origin in (types.UnionType, Union)
    checks = [_check(kind) for kind in arguments]
    return lambda value: any(check(value) for check in checks)


def _check_of_each(kind: Shape) -> Callable[[Iterable[object]], bool]:
    if kind in _PLAIN:
        return lambda values: {*map(type, values)} <= {kind}
    is_right = _check(kind)
    return lambda values: all(map(is_right, values))


def _check_of_object(shape: Shape) -> Check:
    required = shape.__required_keys__
    hints = get_type_hints(shape, include_extras=True)
    checks = [(key, kind if kind in _PLAIN else None, _check(kind)) for key, kind in hints.items()]

    def check(value: object) -> bool:
        if not (isinstance(value, dict) and required <= value.keys()):
            return False
        for key, plain, is_right in checks:
            member = value.get(key)
            if member is None:
                if key in shapes.REQUIRED and key in value and not is_right(member):
                    return False
            elif type(member) is not plain and not is_right(member):
                return False
        return True

    return check
