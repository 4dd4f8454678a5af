"""`--wait` and `--wait-timeout`: what a container is waited for once it has been started."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import click

from docker15_cli.cli import values
from docker15_cli.cli.parameters import Callback, option
from docker15_cli.errors import UsageError

BEST, RUNNING, HEALTHY, PORT, LOG = "", "running", "healthy", "port", "log"
_LAST_PORT = 65535

# A paragraph of manual pages.
MANUAL = (
    "With `--wait`, docker15 waits until the container is running (`running`), its health check "
    "has passed (`healthy`), something listens on its TCP port P (`port:P`), or a line that it has "
    "written since this start matches the Python regular expression REGEX (`log:REGEX`). `--wait` "
    "alone means `healthy` for a container with a health check, else `running`. The exit status is "
    "0; the container's own if it exits first (1 if that is 0); and 124 after `--wait-timeout`."
)
# Another one, about the port.
PORTS = (
    "`port:P` is the port inside the container. It is checked where nothing else can answer for "
    "it: at the container's own address if the engine is on this machine; else, or if that "
    "can't be reached, in the list of listening sockets that `cat /proc/net/tcp` shows inside the "
    "container (API 1.15); else at its published port on the engine's host, where a connection has "
    "to stay open for half a second, because Docker's proxy accepts before the program listens."
)


class Goal(NamedTuple):
    """What to wait for: `kind` is one of the constants above, with its port or expression."""

    kind: str
    port: int = 0
    regex: str = ""

    def __str__(self) -> str:
        texts = {PORT: f"listening on port {self.port}", LOG: f"seen writing {self.regex!r}"}
        return texts.get(self.kind, self.kind or RUNNING)


def wait_options(function: Callback) -> Callback:
    """`--wait[=FOR]` → `wait`, a Goal or None; `--wait-timeout T` → `wait_timeout`, in seconds."""
    return option(
        "--wait",
        bare_value=BEST,
        default=None,
        callback=_goal,
        metavar="FOR",
        completes=(RUNNING, HEALTHY, f"{PORT}:", f"{LOG}:"),
        help="Wait until it is running, healthy, listening (port:P) or logs a line (log:REGEX).",
    )(
        timeout_option("--wait-timeout", "With --wait: give up after this time, with status 124.")(
            function
        )
    )


def timeout_option(name: str, help: str) -> Callable[[Callback], Callback]:
    """An option that takes a time → seconds, None if not given."""
    return option(name, callback=_seconds, metavar="TIME", completes="nothing", help=help)


def _goal(ctx: click.Context, param: click.Parameter, text: str | None) -> Goal | None:
    return None if text is None else parse(text)


def _seconds(ctx: click.Context, param: click.Parameter, text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return values.seconds(text)
    except ValueError as error:
        raise UsageError(f"{param.opts[-1]} {error}") from None


def parse(text: str) -> Goal:
    """The goal that a value of `--wait` stands for. Raises UsageError."""
    kind, colon, rest = text.partition(":")
    if kind in (BEST, RUNNING, HEALTHY) and not colon:
        return Goal(kind)
    if kind == PORT and values.is_number(rest) and 0 < int(rest[:9]) <= _LAST_PORT:
        return Goal(PORT, port=int(rest))
    if kind == LOG and rest:
        _check(rest)
        return Goal(LOG, regex=rest)
    raise UsageError(f"--wait takes running, healthy, port:P or log:REGEX, not {text!r}")


def _check(regex: str) -> None:
    import re
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(regex)
    except (re.error, RecursionError, OverflowError, MemoryError) as error:
        why = str(error) or type(error).__name__
        raise UsageError(f"--wait log: not a regular expression: {why}: {regex!r}") from None


def check(goal: Goal | None, timeout: float | None) -> None:
    """Raise UsageError for a timeout without anything to wait for."""
    if timeout is not None and goal is None:
        raise UsageError("--wait-timeout needs --wait")
