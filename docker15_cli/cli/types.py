"""click types for the values of options."""

from __future__ import annotations

import re
from typing import Any

import click

from docker15_cli.cli.values import size
from docker15_cli.errors import UsageError

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


class Switch(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """A boolean: true without a value, or set by `=true` or `=false`."""

    name = "bool"

    def convert(self, value: Any, param: Any, ctx: Any) -> bool:
        return value if isinstance(value, bool) else parse_bool(value, str(param.opts[-1]))


SWITCH = Switch()


def parse_bool(text: str, option: str) -> bool:
    """A boolean as Go spells it (`1`, `t`, `True`, …). Raises UsageError, which names `option`."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise UsageError(f"{option} takes true or false, not {text!r}")


class Size(click.ParamType):  # type: ignore[type-arg]
    """A size, optionally with a unit of base 1024 (`512m`) → bytes."""

    name = "bytes"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        if isinstance(value, int):
            return value
        try:
            return size(value)
        except ValueError as error:
            raise UsageError(f"{param.opts[0]} {error}") from None


class Seconds(click.ParamType):  # type: ignore[type-arg]
    """A positive number of seconds, optionally with a fraction → float.

    It has no unit, like `stop -t SECONDS`; durations with units are parsed by values.py.
    """

    name = "seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        if isinstance(value, float):
            return value
        if not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", value, re.ASCII) or not float(value):
            raise UsageError(f"{param.opts[-1]} takes a positive number of seconds, not {value!r}")
        return float(value)
