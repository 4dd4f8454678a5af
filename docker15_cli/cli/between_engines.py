"""Copying from one engine to others: `--from HOST --to HOST...`, and a run for each target."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docker15_cli.app import App
from docker15_cli.cli.parameters import Callback, option
from docker15_cli.errors import UsageError
from docker15_cli.fanout import runs

# A paragraph of manual pages.
MANUAL = (
    "HOST is an address, the name of a context, or a group (`@web`). Without `--from`, the source "
    "is the engine that other commands use. `--to` may be repeated: all targets are served in "
    "parallel, each line begins with its HOST, and the worst exit status counts. The data streams "
    "through docker15, and is never held in memory or in a file."
)


def options(function: Callback) -> Callback:
    """`--from HOST` → `source`, "" if not given; `--to HOST` → `targets`, at least one."""
    function = option(
        "--to",
        "targets",
        multiple=True,
        required=True,
        metavar="HOST",
        completes="hosts",
        help="Copy to this engine; may be repeated.",
    )(function)
    return option(
        "--from",
        "source",
        default="",
        metavar="HOST",
        completes="hosts",
        help="Copy from this engine.  [default: the one in use]",
    )(function)


def source_of(app: App, name: str) -> App:
    """The App of the engine to copy from. Raises UsageError if `name` stands for several."""
    if not name:
        return app
    found = app.others([name])
    if len(found) > 1:
        raise UsageError(f"--from {name} names {len(found)} engines: choose one of them")
    return found[0]


def to_each(app: App, targets: Sequence[str], run: Callable[[App], int | None]) -> int:
    """Call `run` with the App of each target; return the worst exit status.

    A signal waits for the runs that have begun.
    """
    return runs.each(app.on(app.others(targets)), run, labelled=True, finishes=True)
