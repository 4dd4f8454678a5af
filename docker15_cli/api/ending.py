"""A container's stop timeout and exit code, where engines leave the work to the client."""

from __future__ import annotations

from collections.abc import Callable

from docker15_cli.contract.shapes import Inspected
from docker15_cli.dialects.base import Dialect
from docker15_cli.errors import NotSupported

_STOP_TIMEOUT = 10  # seconds: every engine's default
_NOT_RUNNING = ("created", "exited")  # Podman's Running is false for a paused container too


def stop_query(
    dialect: Dialect, timeout: int | None, inspect: Callable[[], Inspected]
) -> dict[str, str]:
    """The query of a stop. `timeout` is in seconds; -1: forever; None: the container's own setting.

    An engine that ignores the container's setting is sent what `inspect` shows. Podman shows 0 for
    containers created through Docker's API without one, so 0 counts as not set. Raises NotSupported
    if the engine can't wait forever.
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
    """The exit code of a container that has ended or was never started; else None."""
    state = inspected.get("State") or {}
    return int(state["ExitCode"]) if state.get("Status") in _NOT_RUNNING else None
