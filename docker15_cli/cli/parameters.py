"""Options and arguments as commands declare them, with what they complete to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from docker15_cli.cli.go_flags import takes_no_value
from docker15_cli.cli.types import SWITCH

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion

Callback = TypeVar("Callback", bound=Callable[..., Any])


def switch(
    *names: str,
    help: str,
    default: bool | None = False,
    hidden: bool = False,
) -> Callable[[Callback], Callback]:
    """A boolean option; `-name=false` turns it off."""
    return click.option(*names, type=SWITCH, default=default, help=help, hidden=hidden)


def ignored_switch(*names: str, help: str) -> Callable[[Callback], Callback]:
    """A boolean option of docker's that has no effect here; `help` says why."""
    return click.option(*names, type=SWITCH, default=False, expose_value=False, help=help)


class Option(click.Option):
    """An option that knows what its value completes to.

    With `bare_value` its value needs a `=`, and is `bare_value` without one.
    """

    def __init__(
        self,
        *args: Any,
        completes: Completion | None = None,
        bare_value: str | None = None,
        **attributes: Any,
    ) -> None:
        super().__init__(*args, **attributes)
        self.completes = completes
        self.bare_value = bare_value


class Argument(click.Argument):
    """An argument that knows what it completes to."""

    def __init__(self, *args: Any, completes: Completion | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.completes = completes


def option(
    *names: str, completes: Completion | None = None, **attributes: Any
) -> Callable[[Callback], Callback]:
    """An option that takes a value; `attributes` are click's.

    `completes` says what Tab offers (complete_as.py); not needed for a click.Choice.
    """
    return click.option(*names, cls=Option, completes=completes, **attributes)


def argument(
    name: str, *, completes: Completion, **attributes: Any
) -> Callable[[Callback], Callback]:
    """An argument; `attributes` are click's, `completes` says what Tab offers (complete_as.py)."""
    return click.argument(name, cls=Argument, completes=completes, **attributes)


def is_shown(param: click.Parameter) -> bool:
    """Whether the help shows the option."""
    return isinstance(param, click.Option) and not param.hidden


def option_row(param: click.Parameter) -> tuple[str, str]:
    """The spellings of an option and its description, for the help."""
    assert isinstance(param, click.Option)
    names = ", ".join([*param.opts, *param.secondary_opts])
    if takes_no_value(param):
        return names, param.help or ""
    is_optional = getattr(param, "bare_value", None) is not None
    value = f"[={_metavar(param)}]" if is_optional else f" {_metavar(param)}"
    return f"{names}{value}", param.help or ""


def _metavar(param: click.Option) -> str:
    """The option's metavar, by click's `make_metavar`, which takes a context since 8.2."""
    if isinstance(param.type, click.Choice):
        return param.metavar or f"[{'|'.join(map(str, param.type.choices))}]"
    return param.metavar or param.type.name.upper()
