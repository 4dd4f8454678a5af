"""The process at the other end of a stream, and the requests about it on other connections."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from docker15_cli.api import container_life, container_streams, containers
from docker15_cli.api.client import Client
from docker15_cli.contract.shapes import State

if TYPE_CHECKING:
    from docker15_cli.api.client import PendingAnswer


class Process(NamedTuple):
    """What a session can ask about its process: requests to send, and parsers of the answers.

    `name` is how the user knows it. `ask` requests its state, which `state` reads from the complete
    answer. `wait` is a request that is answered when it has exited, and the parser of its exit
    code; without one, the code is in the state. `resize` sets its terminal to rows and columns;
    `signal` sends a signal, named without SIG.
    """

    name: str
    ask: Callable[[], "PendingAnswer"]
    state: Callable[["PendingAnswer"], State]
    resize: Callable[[int, int], "PendingAnswer"]
    wait: tuple[Callable[[], "PendingAnswer"], Callable[["PendingAnswer"], int]] | None = None
    signal: Callable[[str], "PendingAnswer"] | None = None


def of_container(client: Client, container: str) -> Process:
    """The requests about a container's main process."""
    bare = container.removeprefix("/")
    return Process(
        bare[:12] if re.fullmatch("[0-9a-f]{64}", bare) else bare,
        ask=partial(containers.inspect_pending, client, container),
        state=partial(containers.state, client, container),
        resize=partial(container_streams.resize_pending, client, container),
        wait=(
            partial(container_life.wait_pending, client, container),
            partial(container_life.wait_result, client, container),
        ),
        signal=partial(container_life.signal_pending, client, container),
    )
