"""How long a container has to end, and the exit code that it left: what engines leave to us."""

from __future__ import annotations

from collections.abc import Callable

from docker15_cli.contract.shapes import Inspected
from docker15_cli.dialects.base import Dialect
from docker15_cli.errors import NotSupported

_STOP_TIMEOUT = 10  # seconds: every engine's own, where nobody has said another
_NOT_RUNNING = ("created", "exited")  # a paused one does not run either, for Podman


def grace(
    dialect: Dialect, timeout: int | None, inspect: Callable[[], Inspected]
) -> dict[str, str]:
    """The query of a stop: `timeout` is -1 for ever, None the container's own setting, in seconds.

    An engine that does not heed that is told what `inspect` says. Podman has 0 there for whatever
    came through Docker's API without one: that is none, too. Raises NotSupported for a -1 that the
    engine has no word for.
    """
    if timeout is None:
        if dialect.applies_stop_timeout:
            return {}
        config = (inspect().get("Config") if dialect.keeps_stop_timeout else None) or {}
        timeout = int(config.get("StopTimeout") or _STOP_TIMEOUT)
        if timeout >= 0:
            return {"t": str(timeout)}
    if not dialect.endless_stop:
        raise NotSupported("this engine can't wait forever: -t must be 0 or more seconds here")
    return {"t": dialect.endless_stop}


def exit_code(inspected: Inspected) -> int | None:
    """Of a container that has ended, or was never started; None of others."""
    state = inspected.get("State") or {}
    return int(state["ExitCode"]) if state.get("Status") in _NOT_RUNNING else None
