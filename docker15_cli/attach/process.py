"""The process at the other end of a stream, and the requests about it beside the stream."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from docker15_cli.api import containers, execs
from docker15_cli.api.client import Client
from docker15_cli.contract.shapes import State

if TYPE_CHECKING:
    from docker15_cli.api.client import PendingAnswer


class Process(NamedTuple):
    """Requests to send beside the stream, and parsers of their complete answers.

    `name` is how the user knows it. `ask` and `state` tell whether it is running. `wait` is a
    request that is answered when it has exited, and the parser of its exit code; without one, the
    code is in its state. `resize` sets its terminal to rows and columns; `signal` sends a signal.
    """

    name: str
    ask: Callable[[], "PendingAnswer"]
    state: Callable[["PendingAnswer"], State]
    resize: Callable[[int, int], "PendingAnswer"]
    wait: tuple[Callable[[], "PendingAnswer"], Callable[["PendingAnswer"], int]] | None = None
    signal: Callable[[str], "PendingAnswer"] | None = None


def of_container(client: Client, container: str) -> Process:
    """A container's own process."""
    bare = container.removeprefix("/")
    return Process(
        bare[:12] if re.fullmatch("[0-9a-f]{64}", bare) else bare,
        ask=partial(containers.inspect_pending, client, container),
        state=partial(containers.state, client, container),
        resize=partial(containers.resize_pending, client, container),
        wait=(
            partial(containers.wait_pending, client, container),
            partial(containers.wait_result, client, container),
        ),
        signal=partial(containers.signal_pending, client, container),
    )


def of_exec(client: Client, exec_: str, name: str) -> Process:
    """Another command in a container; engines can't send it signals."""
    return Process(
        name,
        ask=partial(execs.inspect_pending, client, exec_),
        state=partial(execs.state, client, exec_),
        resize=partial(execs.resize_pending, client, exec_),
    )
