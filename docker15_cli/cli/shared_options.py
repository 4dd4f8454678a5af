"""Options and arguments that several commands have, and paragraphs about them for manual pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from docker15_cli.cli.parameters import Callback, argument, option
from docker15_cli.cli.types import SWITCH
from docker15_cli.contract import features
from docker15_cli.errors import UsageError

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion

# Paragraphs of manual pages.
CONCURRENT = (
    "Several containers are processed in parallel, and reported in the order given. A failure is "
    "reported on stderr, the others are still processed, and the exit status is 1."
)

SELECTING = (
    "`--filter` replaces names: the command works on the containers that match. The keys are those "
    "of `ps`, including `label!=`, `name!=`, `network!=` and `status!=`. Stopped containers match "
    "only where that makes sense, or with `status=`. If nothing matches, nothing is done."
)

GRACE = (
    "Without `-t`, the container's own setting applies (`run --stop-timeout`), else 10 seconds: a "
    "1.5 engine has no such setting, and Podman does not distinguish a setting of 0 from none. "
    "With -1, the container is never killed; a 1.5 engine can't do that."
)


def filter_option(
    *, completes: Completion, since: str = features.FILTERS.since
) -> Callable[[Callback], Callback]:
    """`--filter`, for listings; its values are for `filters_json`."""
    return option(
        "-f",
        "--filter",
        "filters",
        multiple=True,
        metavar="KEY=VALUE",
        completes=completes,
        help=f"Only show matches (API {since}).",
    )


def platform_option(help: str) -> Callable[[Callback], Callback]:
    """`--platform OS/ARCH` → platform, "" without it."""
    return option("--platform", default="", metavar="OS/ARCH", completes="platforms", help=help)


def changes_option(function: Callback) -> Callback:
    """`-c INSTRUCTION` → changes, for commands that make an image without a Dockerfile."""
    return option(
        "-c",
        "--change",
        "changes",
        multiple=True,
        metavar="INSTRUCTION",
        completes="nothing",
        help="Apply a Dockerfile instruction, such as 'ENV A=b' (API 1.18).",
    )(function)


def content_trust_option(function: Callback) -> Callback:
    """`--disable-content-trust`, which has no effect; `=false` is refused: there is no check."""
    return click.option(
        "--disable-content-trust",
        type=SWITCH,
        default=True,
        expose_value=False,
        callback=_without_trust,
        help="No effect: docker15 does not verify image signatures.",
    )(function)


def _without_trust(ctx: click.Context, param: click.Parameter, disabled: bool) -> None:
    if not disabled:
        raise UsageError(f"{param.opts[0]}=false: docker15 can't verify image signatures")


def containers_argument(*, completes: Completion) -> Callable[[Callback], Callback]:
    """CONTAINER [CONTAINER...]."""
    return argument("containers", nargs=-1, required=True, metavar="CONTAINER", completes=completes)


def container_argument(*, completes: Completion) -> Callable[[Callback], Callback]:
    """CONTAINER."""
    return argument("container", metavar="CONTAINER", completes=completes)


def stop_options(function: Callback) -> Callback:
    """`-t SECONDS` → `timeout`, None if not given; `-s SIGNAL` → `signal`. For stop and restart."""
    function = option(
        "-s",
        "--signal",
        default="",
        metavar="SIGNAL",
        completes="signals",
        help="Send this signal instead of the container's own (API 1.42).",
    )(function)
    return option(
        "-t",
        "--time",
        "--timeout",
        "timeout",
        type=click.IntRange(min=-1),
        metavar="SECONDS",
        completes="nothing",
        help="Wait this long before SIGKILL; -1: forever.  [default: the container's own, or 10]",
    )(function)
