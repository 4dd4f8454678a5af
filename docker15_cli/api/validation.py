"""Checks that an answer has the shape that its operation promises: engines are not trusted."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Sequence
from itertools import chain
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

# Whether all values of a sequence have a shape. An answer may have 100,000 rows, so it is checked
# column by column: a call for each value would take longer than everything else done with it.
Check = Callable[[Sequence[Any]], bool]

_MIN_INTEGER, _MAX_INTEGER = -(2**63), 2**64 - 1  # Go's int64 and uint64


def is_valid_answer(operation: Operation, answer: object) -> bool:
    """Whether the JSON value `answer` is a valid answer to `operation`.

    null is valid where Go may send it: as the answer, and for keys that are not in shapes.REQUIRED.
    Keys that the shape does not have may have any value.
    """
    return answer is None or _check(operation.shape)([answer])


@functools.cache
def _check(shape: Shape) -> Check:
    """The check for a shape, built only once."""
    if shape is Any:
        return lambda values: True
    if is_typeddict(shape):
        return _check_of_object(shape)
    arguments = get_args(shape)
    if arguments:
        return _check_of(get_origin(shape), arguments)
    return _are_integers if shape is int else _check_of_kind(shape)


def _check_of_kind(kind: type) -> Check:
    """The check for instances of `kind`.

    The exact type is looked at first, as that is quick: JSON's decoder creates no subclasses, but
    dialects do.
    """
    return lambda values: (
        {*map(type, values)} <= {kind} or all(isinstance(value, kind) for value in values)
    )


def _are_integers(values: Sequence[Any]) -> bool:
    if not {*map(type, values)} <= {int}:
        return False
    return not values or (min(values) >= _MIN_INTEGER and max(values) <= _MAX_INTEGER)


def _check_of(origin: Shape, arguments: tuple[Shape, ...]) -> Check:
    """The check for `origin[arguments]`."""
    if origin is Literal:
        return lambda values: all(value is arguments[0] for value in values)
    if origin is Annotated:
        are_kind, is_one = _check(arguments[0]), arguments[1]
        return lambda values: are_kind(values) and all(map(is_one, values))
    if origin in (list, dict):
        return _check_of_members(origin, [_check(kind) for kind in arguments])
    assert origin in (types.UnionType, Union)
    return _check_of_union([_check(kind) for kind in arguments])


def _check_of_members(kind: type, checks: Sequence[Check]) -> Check:
    """The check for lists or objects; `checks` are for the items, or the keys and the values."""
    are_kind = _check_of_kind(kind)

    def check(values: Sequence[Any]) -> bool:
        if not are_kind(values):
            return False
        members = [list(chain.from_iterable(values))]
        if kind is dict:
            members.append([member for value in values for member in value.values()])
        return all(are_right(column) for are_right, column in zip(checks, members, strict=True))

    return check


def _check_of_union(checks: Sequence[Check]) -> Check:
    def check(values: Sequence[Any]) -> bool:
        if any(are_right(values) for are_right in checks):
            return True
        return len(values) > 1 and all(check([value]) for value in values)

    return check


def _check_of_object(shape: Shape) -> Check:
    required = shape.__required_keys__
    hints = get_type_hints(shape, include_extras=True)
    checks = [(key, _check(kind)) for key, kind in hints.items()]
    are_objects = _check_of_kind(dict)

    def check(values: Sequence[Any]) -> bool:
        if not (are_objects(values) and all(required <= value.keys() for value in values)):
            return False
        return all(are_right(_members(values, key)) for key, are_right in checks)

    return check


def _members(values: Sequence[Any], key: str) -> list[Any]:
    """The values that the objects have for a key; null counts as absent, unless REQUIRED."""
    found = [value.get(key) for value in values]
    if None not in found:
        return found
    if key in shapes.REQUIRED:
        return [value[key] for value in values if key in value]
    return [member for member in found if member is not None]
