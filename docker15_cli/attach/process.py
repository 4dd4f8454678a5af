"""What runs at the other end of a stream, and what a session may ask about it meanwhile."""

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
    """Requests that are sent beside the stream, and what their complete answers tell.

    `name` is what the user knows it by. `ask` and `state` tell whether it runs; `wait` is a request
    that is answered when it has ended, and what reads its exit code there: without one its state
    tells it. `resize` changes the size of its terminal, to rows and columns; `signal` sends it one.
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
    """A further command in a container; engines have no signals for it."""
    return Process(
        name,
        ask=partial(execs.inspect_pending, client, exec_),
        state=partial(execs.state, client, exec_),
        resize=partial(execs.resize_pending, client, exec_),
    )
